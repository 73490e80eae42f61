package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.StreamProtocol;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.flow.FlowControlHandler;
import java.util.List;
import java.util.concurrent.Executor;

/** Turns a connection that has spoken HTTP into one that carries streams to a pod. */
final class Upgrade {
    private static final int LARGEST_MESSAGE = 4 * 1024 * 1024;

    private final ChannelHandlerContext context;
    private final HttpRequest request;
    private final Executor executor;

    /**
     * @param executor runs what may wait
     */
    Upgrade(ChannelHandlerContext context, HttpRequest request, Executor executor) {
        this.context = context;
        this.request = request;
        this.executor = executor;
    }

    void begin(ApiAnswer.Conversation wish) {
        switch (wish.protocol().carrier()) {
            case WEB_SOCKET ->
                    toWebSocket(wish.protocol(), List.of(new ChannelSocket(wish, executor)));
            case SPDY ->
                    toSpdy(
                            wish.protocol(),
                            new SpdyConnection(new SpdyConversation(wish, executor)));
        }
    }

    void begin(ApiAnswer.Forwarding wish) {
        var connection = new SpdyConnection(new PortForwarding(wish, executor));
        switch (wish.protocol().carrier()) {
            case WEB_SOCKET ->
                    toWebSocket(
                            wish.protocol(),
                            List.of(new TunnelSocket(), SpdyConnection.codec(), connection));
            case SPDY -> toSpdy(wish.protocol(), connection);
        }
    }

    private void toWebSocket(StreamProtocol protocol, List<ChannelHandler> handlers) {
        WebSocketHandshake.answer(
                context,
                request,
                protocol.name(),
                LARGEST_MESSAGE,
                () -> {
                    context.pipeline().addLast(new WebSocketFrameAggregator(LARGEST_MESSAGE));
                    become(handlers);
                });
    }

    private void toSpdy(StreamProtocol protocol, SpdyConnection connection) {
        var answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        answer.headers()
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.UPGRADE, StreamProtocol.SPDY)
                .set(StreamProtocol.VERSIONS, protocol.name());
        context.writeAndFlush(answer)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        context.pipeline().remove(HttpServerCodec.class);
                        become(List.of(SpdyConnection.codec(), connection));
                    } else {
                        context.close();
                    }
                });
    }

    /** The connection belongs to {@code handlers} from now on. */
    private void become(List<ChannelHandler> handlers) {
        ChannelPipeline pipeline = context.pipeline();
        handlers.forEach(pipeline::addLast);
        pipeline.remove(FlowControlHandler.class);
        pipeline.remove(RequestReader.class);
        pipeline.remove(ApiConnection.class);
        if (context.channel().isActive()) {
            context.channel().config().setAutoRead(true);
        } else {
            pipeline.fireChannelInactive();
        }
    }
}
