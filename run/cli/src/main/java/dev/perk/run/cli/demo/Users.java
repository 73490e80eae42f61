package dev.perk.run.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many users at once, each asking again as soon as they were answered: a closed loop, as {@code
 * siege} makes it.
 *
 * <p>Each user keeps their own latencies and adds them to the report at the end, so that counting
 * does not slow the load down.
 */
final class Users {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client;
    private final HttpRequest request;
    private final List<Thread> users = new ArrayList<>();
    private final List<Answers> answers = new ArrayList<>();
    private final LongAdder completed = new LongAdder();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean leaving;

    /** What one user saw; only that user writes it, and it is read after they have left. */
    private static final class Answers {
        private long[] nanos = new long[256];
        private int count;
        private int failed;

        void add(long latency) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = latency;
        }
    }

    /**
     * @param gateway where to connect
     * @param host the name that is asked for, in the Host header
     * @param target path and query
     */
    Users(HttpClient client, URI gateway, String host, String target) {
        this.client = client;
        this.request =
                HttpRequest.newBuilder(gateway.resolve(target))
                        .header("Host", host)
                        .timeout(PATIENCE)
                        .build();
    }

    void arrive(int count) {
        for (int i = 0; i < count; i++) {
            Answers mine = new Answers();
            answers.add(mine);
            users.add(Thread.ofVirtual().name("user-" + i).start(() -> askAgainAndAgain(mine)));
        }
    }

    private void askAgainAndAgain(Answers mine) {
        while (!leaving) {
            long begin = System.nanoTime();
            waiting.incrementAndGet();
            try {
                HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
                if (response.statusCode() != 200) {
                    mine.failed++;
                }
            } catch (IOException e) {
                mine.failed++;
            } catch (InterruptedException e) {
                return;
            } finally {
                waiting.decrementAndGet();
            }
            mine.add(System.nanoTime() - begin);
            completed.increment();
        }
    }

    /** Requests that were answered so far. */
    long completed() {
        return completed.sum();
    }

    /** Requests that have been sent and are not answered yet. */
    int inFlight() {
        return waiting.get();
    }

    /** Lets every user finish the request they are waiting for, then counts. */
    LoadReport leave(Duration elapsed) throws InterruptedException {
        leaving = true;
        for (Thread user : users) {
            user.join();
        }
        int total = answers.stream().mapToInt(mine -> mine.count).sum();
        int failed = answers.stream().mapToInt(mine -> mine.failed).sum();
        long[] all = new long[total];
        int at = 0;
        for (Answers mine : answers) {
            System.arraycopy(mine.nanos, 0, all, at, mine.count);
            at += mine.count;
        }
        return LoadReport.of(all, failed, elapsed);
    }
}
