package dev.perk.control.apiserver.io;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Another protocol's bytes in the messages of a WebSocket, whose ends mean nothing. Source:
 * KEP-4006; {@code k8s.io/apimachinery pkg/util/portforward}.
 */
final class TunnelSocket extends ChannelDuplexHandler {
    private static final int NORMAL = 1000;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (message) {
            case PingWebSocketFrame ping ->
                    context.writeAndFlush(new PongWebSocketFrame(ping.content()));
            case CloseWebSocketFrame close -> {
                close.release();
                context.writeAndFlush(new CloseWebSocketFrame(NORMAL, ""))
                        .addListener(ChannelFutureListener.CLOSE);
            }
            case PongWebSocketFrame pong -> pong.release();
            case WebSocketFrame frame -> context.fireChannelRead(frame.content());
            default -> ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(
                message instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : message,
                promise);
    }
}
