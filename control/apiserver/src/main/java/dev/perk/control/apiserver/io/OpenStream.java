package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.rest.ApiAnswer;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is being written. Chunks come from any thread and leave on the event loop in the
 * order in which they came.
 *
 * <p>Invariant: {@code queued} counts the bytes between {@link #write} and the socket. Beyond
 * {@value #PATIENCE_BYTES} the client is too slow, and the connection is cut; a watcher comes back
 * and resumes. {@code room} is only held to wait and to wake.
 */
abstract class OpenStream implements ApiAnswer.Sink {
    private static final long PATIENCE_BYTES = 4L * 1024 * 1024;

    /** Below this a client counts as one that reads. */
    private static final long COMFORTABLE_BYTES = 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final ChannelHandlerContext context;
    private final AtomicLong queued = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Object room = new Object();
    private @Nullable Runnable stop;

    OpenStream(ChannelHandlerContext context) {
        this.context = context;
    }

    /** Called on the event loop. */
    final void start(ApiAnswer.Feed feed) {
        Runnable stopping = feed.start(this);
        if (ended.get()) {
            stopping.run();
        } else {
            stop = stopping;
        }
    }

    @Override
    public final void write(byte[] chunk) {
        if (ended.get()) {
            return;
        }
        if (queued.addAndGet(chunk.length) > PATIENCE_BYTES) {
            context.executor().execute(context::close);
            return;
        }
        context.executor()
                .execute(() -> {
                    if (!ended.get()) {
                        send(chunk).addListener(_ -> sent(chunk.length));
                    }
                });
    }

    private void sent(int bytes) {
        long left = queued.addAndGet(-bytes);
        if (left <= COMFORTABLE_BYTES && left + bytes > COMFORTABLE_BYTES) {
            tellWaiting();
        }
    }

    private void tellWaiting() {
        synchronized (room) {
            room.notifyAll();
        }
    }

    @Override
    public final boolean awaitRoom() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (room) {
            while (!ended.get() && queued.get() > COMFORTABLE_BYTES) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    context.executor().execute(context::close);
                    return false;
                }
                try {
                    room.wait(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return !ended.get();
    }

    @Override
    public final void end() {
        context.executor()
                .execute(() -> {
                    if (ended.compareAndSet(false, true)) {
                        finish();
                        stopFeed();
                    }
                });
    }

    /** The connection is gone. Called on the event loop. */
    final void gone() {
        if (ended.compareAndSet(false, true)) {
            stopFeed();
        }
    }

    private void stopFeed() {
        tellWaiting();
        Runnable stopping = stop;
        stop = null;
        if (stopping != null) {
            stopping.run();
        }
    }

    abstract ChannelFuture send(byte[] chunk);

    abstract void finish();
}
