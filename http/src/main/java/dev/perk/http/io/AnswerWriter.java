package dev.perk.http.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers to one client, framed as that client can read them, and knows whether the
 * connection stays open after the current one.
 */
final class AnswerWriter {
    private final Channel channel;
    private final BooleanSupplier draining;
    private final ResponseEncoder encoder = new ResponseEncoder();
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private boolean closing;

    /** A head that waits for what comes with it, as most answers fit into one write. */
    private @Nullable HttpResponse head;

    /**
     * @param draining whether every answer is the last one on its connection from now on
     */
    AnswerWriter(Channel channel, BooleanSupplier draining) {
        this.channel = channel;
        this.draining = draining;
    }

    ResponseEncoder encoder() {
        return encoder;
    }

    /** The next answer is to this request. */
    void expect(RequestHead request) {
        version = request.wire().protocolVersion();
        encoder.answersHead(request.method().equals(HttpMethod.HEAD));
        closing = !request.keepAlive();
    }

    /** The current answer is the last one on this connection. */
    void closeAfterThis() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** 100, 103 and the like; a client of HTTP/1.0 would take it for the answer. */
    void writeInterim(HttpResponse head) {
        if (!version.equals(HttpVersion.HTTP_1_0)) {
            HopByHop.strip(head.headers());
            write(
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            head.status(),
                            Unpooled.EMPTY_BUFFER,
                            head.headers(),
                            EmptyHttpHeaders.INSTANCE));
            flush();
        }
    }

    /** Says nothing, in a way that shows whether anybody is listening. */
    void writeContinue() {
        writeInterim(
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.CONTINUE,
                        Unpooled.EMPTY_BUFFER,
                        new DefaultHttpHeaders(),
                        EmptyHttpHeaders.INSTANCE));
    }

    /** 101, after which there is no more HTTP. */
    void writeSwitch(HttpResponse head) {
        write(
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        head.status(),
                        Unpooled.EMPTY_BUFFER,
                        head.headers(),
                        EmptyHttpHeaders.INSTANCE));
        flush();
    }

    /** The head of a final answer whose parts follow. */
    void writeHead(HttpResponse head, boolean lengthUnknown) {
        frame(head, lengthUnknown);
        this.head = head;
    }

    /** A whole small answer. */
    void writeAnswer(FullHttpResponse answer) {
        frame(answer, false);
        write(answer);
        flush();
    }

    /** What a client gets who cannot be understood. Nothing follows, as nobody knows where. */
    void writeFault(int status, String text) {
        var answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(status),
                        Unpooled.copiedBuffer(text + "\n", StandardCharsets.UTF_8));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes());
        closeAfterThis();
        writeAnswer(answer);
    }

    private void frame(HttpResponse head, boolean lengthUnknown) {
        boolean old = version.equals(HttpVersion.HTTP_1_0);
        head.setProtocolVersion(old ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1);
        if (lengthUnknown && !encoder.isContentAlwaysEmpty(head)) {
            if (old) {
                closing = true;
            } else {
                head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
        }
        if (draining.getAsBoolean()) {
            closing = true;
        }
        if (closing) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (old) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    void write(HttpContent part) {
        HttpResponse first = head;
        head = null;
        if (first == null) {
            write((Object) part);
        } else if (part instanceof LastHttpContent last) {
            write(
                    new DefaultFullHttpResponse(
                            first.protocolVersion(),
                            first.status(),
                            last.content(),
                            first.headers(),
                            last.trailingHeaders()));
        } else {
            write(first);
            write((Object) part);
        }
    }

    /** Bytes of a tunnel. */
    void write(ByteBuf bytes) {
        write((Object) bytes);
    }

    private void write(Object message) {
        channel.write(message, channel.voidPromise());
    }

    void flush() {
        if (head != null) {
            write(head);
            head = null;
        }
        channel.flush();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /** Closes once everything that was written has gone out. */
    void closeWhenWritten() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Tells the client that nothing more will come, once everything written has gone out. */
    void shutdownWhenWritten() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(_ -> {
                    SslHandler tls = channel.pipeline().get(SslHandler.class);
                    if (tls != null) {
                        tls.closeOutbound();
                    }
                    ((DuplexChannel) channel).shutdownOutput();
                });
    }
}
