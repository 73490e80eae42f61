package dev.perk.control.apiserver.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyHeaders;

/** One stream of a SPDY connection, opened by the client. On the event loop only. */
final class SpdyStream {
    private final ChannelHandlerContext context;
    private final int id;
    private final SpdyHeaders headers;
    private boolean finished;

    /** Who gets what the client sends on a stream. */
    interface Receiver {
        /** Bytes, whose reference stays with the caller. */
        void received(ByteBuf bytes);

        /** The client sends no more. */
        void ended();

        /** The client wants no more of this stream, in neither direction. */
        void reset();
    }

    SpdyStream(ChannelHandlerContext context, int id, SpdyHeaders headers) {
        this.context = context;
        this.id = id;
        this.headers = headers;
    }

    /** The value of a header, empty if it was not sent. */
    String header(String name) {
        String value = headers.getAsString(name);
        return value == null ? "" : value;
    }

    ChannelFuture send(byte[] bytes) {
        if (finished) {
            return context.newFailedFuture(new IllegalStateException("stream has ended"));
        }
        return context.writeAndFlush(new DefaultSpdyDataFrame(id, Unpooled.wrappedBuffer(bytes)));
    }

    /** Nothing more will be sent. */
    ChannelFuture finish() {
        if (finished) {
            return context.newSucceededFuture();
        }
        finished = true;
        var last = new DefaultSpdyDataFrame(id);
        last.setLast(true);
        return context.writeAndFlush(last);
    }
}
