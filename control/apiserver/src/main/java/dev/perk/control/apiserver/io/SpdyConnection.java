package dev.perk.control.apiserver.io;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySessionStatus;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A SPDY/3.1 connection, as far as Kubernetes uses it: the client opens streams, and each carries
 * bytes both ways.
 *
 * <p>Only frames, not Netty's session: the other side, {@code moby/spdystream}, never sends a
 * WINDOW_UPDATE, so whoever counts windows stops after 64 KiB. What slows a sender down is the
 * connection itself.
 */
final class SpdyConnection extends ChannelInboundHandlerAdapter {
    private static final int LARGEST_CHUNK = 64 * 1024;

    private static final int LARGEST_HEADERS = 16 * 1024;
    private static final int COMPRESSION = 6;
    private static final int WINDOW_BITS = 15;
    private static final int MEMORY = 8;

    private final Owner owner;
    private final Map<Integer, SpdyStream.Receiver> receivers = new HashMap<>();
    private int lastStream;

    /** Who the streams are for. On the event loop only. */
    interface Owner {
        /** The connection can be used. */
        void ready(ChannelHandlerContext context);

        /** The client has opened a stream; nothing if it makes no sense. */
        Optional<SpdyStream.Receiver> opened(SpdyStream stream);

        /** The connection is gone. */
        void gone();
    }

    SpdyConnection(Owner owner) {
        this.owner = owner;
    }

    /** What turns bytes into frames. */
    static SpdyFrameCodec codec() {
        return new SpdyFrameCodec(
                SpdyVersion.SPDY_3_1,
                LARGEST_CHUNK,
                LARGEST_HEADERS,
                COMPRESSION,
                WINDOW_BITS,
                MEMORY,
                false);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        owner.ready(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            switch (message) {
                case SpdySynStreamFrame opening -> opened(context, opening);
                case SpdyDataFrame data -> received(context, data);
                case SpdyRstStreamFrame reset -> {
                    SpdyStream.Receiver receiver = receivers.remove(reset.streamId());
                    if (receiver != null) {
                        receiver.reset();
                    }
                }
                case SpdyPingFrame ping -> context.writeAndFlush(ping);
                case SpdyGoAwayFrame _ -> context.close();
                default -> {} // settings and windows, which mean nothing here
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void opened(ChannelHandlerContext context, SpdySynStreamFrame opening) {
        int id = opening.streamId();
        lastStream = Math.max(lastStream, id);
        var stream = new SpdyStream(context, id, opening.headers());
        Optional<SpdyStream.Receiver> receiver =
                opening.isInvalid() || opening.isTruncated()
                        ? Optional.empty()
                        : owner.opened(stream);
        if (receiver.isEmpty()) {
            refuse(context, id, SpdyStreamStatus.REFUSED_STREAM);
            return;
        }
        receivers.put(id, receiver.get());
        var reply = new DefaultSpdySynReplyFrame(id);
        // Netty leaves a block without headers out, and spdystream wants to read one.
        reply.headers().set(":status", "200");
        context.writeAndFlush(reply);
        if (opening.isLast()) {
            ended(id);
        }
    }

    private void received(ChannelHandlerContext context, SpdyDataFrame data) {
        SpdyStream.Receiver receiver = receivers.get(data.streamId());
        if (receiver == null) {
            if (data.content().isReadable()) {
                refuse(context, data.streamId(), SpdyStreamStatus.INVALID_STREAM);
            }
            return;
        }
        receiver.received(data.content());
        if (data.isLast()) {
            ended(data.streamId());
        }
    }

    private void ended(int id) {
        SpdyStream.Receiver receiver = receivers.get(id);
        if (receiver != null) {
            receiver.ended();
        }
    }

    private static void refuse(ChannelHandlerContext context, int id, SpdyStreamStatus why) {
        context.writeAndFlush(new DefaultSpdyRstStreamFrame(id, why));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ApiConnection.Farewell) {
            context.writeAndFlush(new DefaultSpdyGoAwayFrame(lastStream, SpdySessionStatus.OK))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        owner.gone();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
