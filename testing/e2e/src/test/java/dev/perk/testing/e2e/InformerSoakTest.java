package dev.perk.testing.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.jetty.JettyHttpClientFactory;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Informers miss nothing, hear nothing twice and nothing out of order, at 500 changes per second
 * and while the server is killed and comes back: spec §2.5, §5.2, §7.3.
 *
 * <p>{@code PERK_SOAK_CHANGES=10000 PERK_SOAK_RESTARTS=3} for the long form.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class InformerSoakTest {
    private static final int CHANGES = setting("PERK_SOAK_CHANGES", 2000);
    private static final int RESTARTS = setting("PERK_SOAK_RESTARTS", 1);
    private static final int PER_SECOND = 500;
    private static final Duration CATCH_UP = Duration.ofMinutes(1);

    /** Short, so that watches end by themselves, too. */
    private static final Duration WATCH = Duration.ofSeconds(5);

    @TempDir private Path temporary;

    private static int setting(String name, int otherwise) {
        return Integer.parseInt(System.getenv().getOrDefault(name, "" + otherwise));
    }

    @Test
    void informersFollowEveryChangeOverRestarts() throws Exception {
        Path home = Files.createDirectory(temporary.resolve("home"));
        int port = freePort();
        Perk perk = Perk.upAt(port, home, "process");
        List<Diary> diaries = new ArrayList<>();
        List<Fabric8Follower> followers = new ArrayList<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (var http : httpClients().entrySet()) {
                Diary diary = new Diary("fabric8 on " + http.getKey());
                diaries.add(diary);
                followers.add(
                        new Fabric8Follower(http.getValue(), home.resolve("kubeconfig"), diary));
            }
            Diary goLike = new Diary("a client like Go's");
            diaries.add(goLike);
            var client = new GoLikeClient(home, port);
            var synced = new CountDownLatch(1);
            var following = threads.submit(() -> client.follow(goLike, WATCH, synced::countDown));
            assertThat(synced.await(30, TimeUnit.SECONDS)).isTrue();

            long begun = System.nanoTime();
            long down = 0;
            List<CompletableFuture<Void>> lanes = idleLanes();
            for (int number = 0; number < CHANGES; number++) {
                if (number > 0 && number % (CHANGES / (RESTARTS + 1)) == 0) {
                    // What is on its way then may or may not have happened.
                    long killed = System.nanoTime();
                    perk.kill();
                    perk = Perk.upAt(port, home, "process");
                    down += System.nanoTime() - killed;
                }
                var change = ScriptedChanges.change(number);
                lanes.set(
                        change.object(),
                        lanes.get(change.object())
                                .thenRunAsync(() -> client.write(change), threads));
                // By the clock: pauses of a fixed length add up to a slower pace.
                long due = begun + down + (number + 1) * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
                LockSupport.parkNanos(due - System.nanoTime());
            }
            double asked = (System.nanoTime() - begun - down) / 1e9;
            CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new))
                    .get(CATCH_UP.toSeconds(), TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - begun - down) / 1e9;
            awaitAll(diaries);

            for (Diary diary : diaries) {
                diary.check(CHANGES);
                System.out.println(diary);
            }
            System.out.printf(
                    "%d changes asked for in %.2f s (%.0f per second), made in %.2f s; and %.1f s"
                            + " for %d kills and starts%n",
                    CHANGES, asked, CHANGES / asked, seconds, down / 1e9, RESTARTS);
            assertThat(following.isDone()).as("its watch never failed").isFalse();
        } finally {
            threads.shutdownNow();
            followers.forEach(Fabric8Follower::close);
            perk.close();
        }
    }

    private static Map<String, HttpClient.Factory> httpClients() {
        Map<String, HttpClient.Factory> clients = new LinkedHashMap<>();
        clients.put("the JDK", new JdkHttpClientFactory());
        clients.put("Vert.x", new VertxHttpClientFactory());
        clients.put("OkHttp", new OkHttpClientFactory());
        clients.put("Jetty", new JettyHttpClientFactory());
        return clients;
    }

    private static List<CompletableFuture<Void>> idleLanes() {
        List<CompletableFuture<Void>> lanes = new ArrayList<>();
        for (int object = 0; object < ScriptedChanges.objects(); object++) {
            lanes.add(CompletableFuture.completedFuture(null));
        }
        return lanes;
    }

    private static void awaitAll(List<Diary> diaries) {
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        while (diaries.stream().anyMatch(diary -> diary.count() < CHANGES)
                && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
