package dev.perk.testing.benchmarks.io;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Many clients on one event loop, with BoringSSL and epoll where there are: what they take of the
 * machine's processors is missing to the server that they measure.
 */
final class Client implements AutoCloseable {
    private final Server server;
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(
                    1,
                    Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    Client(Server server) {
        this.server = server;
    }

    EventLoop loop() {
        return group.next();
    }

    Server server() {
        return server;
    }

    /** A connection whose handshake is done. */
    CompletableFuture<Connection> connect() {
        var connection = new Connection();
        var connected = new CompletableFuture<Connection>();
        String host = server.url().getHost();
        int port = server.url().getPort();
        new Bootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                SslHandler tls =
                                        server.tls().newHandler(channel.alloc(), host, port);
                                tls.handshakeFuture()
                                        .addListener(shaken -> {
                                            if (shaken.isSuccess()) {
                                                connected.complete(connection);
                                            } else {
                                                connected.completeExceptionally(shaken.cause());
                                            }
                                        });
                                channel.pipeline().addLast(tls).addLast(connection);
                            }
                        })
                .connect(host, port)
                .addListener(opened -> {
                    if (!opened.isSuccess()) {
                        connected.completeExceptionally(opened.cause());
                    }
                });
        return connected;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
