package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.auth.Authentication;
import dev.perk.control.apiserver.rest.ApiHandler;
import dev.perk.http.io.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * The API's port: HTTP/2 or HTTP/1.1 over TLS, one event loop of its own, so that the request path
 * never waits for it. Requests are answered on {@code executor}, whose tasks may block.
 */
public final class ApiListener implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final int HANDSHAKE_SECONDS = 30;

    /** Finds clients that have vanished: watches may have nothing to say for long. */
    private static final int KEEP_ALIVE_SECONDS = 180;

    private final MultiThreadIoEventLoopGroup loop;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ChannelGroup others = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ServerBootstrap bootstrap;
    private final Channel server;
    private final ServerTls tls;

    private ApiListener(
            InetSocketAddress address,
            ServerTls tls,
            Authentication authentication,
            ApiHandler handler,
            Executor executor)
            throws IOException {
        this.tls = tls;
        BodyRoom room = BodyRoom.ofThisMachine();
        Supplier<ApiConnection> answering =
                () -> new ApiConnection(authentication, handler, executor, room);
        // By epoll the last of a thousand watchers hears a sixth sooner than by NIO.
        Transport transport = Transport.EPOLL.isAvailable() ? Transport.EPOLL : Transport.NIO;
        loop =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("api", true), transport.handlers());
        bootstrap =
                new ServerBootstrap()
                        .group(loop)
                        .channel(transport.serverChannel())
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel)
                                            throws SSLException {
                                        connections.add(channel);
                                        channel.pipeline()
                                                .addLast(tlsHandler(channel, tls, executor))
                                                .addLast(
                                                        new ProtocolChoice(
                                                                connections, room, answering));
                                    }
                                });
        transport
                .keepAliveTimes()
                .forEach(option -> bootstrap.childOption(option, KEEP_ALIVE_SECONDS));
        try {
            server = bind(address);
        } catch (IOException e) {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            tls.close();
            throw e;
        }
    }

    private Channel bind(InetSocketAddress address) throws IOException {
        ChannelFuture bind = bootstrap.bind(address).awaitUninterruptibly();
        if (!bind.isSuccess()) {
            throw new IOException("cannot listen on " + address, bind.cause());
        }
        return bind.channel();
    }

    /**
     * Listens on one more address, until it closes.
     *
     * @throws IOException if it cannot be bound
     */
    void alsoListen(InetSocketAddress address) throws IOException {
        others.add(bind(address));
    }

    /**
     * Serves {@code handler} on {@code address}; port 0 takes any free one.
     *
     * @param tls is closed with the listener
     * @throws IOException if the address cannot be bound
     */
    public static ApiListener start(
            InetSocketAddress address,
            ServerTls tls,
            Authentication authentication,
            ApiHandler handler,
            Executor executor)
            throws IOException {
        return new ApiListener(address, tls, authentication, handler, executor);
    }

    /**
     * What a handshake computes runs elsewhere: it takes milliseconds, which everybody else on the
     * event loop would wait for when many clients come at once.
     */
    private static SslHandler tlsHandler(SocketChannel channel, ServerTls tls, Executor executor)
            throws SSLException {
        SslHandler handler = tls.newHandler(channel.alloc(), executor);
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        return handler;
    }

    /** Where it listens, with the port that was found if any would do. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /**
     * Stops listening, lets requests that are being answered come to their end for a second, and
     * ends watches; their clients come back.
     */
    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        others.close().awaitUninterruptibly();
        connections.forEach(
                channel -> channel.pipeline().fireUserEventTriggered(ApiConnection.Farewell.SAY));
        if (!connections.newCloseFuture().awaitUninterruptibly(1, TimeUnit.SECONDS)) {
            connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        tls.close();
    }
}
