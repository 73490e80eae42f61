package dev.perk.testing.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} while 16 clients write a thousand times a second, and {@code perk up} again on
 * the same folder: what was acknowledged is there, no revision is used twice, and watchers that
 * come back from the last revision they saw miss nothing and never see time go back.
 * kubernetes-api.md 5.2.
 *
 * <p>{@code PERK_KILLS} says how many times; 2 if it says nothing.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class DurabilityTest {
    private static final int WRITERS = 16;
    private static final int WATCHERS = 3;

    /**
     * All together: a bit more than a thousand, as every life begins with a server that is cold.
     */
    private static final int PER_SECOND = 1_100;

    private static final Duration PAUSE = Duration.ofSeconds(WRITERS).dividedBy(PER_SECOND);

    /** A life ends after this many acknowledged writes: less than three seconds at that pace. */
    private static final int WRITES = 3_000;

    /** Or after this long, on a machine that is busy with other things. */
    private static final Duration LONGEST_LIFE = Duration.ofSeconds(8);

    @TempDir private Path temporary;

    @Test
    void nothingThatWasAcknowledgedIsLostAndNoWatcherMissesAnything() throws Exception {
        int kills = Integer.parseInt(System.getenv().getOrDefault("PERK_KILLS", "2"));
        Path home = Files.createDirectory(temporary.resolve("home"));
        var writes = new Semaphore(0);
        // Also those whose answers say no revision, as of deletions.
        var written = new LongAdder();
        List<ConfigMapWriter> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(
                    new ConfigMapWriter(
                            "w" + i,
                            PAUSE,
                            () -> {
                                written.increment();
                                writes.release();
                            }));
        }
        List<ConfigMapWatcher> watchers = new ArrayList<>();
        for (int i = 0; i < WATCHERS; i++) {
            watchers.add(new ConfigMapWatcher());
        }
        for (int kill = 1; kill <= kills; kill++) {
            Perk perk = Perk.up(home, "process");
            var api = new Api(perk.home());
            if (kill > 1) {
                writers.forEach(writer -> writer.check(api));
            }
            written.reset();
            writes.drainPermits();
            List<Thread> running = new ArrayList<>();
            for (ConfigMapWatcher watcher : watchers) {
                running.add(watcher.follow(api));
            }
            writers.forEach(writer -> running.add(writer.write(api)));
            long begin = System.nanoTime();
            boolean all = writes.tryAcquire(WRITES, LONGEST_LIFE.toMillis(), TimeUnit.MILLISECONDS);
            // Writers stop by themselves: the connection breaks under them.
            perk.kill();
            long millis = (System.nanoTime() - begin) / 1_000_000;
            for (Thread thread : running) {
                thread.join();
            }
            System.out.printf(
                    "kill %d of %d%s: %d writes acknowledged in %d ms (%d per second), %d broken"
                            + " off; %d events to %d watchers so far%n",
                    kill,
                    kills,
                    all ? "" : " (busy machine)",
                    written.sum(),
                    millis,
                    written.sum() * 1000 / millis,
                    writers.stream().filter(ConfigMapWriter::isBrokenOff).count(),
                    watchers.stream().mapToLong(watcher -> watcher.seen().size()).sum(),
                    WATCHERS);
        }
        try (Perk perk = Perk.up(home, "process")) {
            var api = new Api(perk.home());
            writers.forEach(writer -> writer.check(api));
            Map<Long, String> told = acknowledgedByRevision(writers);
            long last = api.revision();
            for (ConfigMapWatcher watcher : watchers) {
                watcher.catchUp(api, last);
                assertThat(watcher.seen()).containsAllEntriesOf(told);
            }
            System.out.printf(
                    "%d kills: %d writes acknowledged with a revision of their own, all there;"
                            + " %d watchers saw all of them, in order%n",
                    kills, told.size(), WATCHERS);
            assertThat(told).hasSizeGreaterThan(kills * 100);
        }
    }

    private static Map<Long, String> acknowledgedByRevision(List<ConfigMapWriter> writers) {
        Map<Long, String> all = new TreeMap<>();
        for (ConfigMapWriter writer : writers) {
            writer.acknowledged()
                    .forEach((revision, what) ->
                            assertThat(all.put(revision, what))
                                    .as("revision %d was used for %s and again", revision, what)
                                    .isNull());
        }
        return all;
    }
}
