package dev.perk.http.io;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * An event loop as a {@link Scheduler}: tasks run on its one thread, in order, and must not block.
 */
record LoopScheduler(EventLoop loop) implements Scheduler {

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
        loop.execute(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Future<?> pending = loop.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
        return () -> pending.cancel(false);
    }
}
