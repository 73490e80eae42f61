package dev.perk.http.io;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection to a container: in use by one {@link Forwarding}, or idle in the pool. */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    private final InetSocketAddress target;
    private final UpstreamPool pool;
    private final Channel channel;
    private final ResponseDecoder decoder = new ResponseDecoder();
    private final HttpRequestEncoder encoder = new HttpRequestEncoder();
    private @Nullable Forwarding user;
    private String cause = "connection closed";
    private long idleSince;

    UpstreamConnection(InetSocketAddress target, UpstreamPool pool, Channel channel) {
        this.target = target;
        this.pool = pool;
        this.channel = channel;
    }

    void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(decoder, encoder, this);
    }

    InetSocketAddress target() {
        return target;
    }

    /** Takes the connection out of the pool's care. */
    void attach(Forwarding user, boolean answersHead) {
        this.user = user;
        decoder.expect(answersHead);
        readOn();
    }

    /** Gives the connection back, after an answer that was complete in every way. */
    void release() {
        user = null;
        // Back-pressure of the last user must not make the connection mute for the next one.
        readOn();
        pool.put(this);
    }

    /** Leaves HTTP; bytes that came with the last head go to the user at once. */
    void becomeTunnel() {
        channel.pipeline().remove(encoder);
        channel.pipeline().remove(decoder);
    }

    /** Ends the connection; its user hears no more of it. */
    void close() {
        user = null;
        channel.close();
    }

    /** Leaves the pool at once, as closing may take a while. */
    private void discard() {
        pool.remove(this);
        channel.close();
    }

    void write(Object message) {
        channel.write(message, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    boolean isActive() {
        return channel.isActive();
    }

    void readOn() {
        if (!channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    void pauseReading() {
        channel.config().setAutoRead(false);
    }

    /** Whether the container has begun to answer the current request. */
    boolean answerHasBegun() {
        return decoder.hasBegun();
    }

    long idleSince() {
        return idleSince;
    }

    void idleSince(long nanoTime) {
        idleSince = nanoTime;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Forwarding forwarding = user;
        if (forwarding == null) {
            // Nobody asked: whatever this is, it must not become the answer to the next request.
            ReferenceCountUtil.release(message);
            discard();
        } else if (message instanceof HttpResponse head) {
            forwarding.onHead(head);
        } else if (message instanceof ByteBuf bytes) {
            forwarding.onBytes(bytes);
        } else {
            forwarding.onPart((HttpContent) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (user != null) {
            user.onReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (user != null) {
            user.onUpstreamWritabilityChanged();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        cause = String.valueOf(failure.getMessage());
        if (user == null) {
            discard();
        } else {
            channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Forwarding forwarding = user;
        user = null;
        if (forwarding == null) {
            pool.remove(this);
        } else {
            forwarding.onClosed(cause);
        }
    }
}
