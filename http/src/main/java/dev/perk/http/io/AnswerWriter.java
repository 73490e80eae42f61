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
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Writes answers to one client, framed as that client can read them, and knows whether the
 * connection stays open after the current one.
 */
final class AnswerWriter {
    private final Channel channel;
    private final ResponseEncoder encoder = new ResponseEncoder();
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private boolean closing;

    AnswerWriter(Channel channel) {
        this.channel = channel;
    }

    ResponseEncoder encoder() {
        return encoder;
    }

    /** The next answer is to this request. */
    void expect(HttpRequest request, boolean keepAlive) {
        version = request.protocolVersion();
        encoder.answersHead(request.method().equals(HttpMethod.HEAD));
        closing = !keepAlive;
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
        write(head);
    }

    /** A whole small answer. */
    void writeAnswer(FullHttpResponse answer) {
        frame(answer, false);
        write(answer);
        flush();
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
        if (closing) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (old) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    void write(HttpContent part) {
        write((Object) part);
    }

    /** Bytes of a tunnel. */
    void write(ByteBuf bytes) {
        write((Object) bytes);
    }

    private void write(Object message) {
        channel.write(message, channel.voidPromise());
    }

    void flush() {
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
                .addListener(_ -> ((DuplexChannel) channel).shutdownOutput());
    }
}
