package dev.perk.http.io;

import dev.perk.http.Stage;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A bound port whose requests go to one stage. */
public final class HttpListener implements AutoCloseable {
    private final Map<ServerConnection, Channel> clients = new ConcurrentHashMap<>();
    private final CountDownLatch empty = new CountDownLatch(1);
    private final Channel server;
    private volatile boolean closing;

    /**
     * @throws IOException if the address cannot be bound
     */
    HttpListener(
            ServerBootstrap bootstrap,
            InetSocketAddress address,
            Optional<TlsServer> tls,
            Stage stage,
            Function<Channel, Loop> loops)
            throws IOException {
        ChannelFuture bind =
                bootstrap
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        accept(channel, loops.apply(channel), tls, stage);
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bind.isSuccess()) {
            throw new IOException("cannot listen on " + address, bind.cause());
        }
        server = bind.channel();
    }

    private void accept(Channel channel, Loop loop, Optional<TlsServer> tls, Stage stage) {
        String scheme = tls.isPresent() ? "https" : "http";
        var connection = new ServerConnection(channel, loop, stage, this, scheme);
        clients.put(connection, channel);
        tls.ifPresent(server -> channel.pipeline().addLast(server.handler()));
        connection.addTo(channel.pipeline());
    }

    void forget(ServerConnection connection) {
        clients.remove(connection);
        if (closing && clients.isEmpty()) {
            empty.countDown();
        }
    }

    /** Where it listens, with the port that was found if any would do. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    boolean isClosing() {
        return closing;
    }

    /** Stops at once: exchanges that are under way break off. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /**
     * Stops accepting, lets exchanges that are under way end, and cuts off what is left after
     * {@code grace}. Must not be called on an event loop.
     */
    public void close(Duration grace) {
        closing = true;
        server.close().awaitUninterruptibly();
        clients.forEach(
                (connection, channel) -> channel.eventLoop().execute(connection::closeIfIdle));
        if (clients.isEmpty()) {
            return;
        }
        try {
            if (empty.await(grace.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clients.values().forEach(Channel::close);
    }
}
