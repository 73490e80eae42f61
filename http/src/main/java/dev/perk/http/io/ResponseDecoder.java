package dev.perk.http.io;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;

/** Reads a container's answers; generous, as it is the container that its developer debugs. */
final class ResponseDecoder extends HttpResponseDecoder {
    /** Go's {@code http.Transport} stops at 10 MiB. */
    private static final int MAX_HEAD = 10 << 20;

    private static final int MAX_PART = 1 << 18;

    private boolean answersHead;
    private boolean begun;

    ResponseDecoder() {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_HEAD)
                        .setMaxHeaderSize(MAX_HEAD)
                        .setMaxChunkSize(MAX_PART)
                        .setAllowDuplicateContentLengths(true)
                        .setStrictLineParsing(false)
                        .setInitialBufferSize(512));
    }

    /** Expects the answer to the next request. */
    void expect(boolean answersHead) {
        this.answersHead = answersHead;
        begun = false;
    }

    /** Whether any byte of the expected answer has come. */
    boolean hasBegun() {
        return begun;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
        begun = true;
        super.channelRead(ctx, bytes);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return super.isContentAlwaysEmpty(message)
                || (answersHead
                        && message instanceof HttpResponse response
                        && response.status().codeClass() != HttpStatusClass.INFORMATIONAL);
    }

    /** Between us and the container nobody else can be misled, so the chunks count, as in Go. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        clearContentLength();
        message.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    }
}
