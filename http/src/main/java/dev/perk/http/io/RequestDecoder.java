package dev.perk.http.io;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;

/** Reads requests, with Go's limits, and knows whether one is only half there. */
final class RequestDecoder extends HttpRequestDecoder {
    /** Go's 1 MiB and its slack, as in {@code net/http.Server}. */
    private static final int MAX_HEAD = (1 << 20) + 4096;

    /** Larger than a socket read, so that a read is passed on as a whole. */
    private static final int MAX_PART = 1 << 18;

    private boolean unfinished;

    RequestDecoder() {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_HEAD)
                        .setMaxHeaderSize(MAX_HEAD)
                        .setMaxChunkSize(MAX_PART)
                        .setAllowDuplicateContentLengths(true)
                        .setInitialBufferSize(512));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
            throws Exception {
        super.decode(ctx, buffer, out);
        unfinished = out.isEmpty();
    }

    /** Whether the last bytes that came were not enough for the next head or part. */
    boolean isUnfinished() {
        return unfinished;
    }
}
