package dev.perk.control.apiserver.io;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/** A stream as chunks of a body. */
final class ChunkedStream extends OpenStream {
    private final Runnable whenFinished;

    ChunkedStream(ChannelHandlerContext context, Runnable whenFinished) {
        super(context);
        this.whenFinished = whenFinished;
    }

    @Override
    ChannelFuture send(byte[] chunk) {
        return context.write(new DefaultHttpContent(Unpooled.wrappedBuffer(chunk)));
    }

    @Override
    ChannelFuture finish() {
        return context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                .addListener(_ -> whenFinished.run());
    }
}
