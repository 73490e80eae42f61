package dev.perk.api.time;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A periodic task, built from single shots so that every {@link Scheduler} repeats in the same way.
 *
 * <p>{@code next} and {@code cancelled} are guarded by the monitor, which is never held while the
 * task runs.
 */
final class Repeating implements Timer {
    private final Scheduler scheduler;
    private final Duration period;
    private final Runnable task;
    private @Nullable Timer next;
    private boolean cancelled;

    Repeating(Scheduler scheduler, Duration period, Runnable task) {
        this.scheduler = scheduler;
        this.period = period;
        this.task = task;
    }

    Timer start() {
        arm();
        return this;
    }

    private synchronized void arm() {
        if (!cancelled) {
            next = scheduler.after(period, this::run);
        }
    }

    private void run() {
        synchronized (this) {
            if (cancelled) {
                return;
            }
        }
        try {
            task.run();
        } finally {
            arm();
        }
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        if (next != null) {
            next.cancel();
        }
    }
}
