package dev.perk.run.standalone.whatif;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;

/**
 * Time that passes as fast as there is work: whoever replays moves it on, and what is due runs on
 * its thread, by due time and then in the order in which it was asked for.
 */
final class VirtualTime implements Scheduler {

    private static final class Task implements Timer {
        final long due;
        final long order;
        final Runnable what;
        boolean cancelled;

        Task(long due, long order, Runnable what) {
            this.due = due;
            this.order = order;
            this.what = what;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        static int compare(Task one, Task other) {
            int byTime = Long.compare(one.due, other.due);
            return byTime != 0 ? byTime : Long.compare(one.order, other.order);
        }
    }

    private final PriorityQueue<Task> later = new PriorityQueue<>(Task::compare);
    private final Deque<Runnable> soon = new ArrayDeque<>();
    private final Instant begin;
    private Instant instant;
    private long now;
    private long order;

    VirtualTime(Instant begin) {
        this.begin = begin;
        this.instant = begin;
    }

    @Override
    public Instant instant() {
        return instant;
    }

    /** Nanoseconds since the beginning. */
    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void execute(Runnable task) {
        soon.addLast(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return after(delay.toNanos(), task);
    }

    Timer after(long nanos, Runnable task) {
        var timer = new Task(now + Math.max(0, nanos), order++, task);
        later.add(timer);
        return timer;
    }

    /** Lets time pass until {@code end}, in nanoseconds since the beginning. */
    void advanceTo(long end) {
        runSoon();
        for (Task head = later.peek(); head != null && head.due <= end; head = later.peek()) {
            later.remove();
            if (!head.cancelled) {
                moveTo(head.due);
                head.what.run();
                runSoon();
            }
        }
        moveTo(end);
    }

    private void moveTo(long moment) {
        if (moment != now) {
            now = moment;
            instant = begin.plusNanos(moment);
        }
    }

    /** Runs what was asked for at this moment, and what that asks for. */
    void runSoon() {
        for (Runnable next = soon.pollFirst(); next != null; next = soon.pollFirst()) {
            next.run();
        }
    }
}
