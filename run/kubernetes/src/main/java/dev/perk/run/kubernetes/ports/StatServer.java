package dev.perk.run.kubernetes.ports;

import dev.perk.api.HttpHeaders;
import dev.perk.api.stats.Stat;
import dev.perk.api.stats.StatCodec;
import dev.perk.api.stats.StatMessage;
import dev.perk.api.text.Parsed;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where activators report: a WebSocket that takes binary frames, each with the stats of some
 * revisions. Also answers the kubelet, who asks at the same port.
 *
 * <p>Whoever comes by the Service of a bucket wants its holder, and is sent away by everybody else.
 * Source: {@code knative/serving pkg/autoscaler/statserver/server.go}.
 */
public final class StatServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatServer.class);
    private static final int LARGEST_REQUEST = 16 * 1024;
    private static final int LARGEST_MESSAGE = 4 * 1024 * 1024;
    private static final int RESTARTING = 1012;
    private static final String BUCKET_PREFIX = "autoscaler-bucket";

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Predicate<String> holds;
    private final Consumer<StatMessage> sink;
    private final InstantSource clock;
    private final Channel server;

    /**
     * @param holds whether this process holds the bucket of that name
     * @param sink is given each stat, on the server's own thread; must not block
     * @throws IOException if the address cannot be bound
     */
    public StatServer(
            InetSocketAddress address,
            Predicate<String> holds,
            Consumer<StatMessage> sink,
            InstantSource clock)
            throws IOException {
        this.holds = holds;
        this.sink = sink;
        this.clock = clock;
        ChannelFuture bind =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        accept(channel);
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bind.isSuccess()) {
            group.shutdownGracefully();
            throw new IOException("cannot listen on " + address, bind.cause());
        }
        server = bind.channel();
    }

    private void accept(SocketChannel channel) {
        clients.add(channel);
        channel.pipeline()
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(LARGEST_REQUEST))
                .addLast(new Door())
                .addLast(new WebSocketServerProtocolHandler("/", null, false, LARGEST_MESSAGE))
                .addLast(new WebSocketFrameAggregator(LARGEST_MESSAGE))
                .addLast(new Reports());
    }

    /** Before a request becomes a WebSocket. */
    private final class Door extends SimpleChannelInboundHandler<FullHttpRequest> {
        Door() {
            super(false);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            String userAgent = request.headers().get(HttpHeaderNames.USER_AGENT, "");
            if (userAgent.startsWith(HttpHeaders.USER_AGENT_KUBE_PROBE)) {
                answer(context, request, HttpResponseStatus.OK);
            } else if (isForAnother(request)) {
                answer(context, request, HttpResponseStatus.SERVICE_UNAVAILABLE);
            } else {
                context.fireChannelRead(request);
            }
        }

        private boolean isForAnother(FullHttpRequest request) {
            String host = request.headers().get(HttpHeaderNames.HOST, "");
            return host.startsWith(BUCKET_PREFIX) && !holds.test(host.split("[.:]", 2)[0]);
        }

        private static void answer(
                ChannelHandlerContext context, FullHttpRequest request, HttpResponseStatus status) {
            request.release();
            var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private final class Reports extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, BinaryWebSocketFrame frame) {
            switch (StatCodec.decodeAll(ByteBufUtil.getBytes(frame.content()))) {
                case Parsed.Good<List<StatMessage>>(List<StatMessage> messages) ->
                        messages.forEach(message -> sink.accept(stamped(message)));
                case Parsed.Bad<List<StatMessage>>(String why) ->
                        log.atWarn()
                                .addKeyValue("peer", context.channel().remoteAddress())
                                .log("report that cannot be read: {}", why);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            log.atDebug()
                    .addKeyValue("peer", context.channel().remoteAddress())
                    .log("connection broke: {}", cause.getMessage());
            context.close();
        }
    }

    /** Activators leave it to the receiver to say when. */
    private StatMessage stamped(StatMessage message) {
        Stat stat = message.stat();
        return stat.timestamp().equals(Instant.EPOCH)
                ? new StatMessage(message.revision(), stat.at(clock.instant()))
                : message;
    }

    /** Where it listens, with the port that was found if any would do. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** Tells activators to come back, and stops. */
    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        clients.writeAndFlush(new CloseWebSocketFrame(RESTARTING, "Restarting"))
                .awaitUninterruptibly(1, TimeUnit.SECONDS);
        clients.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
