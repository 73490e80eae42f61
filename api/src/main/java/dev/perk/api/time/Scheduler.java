package dev.perk.api.time;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * The one source of time and of "later" that a mechanism may use.
 *
 * <p>{@link #execute} runs a task soon, {@link #after} once after a delay. Where tasks run (a
 * virtual thread each, an event loop, the single thread of the simulation) is the implementation's
 * choice; a mechanism that needs order says so itself.
 */
public interface Scheduler extends InstantSource, Executor {

    /**
     * Nanoseconds on a clock that never jumps, for measuring how long something took.
     *
     * @return a value that is only meaningful as a difference
     */
    long nanoTime();

    /** Runs {@code task} once, {@code delay} from now; a delay of zero or less means soon. */
    Timer after(Duration delay, Runnable task);

    /**
     * Runs {@code task} every {@code period}, first one period from now, until cancelled. A run
     * that is late is not made up for, and runs never overlap: the next period starts when the task
     * has returned.
     */
    default Timer every(Duration period, Runnable task) {
        return new Repeating(this, period, task).start();
    }
}
