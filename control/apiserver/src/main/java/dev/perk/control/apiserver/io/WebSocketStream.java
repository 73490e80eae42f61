package dev.perk.control.apiserver.io;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/** A stream as text messages of a WebSocket; how fabric8's informers watch. */
final class WebSocketStream extends OpenStream {
    private static final int NORMAL = 1000;

    WebSocketStream(ChannelHandlerContext context) {
        super(context);
    }

    /** Takes over the frame's reference. */
    void received(WebSocketFrame frame) {
        if (frame instanceof PingWebSocketFrame ping) {
            context.writeAndFlush(new PongWebSocketFrame(ping.content()));
            return;
        }
        if (frame instanceof CloseWebSocketFrame) {
            end();
        }
        ReferenceCountUtil.release(frame);
    }

    @Override
    ChannelFuture send(byte[] chunk) {
        return context.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(chunk)));
    }

    @Override
    ChannelFuture finish() {
        return context.writeAndFlush(new CloseWebSocketFrame(NORMAL, ""))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
