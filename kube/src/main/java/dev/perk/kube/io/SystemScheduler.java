package dev.perk.kube.io;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machine's clock; every task gets a virtual thread of its own, so tasks may block. */
public final class SystemScheduler implements Scheduler, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SystemScheduler.class);

    private final ExecutorService tasks =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("task-", 0).factory());
    private final ScheduledThreadPoolExecutor alarm;

    public SystemScheduler() {
        alarm =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("alarm").factory());
        alarm.setRemoveOnCancelPolicy(true);
        alarm.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void execute(Runnable task) {
        try {
            tasks.execute(() -> runLogged(task));
        } catch (RejectedExecutionException e) {
            log.debug("task dropped: shutting down");
        }
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        try {
            Future<?> pending =
                    alarm.schedule(
                            () -> execute(task),
                            Math.max(0, delay.toNanos()),
                            TimeUnit.NANOSECONDS);
            return () -> pending.cancel(false);
        } catch (RejectedExecutionException e) {
            log.debug("timer dropped: shutting down");
            return () -> {};
        }
    }

    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("task failed", e);
        }
    }

    /** Drops timers that have not fired and waits up to a second for running tasks. */
    @Override
    public void close() {
        alarm.shutdownNow();
        tasks.shutdown();
        try {
            if (!tasks.awaitTermination(1, TimeUnit.SECONDS)) {
                tasks.shutdownNow();
            }
        } catch (InterruptedException e) {
            tasks.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
