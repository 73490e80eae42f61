package dev.perk.testing.benchmarks.io;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Many watchers on one event loop, which only note when something arrives. What arrives stays
 * encrypted: a thousand clients on a thousand machines would not share this one's processor.
 *
 * <p>All fields belong to the event loop.
 */
final class Watchers implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final EventLoop loop;
    private final List<ChannelHandlerContext> watchers = new ArrayList<>();
    private long round;
    private int arrived;
    private long first;
    private long newest;
    private @Nullable CompletableFuture<Arrival> all;

    private Watchers(EventLoop loop) {
        this.loop = loop;
    }

    /** Opens {@code count} watches, one after the other. */
    static Watchers open(Client client, String path, int count) {
        var watchers = new Watchers(client.loop());
        byte[] request = client.server().request("GET", path, "application/json", new byte[0]);
        for (int i = 0; i < count; i++) {
            client.connect()
                    .thenCompose(connection ->
                            connection
                                    .open(request)
                                    .thenAccept(_ -> watchers.add(connection.context())))
                    .join();
        }
        return watchers;
    }

    private void add(ChannelHandlerContext opened) {
        watchers.add(opened);
        opened.pipeline().addLast(new OneWatcher());
        opened.pipeline().remove(opened.handler());
        // Later, as it is just reading.
        loop.execute(() -> opened.pipeline().remove(SslHandler.class));
    }

    /** When the first and the last watcher had something to read, as of {@link System#nanoTime}. */
    record Arrival(long first, long last) {}

    /** When something will have come to every watcher. On the event loop. */
    CompletableFuture<Arrival> next() {
        round++;
        arrived = 0;
        var next = new CompletableFuture<Arrival>();
        all = next;
        loop.schedule(
                () ->
                        next.completeExceptionally(
                                new IOException(
                                        "%d of %d watchers heard of it in %d s"
                                                .formatted(
                                                        arrived,
                                                        watchers.size(),
                                                        PATIENCE_SECONDS))),
                PATIENCE_SECONDS,
                TimeUnit.SECONDS);
        return next;
    }

    /** Waits until nothing has come for this long. */
    void settle(Duration quiet) {
        var settled = new CompletableFuture<Void>();
        loop.execute(() -> newest = System.nanoTime());
        loop.execute(() -> settle(quiet, settled));
        settled.join();
    }

    private void settle(Duration quiet, CompletableFuture<Void> settled) {
        long left = newest + quiet.toNanos() - System.nanoTime();
        if (left <= 0) {
            settled.complete(null);
        } else {
            loop.schedule(() -> settle(quiet, settled), left, TimeUnit.NANOSECONDS);
        }
    }

    private final class OneWatcher extends ChannelInboundHandlerAdapter {
        private long heard;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            newest = System.nanoTime();
            if (heard == round) {
                return;
            }
            heard = round;
            arrived++;
            if (arrived == 1) {
                first = newest;
            }
            if (arrived == watchers.size() && all != null) {
                all.complete(new Arrival(first, newest));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (all != null) {
                all.completeExceptionally(new IOException("the server has ended a watch"));
            }
        }
    }

    @Override
    public void close() {
        all = null;
        watchers.forEach(ChannelHandlerContext::close);
    }
}
