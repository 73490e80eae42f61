package dev.perk.control.apiserver.storage.io;

import static dev.perk.control.apiserver.storage.StorageFixture.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.control.apiserver.storage.io.StoreCheck.Verdict;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Listing;
import dev.perk.testing.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * A store of which anything was torn off, overwritten or flipped: either it says so in a clear
 * sentence, or what it shows is what was once written. Never an exception's text, never an object
 * that nobody wrote, and never a revision lower than what it shows.
 */
class DamagePropertyTest {
    private static final int OBJECTS = 40;

    private static Path temporary = Path.of("");

    /** By revision, what was written then, or nothing for a removal. */
    private static final Map<Long, String> WRITTEN = new HashMap<>();

    private static Map<String, byte[]> closed = Map.of();
    private static Map<String, byte[]> crashed = Map.of();
    private static Map<String, Long> last = Map.of();

    @BeforeContainer
    static void writeOnce() throws IOException {
        temporary = Files.createTempDirectory("perk-damage");
        Path folder = temporary.resolve("whole");
        try (StorageFolder open = open(folder)) {
            for (int i = 0; i < 3 * OBJECTS; i++) {
                Outcome.Put put = configMap("n" + i % OBJECTS, i + "x".repeat(20 * i));
                KubeObject object = open.storage().write(view -> put).orElseThrow();
                WRITTEN.put(object.revision(), object.tree().toString());
            }
            last = shown(open.storage().list(Kinds.CONFIG_MAP, ""));
            crashed = files(folder, "perk.db", "perk.db-wal");
        }
        closed = files(folder, "perk.db");
    }

    private static Map<String, byte[]> files(Path folder, String... names) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (String name : names) {
            files.put(name, Files.readAllBytes(folder.resolve(name)));
        }
        return files;
    }

    @AfterContainer
    static void delete() throws IOException {
        try (var all = Files.walk(temporary)) {
            for (Path path : all.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(path);
            }
        }
    }

    @Property(tries = 150)
    void aClosedStoreIsWholeOrRefused(@ForAll long seed) throws IOException {
        RandomGenerator random = new SplittableRandom(seed);
        Path folder = damaged(closed, "perk.db", random);
        Verdict verdict = StoreCheck.of(folder, Kinds.SERVED);
        Optional<Map<String, Long>> opened = openAndLook(folder);

        opened.ifPresent(objects -> assertThat(objects).isEqualTo(last));
        if (verdict instanceof Verdict.Sound) {
            assertThat(opened).as("what is called sound can be opened").isPresent();
        }
        assertClear(verdict);
        deleteFiles(folder);
    }

    /** The end of a WAL may be torn by a crash: what was written before it is there. */
    @Property(tries = 150)
    void aCrashedStoreIsWholeUpToSomeCommitOrRefused(@ForAll long seed) throws IOException {
        RandomGenerator random = new SplittableRandom(seed);
        Path folder = damaged(crashed, "perk.db-wal", random);
        Verdict verdict = StoreCheck.of(folder, Kinds.SERVED);
        Optional<Map<String, Long>> opened = openAndLook(folder);

        opened.ifPresent(objects -> assertThat(objects).isEqualTo(upTo(highest(objects))));
        assertClear(verdict);
        deleteFiles(folder);
    }

    private static long highest(Map<String, Long> objects) {
        return objects.values().stream().max(Long::compare).orElse(0L);
    }

    private static Map<String, Long> upTo(long revision) {
        Map<String, Long> objects = new HashMap<>();
        for (long i = 1; i <= revision; i++) {
            objects.put("n" + (i - 1) % OBJECTS, i);
        }
        return objects;
    }

    private static Path damaged(Map<String, byte[]> whole, String victim, RandomGenerator random)
            throws IOException {
        Path folder = Files.createTempDirectory(temporary, "damaged");
        for (Map.Entry<String, byte[]> file : whole.entrySet()) {
            byte[] bytes = file.getValue().clone();
            Files.write(
                    folder.resolve(file.getKey()),
                    file.getKey().equals(victim) ? damage(bytes, random) : bytes);
        }
        return folder;
    }

    private static byte[] damage(byte[] bytes, RandomGenerator random) {
        // Headers are small and matter most: half of the damage is at the beginning.
        int at = random.nextInt(random.nextBoolean() ? Math.min(4096, bytes.length) : bytes.length);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> {
                Arrays.fill(bytes, at, Math.min(bytes.length, at + 512), (byte) 0);
                yield bytes;
            }
            case 2 -> {
                byte[] noise = new byte[Math.min(512, bytes.length - at)];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, at, noise.length);
                yield bytes;
            }
            default -> {
                for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                    bytes[at] ^= (byte) (1 << random.nextInt(8));
                    at = random.nextInt(bytes.length);
                }
                yield bytes;
            }
        };
    }

    /** What is shown, with every object compared with what was written; empty if refused. */
    private static Optional<Map<String, Long>> openAndLook(Path folder) {
        try (StorageFolder open = open(folder)) {
            Listing listing = open.storage().list(Kinds.CONFIG_MAP, "");
            for (KubeObject object : listing.items()) {
                assertThat(object.tree().toString()).isEqualTo(WRITTEN.get(object.revision()));
                assertThat(object.revision()).isLessThanOrEqualTo(open.storage().revision());
            }
            return Optional.of(shown(listing));
        } catch (StoreUnavailable e) {
            assertClear(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static void assertClear(Verdict verdict) {
        switch (verdict) {
            case Verdict.Sound sound -> assertClear(sound.summary());
            case Verdict.Unchecked(String why) -> assertClear(why);
            case Verdict.Damaged damaged -> {
                assertThat(damaged.problems()).isNotEmpty();
                damaged.problems()
                        .forEach(problem -> assertClear(problem.place() + problem.what()));
            }
        }
    }

    private static void assertClear(String text) {
        assertThat(text)
                .doesNotContain("Exception", "null", "java.", "[SQLITE", "Cannot invoke")
                .isNotBlank();
    }

    private static Map<String, Long> shown(Listing listing) {
        Map<String, Long> objects = new HashMap<>();
        listing.items().forEach(object -> objects.put(object.name(), object.revision()));
        return objects;
    }

    private static StorageFolder open(Path folder) {
        return StorageFolder.open(folder, Kinds.SERVED, Limits.DEFAULT, new FakeClock());
    }

    private static void deleteFiles(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (var all = Files.walk(folder)) {
            all.forEach(files::add);
        }
        for (Path path : files.reversed()) {
            Files.delete(path);
        }
    }
}
