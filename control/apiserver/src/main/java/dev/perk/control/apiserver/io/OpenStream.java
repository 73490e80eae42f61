package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.rest.ApiAnswer;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that is being written. Chunks come from any thread and leave on the event loop in the
 * order in which they came.
 *
 * <p>Chunks that the socket has no room for wait here as they came, so that those of many slow
 * watchers are the same bytes; encrypted they would be a copy for each. Invariant: {@code queued}
 * counts the bytes between {@link #write} and the socket. Beyond {@value #PATIENCE_BYTES} the
 * client is too slow: what waits is dropped and the stream ends; a watcher comes back and resumes.
 * {@code room} is only held to wait and to wake; {@code stop}, {@code ending}, {@code finished} and
 * {@code lastCall} belong to the event loop.
 */
abstract class OpenStream implements ApiAnswer.Sink {
    private static final Logger log = LoggerFactory.getLogger(OpenStream.class);

    private static final long PATIENCE_BYTES = 4L * 1024 * 1024;

    /** Below this a client counts as one that reads. */
    private static final long COMFORTABLE_BYTES = 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final ChannelHandlerContext context;
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong queued = new AtomicLong();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Object room = new Object();
    private @Nullable Runnable stop;
    private boolean ending;
    private boolean finished;
    private @Nullable Future<?> lastCall;

    OpenStream(ChannelHandlerContext context) {
        this.context = context;
    }

    /** Called on the event loop. */
    final void start(ApiAnswer.Feed feed) {
        Runnable stopping = feed.start(this);
        if (finished) {
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
            cutOff();
            return;
        }
        waiting.add(chunk);
        // One task, and one flush, for all that has come until it runs.
        if (flushing.compareAndSet(false, true)) {
            context.executor().execute(this::flush);
        }
    }

    private void flush() {
        flushing.set(false);
        boolean any = false;
        while (!finished && context.channel().isWritable()) {
            byte[] chunk = waiting.poll();
            if (chunk == null) {
                break;
            }
            any = true;
            send(chunk).addListener(_ -> sent(chunk.length));
        }
        if (any) {
            context.flush();
        }
        if (ending && !finished && waiting.isEmpty()) {
            finishNow();
        }
    }

    /** The socket has room again, or has none. Called on the event loop. */
    final void roomChanged() {
        flush();
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
                    cutOff();
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

    private void cutOff() {
        if (ended.compareAndSet(false, true)) {
            context.executor()
                    .execute(() -> {
                        log.atInfo()
                                .addKeyValue("client", context.channel().remoteAddress())
                                .log("reads too slowly, and has lost its stream");
                        waiting.clear();
                        beginEnd();
                    });
        }
    }

    @Override
    public final void end() {
        if (ended.compareAndSet(false, true)) {
            context.executor().execute(this::beginEnd);
        }
    }

    private void beginEnd() {
        if (finished) {
            return;
        }
        ending = true;
        lastCall =
                context.executor()
                        .schedule(
                                () -> {
                                    context.close();
                                },
                                PATIENCE.toSeconds(),
                                TimeUnit.SECONDS);
        flush();
    }

    private void finishNow() {
        finished = true;
        finish().addListener(_ -> endLastCall());
        stopFeed();
    }

    private void endLastCall() {
        if (lastCall != null) {
            lastCall.cancel(false);
        }
    }

    /** The connection is gone. Called on the event loop. */
    final void gone() {
        ended.set(true);
        waiting.clear();
        endLastCall();
        if (!finished) {
            finished = true;
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

    /** Writes a chunk without flushing it. */
    abstract ChannelFuture send(byte[] chunk);

    /** Writes what ends the stream. */
    abstract ChannelFuture finish();
}
