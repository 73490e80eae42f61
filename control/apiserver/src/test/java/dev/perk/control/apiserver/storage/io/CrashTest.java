package dev.perk.control.apiserver.storage.io;

import static dev.perk.control.apiserver.storage.StorageFixture.configMap;
import static dev.perk.control.apiserver.storage.StorageFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.KubeObject;
import dev.perk.kube.io.SystemScheduler;
import dev.perk.kube.store.Listing;
import dev.perk.testing.testkit.FakeClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed with -9 while eight threads write. Whatever it has acknowledged is there
 * afterwards, and no revision is used again. kubernetes-api.md 5.2 and 8.
 */
class CrashTest {
    private static final int ACKNOWLEDGED = 2_000;

    @TempDir Path folder;

    /** The process that is killed: says what it was told, one line per acknowledged write. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) {
            StorageFolder open =
                    StorageFolder.open(
                            Path.of(arguments[0]),
                            Kinds.SERVED,
                            Limits.DEFAULT,
                            new SystemScheduler());
            for (int writer = 0; writer < 8; writer++) {
                String name = arguments[1] + "-w" + writer + "-";
                Thread.ofPlatform().start(() -> write(open.storage(), name));
            }
        }

        private static void write(Storage storage, String name) {
            for (int i = 0; ; i++) {
                // Leases are acknowledged before they are synced: a crash must not lose them
                // either, only a loss of power may.
                Outcome.Put put =
                        i % 4 == 3 ? object(Kinds.LEASE, name + i, "1") : configMap(name + i, "1");
                KubeObject stored = storage.write(view -> put).orElseThrow();
                System.out.println(
                        stored.type().plural()
                                + " "
                                + stored.name()
                                + " "
                                + stored.revision()
                                + " ok");
            }
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterKill9() throws Exception {
        Map<String, Long> acknowledged = new HashMap<>();
        for (int round = 0; round < 2; round++) {
            acknowledged.putAll(writeAndKill(round));
            check(acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(2 * ACKNOWLEDGED);
        assertThat(acknowledged.values()).doesNotHaveDuplicates();
    }

    private Map<String, Long> writeAndKill(int round) throws IOException, InterruptedException {
        Process victim =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx128m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Victim.class.getName(),
                                folder.toString(),
                                "r" + round)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        Map<String, Long> acknowledged = new HashMap<>();
        try (BufferedReader lines = victim.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The last line may have been cut off: each ends with a mark.
                List<String> words = List.of(line.split(" ", -1));
                if (words.size() == 4 && words.get(3).equals("ok")) {
                    acknowledged.put(
                            words.get(0) + " " + words.get(1), Long.parseLong(words.get(2)));
                }
                if (acknowledged.size() == ACKNOWLEDGED) {
                    victim.toHandle().destroyForcibly();
                }
            }
        } finally {
            victim.destroyForcibly().waitFor();
        }
        return acknowledged;
    }

    private void check(Map<String, Long> acknowledged) {
        Map<String, Long> stored = new HashMap<>();
        long highest = acknowledged.values().stream().max(Long::compare).orElseThrow();
        try (StorageFolder open =
                StorageFolder.open(folder, Kinds.SERVED, Limits.DEFAULT, new FakeClock())) {
            for (var type : List.of(Kinds.CONFIG_MAP, Kinds.LEASE)) {
                Listing listing = open.storage().list(type, "");
                listing.items()
                        .forEach(object ->
                                stored.put(type.plural() + " " + object.name(), object.revision()));
            }
            assertThat(open.storage().revision()).isGreaterThan(highest);
        }
        assertThat(stored).containsAllEntriesOf(acknowledged);
    }
}
