package dev.perk.testing.testkit;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Time that stands still until a test moves it, and tasks that run on the thread that moves it.
 *
 * <p>The same calls give the same order: tasks that are due run by due time, then by the order in
 * which they were asked for.
 */
public final class FakeClock implements Scheduler {
    /** Some moment; a test that prints it is easier to read when it starts at a full hour. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Pending(Instant due, long order, Runnable task, AtomicBoolean cancelled) {}

    private final PriorityQueue<Pending> pending =
            new PriorityQueue<>(
                    Comparator.comparing(Pending::due).thenComparingLong(Pending::order));
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private Instant now = START;
    private long order;

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long nanoTime() {
        return Duration.between(START, now).toNanos();
    }

    @Override
    public void execute(Runnable task) {
        ready.addLast(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Duration wait = delay.isNegative() ? Duration.ZERO : delay;
        var cancelled = new AtomicBoolean();
        pending.add(new Pending(now.plus(wait), order++, task, cancelled));
        return () -> cancelled.set(true);
    }

    /** Runs everything that is due now, including what that causes. */
    public void runDue() {
        while (true) {
            Runnable next = ready.pollFirst();
            if (next == null) {
                Pending head = pending.peek();
                if (head == null || head.due().isAfter(now)) {
                    return;
                }
                pending.remove();
                if (head.cancelled().get()) {
                    continue;
                }
                next = head.task();
            }
            next.run();
        }
    }

    /** Moves time on, running what becomes due at its own time. */
    public void advance(Duration by) {
        Instant end = now.plus(by);
        runDue();
        for (Pending head = pending.peek();
                head != null && !head.due().isAfter(end);
                head = pending.peek()) {
            now = head.due();
            runDue();
        }
        now = end;
        runDue();
    }

    /** As {@link #advance(Duration)}, spelled {@code 60s}, {@code 500ms} or {@code 2m}. */
    public void advance(String by) {
        advance(
                Duration.parse(
                        by.endsWith("ms")
                                ? "PT"
                                        + Long.parseLong(by.substring(0, by.length() - 2)) / 1000.0
                                        + "S"
                                : "PT" + by));
    }
}
