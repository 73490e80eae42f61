package dev.perk.http.io;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The idle upstream connections of one event loop, and the way to new ones.
 *
 * <p>The connection that was used last is used first, so that the others can grow old and be
 * closed. All methods run on the loop.
 */
final class UpstreamPool {
    /** Go's {@code IdleConnTimeout} in Knative's transports. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(90);

    private static final Duration SWEEP = Duration.ofSeconds(10);

    /** Knative's {@code MaxIdleConnsPerHost} where nothing limits concurrency. */
    private static final int MAX_IDLE_PER_TARGET = 1000;

    /** How asking for a connection came out. */
    sealed interface Outcome {
        record Ready(UpstreamConnection connection) implements Outcome {}

        record Failed(String why) implements Outcome {}
    }

    private final Map<InetSocketAddress, Deque<UpstreamConnection>> idle = new HashMap<>();
    private final Scheduler loop;
    private final Dialer dialer;
    private @Nullable Timer sweep;

    UpstreamPool(Transport transport, EventLoop eventLoop, Scheduler loop) {
        this.loop = loop;
        Bootstrap bootstrap = transport.client().group(eventLoop).handler(new Connecting());
        this.dialer = new Dialer(bootstrap, loop);
    }

    /** The idle connection that was used last, or null. */
    @Nullable UpstreamConnection take(InetSocketAddress target) {
        Deque<UpstreamConnection> connections = idle.get(target);
        return connections == null ? null : connections.pollFirst();
    }

    /** Opens a new connection; the outcome comes on the loop. */
    void dial(InetSocketAddress target, Consumer<Outcome> then) {
        dialer.dial(
                target,
                outcome -> {
                    switch (outcome) {
                        case Dialer.Outcome.Connected(Channel channel) -> {
                            var connection = new UpstreamConnection(target, this, channel);
                            channel.pipeline().remove(Connecting.class);
                            connection.addTo(channel.pipeline());
                            then.accept(new Outcome.Ready(connection));
                        }
                        case Dialer.Outcome.Failed(String why) ->
                                then.accept(new Outcome.Failed(why));
                    }
                });
    }

    /** Keeps a connection for the next request to its target. */
    void put(UpstreamConnection connection) {
        if (!connection.isActive()) {
            return;
        }
        Deque<UpstreamConnection> connections =
                idle.computeIfAbsent(connection.target(), _ -> new ArrayDeque<>());
        connection.idleSince(loop.nanoTime());
        connections.addFirst(connection);
        if (connections.size() > MAX_IDLE_PER_TARGET) {
            connections.removeLast().close();
        }
        if (sweep == null) {
            sweep = loop.after(SWEEP, this::sweep);
        }
    }

    /** Forgets a connection that was closed while it was idle. */
    void remove(UpstreamConnection connection) {
        Deque<UpstreamConnection> connections = idle.get(connection.target());
        if (connections != null) {
            connections.remove(connection);
        }
    }

    private void sweep() {
        long now = loop.nanoTime();
        for (Iterator<Deque<UpstreamConnection>> all = idle.values().iterator(); all.hasNext(); ) {
            Deque<UpstreamConnection> connections = all.next();
            UpstreamConnection oldest = connections.peekLast();
            while (oldest != null && now - oldest.idleSince() >= MAX_IDLE.toNanos()) {
                connections.removeLast().close();
                oldest = connections.peekLast();
            }
            if (connections.isEmpty()) {
                all.remove();
            }
        }
        sweep = idle.isEmpty() ? null : loop.after(SWEEP, this::sweep);
    }

    /** Stands in until a channel is connected; what goes wrong before is the dialer's to hear. */
    @Sharable
    private static final class Connecting extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
