package dev.perk.control.apiserver.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A stream as chunks of a body.
 *
 * <p>On HTTP/1.1 a chunk is framed here and handed to TLS as one piece. The codec would make three
 * of it, which pass five handlers and are put together again: a third of what an event costs for
 * each of a thousand watchers.
 */
final class ChunkedStream extends OpenStream {
    private static final byte[] LINE_END = {'\r', '\n'};

    /** Length in hexadecimal, and two line ends. */
    private static final int FRAMING = 12;

    private final Runnable whenFinished;

    /** Writing from here on passes over the codec; null on HTTP/2, which frames in another way. */
    private final @Nullable ChannelHandlerContext codec;

    ChunkedStream(ChannelHandlerContext context, Runnable whenFinished) {
        super(context);
        this.whenFinished = whenFinished;
        this.codec = context.pipeline().context(HttpServerCodec.class);
    }

    @Override
    ChannelFuture send(byte[] chunk) {
        // An empty chunk would end the body.
        if (codec == null || chunk.length == 0) {
            return context.write(new DefaultHttpContent(Unpooled.wrappedBuffer(chunk)));
        }
        ByteBuf framed = context.alloc().directBuffer(chunk.length + FRAMING);
        framed.writeCharSequence(Integer.toHexString(chunk.length), StandardCharsets.US_ASCII);
        framed.writeBytes(LINE_END).writeBytes(chunk).writeBytes(LINE_END);
        return codec.write(framed);
    }

    @Override
    ChannelFuture finish() {
        return context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                .addListener(_ -> whenFinished.run());
    }
}
