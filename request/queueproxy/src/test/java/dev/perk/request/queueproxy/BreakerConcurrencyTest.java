package dev.perk.request.queueproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import dev.perk.testing.testkit.FakeClock;
import dev.perk.testing.testkit.FakeExchange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;

/** Several event loops at one breaker, for real: no wake-up may get lost between them. */
class BreakerConcurrencyTest {
    private static final int THREADS = 4;
    private static final int REQUESTS = 2_000;
    private static final int CAPACITY = 2;

    private final Breaker breaker = new Breaker(THREADS * REQUESTS, CAPACITY);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();

    @RepeatedTest(5)
    void everyRequestRunsAndNeverTooMany() throws InterruptedException {
        var start = new CountDownLatch(1);
        List<Thread> loops = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            loops.add(Thread.ofPlatform().start(() -> loop(start)));
        }
        start.countDown();
        for (Thread loop : loops) {
            loop.join(TimeUnit.SECONDS.toMillis(20));
        }
        assertThat(finished).hasValue(THREADS * REQUESTS);
        assertThat(most.get()).isBetween(1, CAPACITY);
        assertThat(breaker.running()).isZero();
        assertThat(breaker.waiting()).isZero();
    }

    /** A loop of its own: it sends requests, and runs what other loops hand to it. */
    private void loop(CountDownLatch start) {
        var loop = new HandOver();
        var mine = new AtomicInteger();
        try {
            start.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        for (int i = 0; i < REQUESTS; i++) {
            switch (breaker.tryAcquire()) {
                case Admission.Admitted(Runnable release) -> run(mine, release);
                case Admission.Waiting place ->
                        place.whenAdmitted(
                                FakeExchange.get(loop, "a", "/"), release -> run(mine, release));
                case Admission.QueueFull _, Admission.Closed _ ->
                        throw new AssertionError("the queue has room");
            }
            loop.runHandedOver();
        }
        while (mine.get() < REQUESTS) {
            loop.runHandedOver();
            Thread.onSpinWait();
        }
    }

    private void run(AtomicInteger mine, Runnable release) {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        running.decrementAndGet();
        mine.incrementAndGet();
        finished.incrementAndGet();
        release.run();
    }

    /** As an event loop: anyone may hand over a task, its own thread runs it. */
    private static final class HandOver implements Scheduler {
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

        void runHandedOver() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Instant instant() {
            return FakeClock.START;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            throw new AssertionError("a breaker needs no timer");
        }
    }
}
