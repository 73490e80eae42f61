package dev.perk.http.io;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Arrays;
import jdk.net.ExtendedSocketOptions;

/** How this machine does socket I/O, fastest first. */
public enum Transport {
    /** Linux 5.14 and later; container runtimes often forbid it. */
    IO_URING(IoUringServerSocketChannel.class, IoUringSocketChannel.class),
    EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class),
    /** Works everywhere. */
    NIO(NioServerSocketChannel.class, NioSocketChannel.class);

    /** A dead peer, such as a pod whose node vanished, is noticed after about a minute. */
    private static final int KEEP_ALIVE_SECONDS = 5;

    private final Class<? extends ServerSocketChannel> server;
    private final Class<? extends SocketChannel> client;

    Transport(Class<? extends ServerSocketChannel> server, Class<? extends SocketChannel> client) {
        this.server = server;
        this.client = client;
    }

    /** The fastest transport that works here. */
    public static Transport best() {
        return Arrays.stream(values()).filter(Transport::isAvailable).findFirst().orElseThrow();
    }

    public boolean isAvailable() {
        return switch (this) {
            case IO_URING -> IoUring.isAvailable();
            case EPOLL -> Epoll.isAvailable();
            case NIO -> true;
        };
    }

    IoHandlerFactory handlers() {
        return switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    Class<? extends ServerSocketChannel> serverChannel() {
        return server;
    }

    /** A bootstrap for connections to containers. */
    Bootstrap client() {
        Bootstrap bootstrap =
                new Bootstrap()
                        .channel(client)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true);
        return switch (this) {
            case IO_URING ->
                    bootstrap
                            .option(IoUringChannelOption.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS)
                            .option(IoUringChannelOption.TCP_KEEPINTVL, KEEP_ALIVE_SECONDS);
            case EPOLL ->
                    bootstrap
                            .option(EpollChannelOption.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS)
                            .option(EpollChannelOption.TCP_KEEPINTVL, KEEP_ALIVE_SECONDS);
            case NIO ->
                    bootstrap
                            .option(
                                    NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
                                    KEEP_ALIVE_SECONDS)
                            .option(
                                    NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
                                    KEEP_ALIVE_SECONDS);
        };
    }
}
