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
import java.util.List;
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

    public IoHandlerFactory handlers() {
        return switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    public Class<? extends ServerSocketChannel> serverChannel() {
        return server;
    }

    /** A bootstrap for connections to containers. */
    Bootstrap client() {
        Bootstrap bootstrap =
                new Bootstrap()
                        .channel(client)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true);
        keepAliveTimes().forEach(option -> bootstrap.option(option, KEEP_ALIVE_SECONDS));
        return bootstrap;
    }

    /**
     * When a silent peer is asked whether it is still there, and how long it may take to say so, in
     * seconds.
     */
    public List<ChannelOption<Integer>> keepAliveTimes() {
        return switch (this) {
            case IO_URING ->
                    List.of(IoUringChannelOption.TCP_KEEPIDLE, IoUringChannelOption.TCP_KEEPINTVL);
            case EPOLL ->
                    List.of(EpollChannelOption.TCP_KEEPIDLE, EpollChannelOption.TCP_KEEPINTVL);
            case NIO ->
                    List.of(
                            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
                            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL));
        };
    }
}
