package dev.perk.control.apiserver.storage.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.MemoryLog;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.Json;
import dev.perk.kube.io.SystemScheduler;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spec §2.4: a list that is to be newer than the store waits a little for it. */
class AwaitRevisionTest {
    private final ExecutorService commits = Executors.newSingleThreadExecutor();
    private final SystemScheduler scheduler = new SystemScheduler();
    private final Storage storage =
            Storage.open(
                    new MemoryLog(),
                    Kinds.SERVED,
                    Limits.DEFAULT,
                    scheduler,
                    commits,
                    Runnable::run);

    @AfterEach
    void stop() {
        storage.close();
        commits.shutdown();
        scheduler.close();
    }

    private void put(String name) {
        var object = Json.object();
        object.putObject("metadata").put("name", name).put("namespace", "default");
        storage.write(_ -> Outcome.put(Kinds.CONFIG_MAP, object));
    }

    @Test
    void whoHasHeardOfARevisionTooEarlySeesItAfterAll() throws Exception {
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> next =
                    readers.submit(() -> storage.awaitRevision(1, Duration.ofMinutes(1)));
            Future<Boolean> later =
                    readers.submit(() -> storage.awaitRevision(2, Duration.ofMinutes(1)));

            put("a");
            assertThat(next.get(10, TimeUnit.SECONDS)).isTrue();
            put("b");
            assertThat(later.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void patienceEnds() {
        put("a");

        assertThat(storage.awaitRevision(1, Duration.ZERO)).isTrue();
        assertThat(storage.awaitRevision(2, Duration.ofMillis(10))).isFalse();
    }
}
