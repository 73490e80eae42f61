package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.ApiRequest;
import dev.perk.control.apiserver.rest.Overload;
import dev.perk.http.io.RequestRules;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests whole, and refuses those that are malformed, too large, too slow, or for which
 * there is no memory just now. What is refused is not kept while the rest of it arrives.
 *
 * <p>Source of the limits: {@code k8s.io/apiserver pkg/server/config.go MaxRequestBodyBytes},
 * {@code pkg/server/secure_serving.go IdleTimeout}, and the 60 s that a request may take.
 */
final class RequestReader extends ChannelDuplexHandler {
    /** Bytes of a body. */
    static final int LIMIT = 3 * 1024 * 1024;

    private static final int IDLE_SECONDS = 90;
    private static final int BODY_SECONDS = 60;

    /**
     * Closing at once would reset the connection under a client that is still sending, and it would
     * never read why.
     */
    private static final int LINGER_SECONDS = 2;

    private static final int FIRST_BYTES = 4096;
    private static final byte[] NOTHING = {};

    private final BodyRoom room;
    private final boolean isConnection;
    private @Nullable HttpRequest head;
    private byte[] body = NOTHING;
    private int length;
    private boolean refused;
    private @Nullable Future<?> deadline;

    /**
     * @param isConnection whether one request follows another here; otherwise this is the only
     *     stream of HTTP/2 that a request has
     */
    RequestReader(BodyRoom room, boolean isConnection) {
        this.room = room;
        this.isConnection = isConnection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        awaitHead(context);
    }

    private void awaitHead(ChannelHandlerContext context) {
        if (isConnection) {
            await(context, IDLE_SECONDS, context::close);
        }
    }

    private void await(ChannelHandlerContext context, int seconds, Runnable tooLate) {
        endWait();
        deadline = context.executor().schedule(tooLate, seconds, TimeUnit.SECONDS);
    }

    private void endWait() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HttpObject)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            if (!refused && message instanceof HttpRequest request) {
                begin(context, request);
            }
            if (!refused && message instanceof HttpContent content) {
                go(context, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        await(context, BODY_SECONDS, () -> refuse(context, Overload.tooSlow()));
        Optional<RequestRules.Fault> fault = RequestRules.judge(request);
        if (fault.isPresent()) {
            refuse(context, ApiAnswer.text(fault.get().status(), fault.get().text()));
            return;
        }
        RequestRules.toOriginForm(request);
        if (HttpUtil.getContentLength(request, 0L) > LIMIT) {
            refuse(context, Overload.tooLarge(LIMIT));
            return;
        }
        head = request;
        length = 0;
        if (HttpUtil.is100ContinueExpected(request)) {
            context.writeAndFlush(
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        } else if (request.headers().contains(HttpHeaderNames.EXPECT)) {
            refuse(context, ApiAnswer.text(417, "Expectation Failed"));
        }
    }

    private void go(ChannelHandlerContext context, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            refuse(context, ApiAnswer.text(400, "Bad Request: " + content.decoderResult().cause()));
            return;
        }
        ByteBuf bytes = content.content();
        int more = bytes.readableBytes();
        if (more > LIMIT - length) {
            refuse(context, Overload.tooLarge(LIMIT));
            return;
        }
        if (!makeRoom(more)) {
            refuse(context, Overload.tooManyRequests());
            return;
        }
        bytes.readBytes(body, length, more);
        length += more;
        if (content instanceof LastHttpContent) {
            passOn(context);
        }
    }

    private boolean makeRoom(int more) {
        int needed = length + more;
        if (needed <= body.length) {
            return true;
        }
        int capacity = Math.min(LIMIT, Math.max(needed, Math.max(FIRST_BYTES, 2 * body.length)));
        if (!room.take(capacity - body.length)) {
            return false;
        }
        body = Arrays.copyOf(body, capacity);
        return true;
    }

    private void passOn(ChannelHandlerContext context) {
        endWait();
        HttpRequest whole = head;
        if (whole == null) {
            return;
        }
        byte[] bytes = body.length == length ? body : Arrays.copyOf(body, length);
        room.give(body.length - length);
        body = NOTHING;
        head = null;
        context.fireChannelRead(new WholeRequest(whole, ApiRequest.Body.of(bytes)));
    }

    private void refuse(ChannelHandlerContext context, ApiAnswer.Full why) {
        if (refused) {
            return;
        }
        refused = true;
        forget();
        // It is read on, and dropped, so that the client gets to reading the answer.
        context.channel().config().setAutoRead(true);
        context.writeAndFlush(WholeAnswer.of(why, false));
        await(context, LINGER_SECONDS, context::close);
    }

    private void forget() {
        endWait();
        room.give(body.length);
        body = NOTHING;
        head = null;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !isUpgrade(message)) {
            context.write(message, promise.unvoid().addListener(_ -> awaitHead(context)));
        } else {
            context.write(message, promise);
        }
    }

    private static boolean isUpgrade(Object message) {
        return message instanceof FullHttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forget();
        context.fireChannelInactive();
    }
}
