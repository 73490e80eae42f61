package dev.perk.testing.benchmarks.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One connection: a request, its answer, the next. Reads no more of HTTP than this server says.
 *
 * <p>On its event loop only, but for {@link #close}.
 */
final class Connection extends ChannelInboundHandlerAdapter implements AutoCloseable {
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String LENGTH = "\r\ncontent-length:";

    private final StringBuilder head = new StringBuilder();
    private int matched;
    private @Nullable ChannelHandlerContext context;
    private @Nullable CompletableFuture<byte[]> answer;
    private boolean endsWithHead;
    private byte @Nullable [] body;
    private int length;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not connected");
        }
        return context;
    }

    /**
     * Sends a request.
     *
     * @return its answer's body; fails if that is not a 2xx
     */
    CompletableFuture<byte[]> call(byte[] request) {
        return send(request, false);
    }

    /** Sends a request whose answer does not end, and waits for its head. */
    CompletableFuture<byte[]> open(byte[] request) {
        return send(request, true);
    }

    private CompletableFuture<byte[]> send(byte[] request, boolean untilHead) {
        var mine = new CompletableFuture<byte[]>();
        answer = mine;
        endsWithHead = untilHead;
        head.setLength(0);
        matched = 0;
        body = null;
        context().writeAndFlush(Unpooled.wrappedBuffer(request));
        return mine;
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (body == null) {
                readHead(bytes);
            }
            if (body != null) {
                readBody(bytes, body);
            }
        } finally {
            bytes.release();
        }
    }

    private void readHead(ByteBuf bytes) {
        while (bytes.isReadable() && matched < END_OF_HEAD.length()) {
            char next = (char) bytes.readByte();
            head.append(next);
            if (next == END_OF_HEAD.charAt(matched)) {
                matched++;
            } else {
                matched = next == '\r' ? 1 : 0;
            }
        }
        if (matched == END_OF_HEAD.length()) {
            body = new byte[endsWithHead ? 0 : contentLength()];
            length = 0;
        }
    }

    private int contentLength() {
        String text = head.toString().toLowerCase(Locale.ROOT);
        int from = text.indexOf(LENGTH) + LENGTH.length();
        return Integer.parseInt(text.substring(from, text.indexOf('\r', from)).strip());
    }

    private void readBody(ByteBuf bytes, byte[] into) {
        int more = Math.min(bytes.readableBytes(), into.length - length);
        bytes.readBytes(into, length, more);
        length += more;
        CompletableFuture<byte[]> whole = answer;
        if (length == into.length && whole != null) {
            answer = null;
            if (head.indexOf("HTTP/1.1 2") == 0) {
                whole.complete(into);
            } else {
                whole.completeExceptionally(
                        new IOException(
                                head.substring(0, head.indexOf("\r"))
                                        + ": "
                                        + new String(into, StandardCharsets.UTF_8)));
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failing, Throwable cause) {
        fail(cause);
        failing.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext gone) {
        fail(new IOException("the connection ended in the middle of an answer"));
    }

    private void fail(Throwable cause) {
        if (answer != null) {
            answer.completeExceptionally(cause);
        }
    }

    @Override
    public void close() {
        context().close();
    }
}
