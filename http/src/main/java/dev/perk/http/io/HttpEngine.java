package dev.perk.http.io;

import dev.perk.http.Stage;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The event loops of this process, and the ports that they serve. */
public final class HttpEngine implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final Transport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventExecutor, Loop> loops = new HashMap<>();

    private HttpEngine(Transport transport, int threads) {
        this.transport = transport;
        group =
                new MultiThreadIoEventLoopGroup(
                        threads, new DefaultThreadFactory("http", true), transport.handlers());
        for (EventExecutor executor : group) {
            loops.put(executor, Loop.of(transport, (EventLoop) executor));
        }
    }

    /** An engine with the best transport of this machine and one loop per processor. */
    public static HttpEngine start() {
        return start(Transport.best(), Runtime.getRuntime().availableProcessors());
    }

    /**
     * @param threads how many event loops, 1 or more
     */
    public static HttpEngine start(Transport transport, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " event loops (expected: 1 or more)");
        }
        return new HttpEngine(transport, threads);
    }

    public Transport transport() {
        return transport;
    }

    /**
     * Serves HTTP/1.1 on {@code address}; port 0 takes any free one.
     *
     * @throws IOException if the address cannot be bound
     */
    public HttpListener listen(InetSocketAddress address, Stage stage) throws IOException {
        return listen(address, Optional.empty(), stage);
    }

    /**
     * Serves HTTP/1.1 over TLS 1.2 and later on {@code address}; port 0 takes any free one.
     *
     * @throws IOException if the address cannot be bound
     */
    public HttpListener listen(InetSocketAddress address, TlsIdentities identities, Stage stage)
            throws IOException {
        return listen(address, Optional.of(new TlsServer(identities)), stage);
    }

    private HttpListener listen(InetSocketAddress address, Optional<TlsServer> tls, Stage stage)
            throws IOException {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.serverChannel())
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        return new HttpListener(
                bootstrap,
                address,
                tls,
                stage,
                channel -> Objects.requireNonNull(loops.get(channel.eventLoop())));
    }

    /** Closes every connection and stops the loops. Listeners should be closed before. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
