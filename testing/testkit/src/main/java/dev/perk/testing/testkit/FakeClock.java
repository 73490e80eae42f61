package dev.perk.testing.testkit;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;

/**
 * Time that stands still until a test moves it, and tasks that run on the thread that moves it.
 *
 * <p>The same calls give the same order: tasks that are due run by due time, then by the order in
 * which they were asked for.
 */
public final class FakeClock implements Scheduler {
    /** Some moment; a test that prints it is easier to read when it starts at a full hour. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Most timers are cancelled, such as those of time limits; they are swept out in bulk. */
    private static final int SWEEP_FROM = 1000;

    private static final class Pending implements Timer {
        final Instant due;
        final long order;
        final Runnable task;
        final Runnable onCancel;
        boolean over;

        Pending(Instant due, long order, Runnable task, Runnable onCancel) {
            this.due = due;
            this.order = order;
            this.task = task;
            this.onCancel = onCancel;
        }

        @Override
        public void cancel() {
            if (!over) {
                over = true;
                onCancel.run();
            }
        }

        static int compare(Pending one, Pending other) {
            int byTime = one.due.compareTo(other.due);
            return byTime != 0 ? byTime : Long.compare(one.order, other.order);
        }
    }

    private final PriorityQueue<Pending> pending = new PriorityQueue<>(Pending::compare);
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private Instant now = START;
    private long order;
    private int cancelled;

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
        var timer = new Pending(now.plus(wait), order++, task, this::countCancelled);
        pending.add(timer);
        return timer;
    }

    private void countCancelled() {
        cancelled++;
        if (cancelled >= SWEEP_FROM && cancelled > pending.size() / 2) {
            pending.removeIf(timer -> timer.over);
            cancelled = 0;
        }
    }

    /** Runs everything that is due now, including what that causes. */
    public void runDue() {
        while (true) {
            Runnable next = ready.pollFirst();
            if (next == null) {
                Pending head = pending.peek();
                if (head == null || head.due.isAfter(now)) {
                    return;
                }
                pending.remove();
                if (head.over) {
                    cancelled--;
                    continue;
                }
                head.over = true;
                next = head.task;
            }
            next.run();
        }
    }

    /** Moves time on, running what becomes due at its own time. */
    public void advance(Duration by) {
        Instant end = now.plus(by);
        runDue();
        for (Pending head = pending.peek();
                head != null && !head.due.isAfter(end);
                head = pending.peek()) {
            now = head.due;
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
