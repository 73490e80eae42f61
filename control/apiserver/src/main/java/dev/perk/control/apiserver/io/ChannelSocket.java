package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.StreamProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A conversation over a WebSocket: each message begins with the number of its channel.
 *
 * <p>Source: KEP-4006; {@code k8s.io/apimachinery pkg/util/remotecommand/constants.go}.
 */
final class ChannelSocket extends SimpleChannelInboundHandler<WebSocketFrame>
        implements Conversation.Wire {
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;

    /** The channel on which a client says that it will send no more on another one. */
    private static final int CLOSE = 255;

    private final ApiAnswer.Conversation wish;
    private final Executor executor;
    private @Nullable Conversation conversation;
    private @Nullable ChannelHandlerContext context;

    ChannelSocket(ApiAnswer.Conversation wish, Executor executor) {
        this.wish = wish;
        this.executor = executor;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        conversation = new Conversation(added, wish, this, executor);
        conversation.begin();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext from, WebSocketFrame frame) {
        switch (frame) {
            case PingWebSocketFrame ping ->
                    from.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case CloseWebSocketFrame _ -> close(NORMAL);
            case PongWebSocketFrame _ -> {}
            default -> received(frame.content());
        }
    }

    private void received(ByteBuf message) {
        if (conversation == null || !message.isReadable()) {
            return;
        }
        int channel = message.readUnsignedByte();
        boolean canClose = wish.protocol().name().equals(StreamProtocol.CHANNELS_V5);
        if (channel == CLOSE && canClose) {
            if (message.isReadable()) {
                conversation.closed(message.readUnsignedByte());
            }
        } else {
            conversation.received(channel, message);
        }
    }

    @Override
    public ChannelFuture send(int channel, byte[] bytes) {
        byte[] head = {(byte) channel};
        return connection()
                .writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(head, bytes)));
    }

    @Override
    public void finish(byte[] status) {
        send(Conversation.ERROR, status);
        close(NORMAL);
    }

    private void close(int code) {
        connection()
                .writeAndFlush(new CloseWebSocketFrame(code, ""))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private ChannelHandlerContext connection() {
        if (context == null) {
            throw new IllegalStateException("not a part of a connection");
        }
        return context;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (event instanceof ApiConnection.Farewell) {
            close(GOING_AWAY);
        } else {
            from.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        if (conversation != null) {
            conversation.gone();
        }
        from.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        from.close();
    }
}
