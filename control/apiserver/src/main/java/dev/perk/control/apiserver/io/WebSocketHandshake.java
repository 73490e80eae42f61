package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.rest.ApiAnswer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import org.jspecify.annotations.Nullable;

/** Turns a connection into a WebSocket, if its client knows how that is done. */
final class WebSocketHandshake {
    private WebSocketHandshake() {}

    /**
     * Answers the request; a refusal ends the connection.
     *
     * @param protocol what is to be spoken, null for nothing in particular
     * @param largestFrame in bytes
     * @param then runs when the connection is a WebSocket
     */
    static void answer(
            ChannelHandlerContext context,
            HttpRequest head,
            @Nullable String protocol,
            int largestFrame,
            Runnable then) {
        var request =
                new DefaultFullHttpRequest(
                        head.protocolVersion(),
                        head.method(),
                        head.uri(),
                        Unpooled.EMPTY_BUFFER,
                        head.headers(),
                        EmptyHttpHeaders.INSTANCE);
        String location = "wss://" + head.headers().get(HttpHeaderNames.HOST) + head.uri();
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory(location, protocol, false, largestFrame)
                        .newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel())
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        if (!head.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            ApiAnswer.Full refusal = ApiAnswer.text(400, "Bad Request: no Sec-WebSocket-Key");
            context.writeAndFlush(WholeAnswer.of(refusal, false))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        handshaker
                .handshake(context.channel(), request)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        then.run();
                    } else {
                        context.close();
                    }
                });
    }
}
