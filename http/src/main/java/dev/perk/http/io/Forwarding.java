package dev.perk.http.io;

import dev.perk.api.why.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends one exchange's request to a container and the answer back.
 *
 * <p>Whichever side is slower decides the pace: what cannot be written is not read. Neither body is
 * ever held as a whole. Upstream: the rules of Go's {@code httputil.ReverseProxy} and {@code
 * http.Transport}, as Knative uses them.
 */
final class Forwarding {
    private static final Set<HttpMethod> REPEATABLE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private final NettyExchange exchange;
    private final RequestHead request;
    private final AnswerWriter client;
    private final InetSocketAddress target;
    private final UpstreamPool pool;

    private @Nullable UpstreamConnection upstream;
    private boolean reused;
    private boolean requestSent;
    private boolean unflushed;
    private boolean interim;
    private boolean hasInvited;
    private boolean keepAlive;
    private boolean tunnel;
    private boolean over;

    Forwarding(
            NettyExchange exchange,
            AnswerWriter client,
            InetSocketAddress target,
            UpstreamPool pool) {
        this.exchange = exchange;
        this.request = exchange.head();
        this.client = client;
        this.target = target;
        this.pool = pool;
    }

    void start() {
        UpstreamConnection idle = pool.take(target);
        if (idle == null) {
            dial();
        } else {
            reused = true;
            send(idle);
        }
    }

    private void dial() {
        reused = false;
        pool.dial(
                target,
                outcome -> {
                    switch (outcome) {
                        case UpstreamPool.Outcome.Ready(UpstreamConnection connection) when over ->
                                pool.put(connection);
                        case UpstreamPool.Outcome.Ready(UpstreamConnection connection) ->
                                send(connection);
                        case UpstreamPool.Outcome.Failed(String why) -> unreached(why);
                    }
                });
    }

    private void send(UpstreamConnection connection) {
        upstream = connection;
        connection.attach(this, request.method().equals(HttpMethod.HEAD));
        HttpMethod method = request.method();
        String uri = request.target();
        HttpHeaders headers = request.headers();
        if (!headers.contains(HttpHeaderNames.HOST)) {
            // Only an HTTP/1.0 client may leave it out, and we speak 1.1 from here on.
            headers.set(HttpHeaderNames.HOST, target.getHostString() + ":" + target.getPort());
        }
        if (request.upgrade() != null) {
            Upgrade.set(headers, request.upgrade());
        }
        if (request.isBodyless()) {
            connection.write(
                    new DefaultFullHttpRequest(
                            HttpVersion.HTTP_1_1,
                            method,
                            uri,
                            Unpooled.EMPTY_BUFFER,
                            headers,
                            EmptyHttpHeaders.INSTANCE));
            requestSent = true;
        } else {
            if (request.chunked()) {
                headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
            connection.write(new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, uri, headers));
            exchange.sendHeld(this);
        }
        connection.flush();
        unflushed = false;
    }

    /** Whether parts of the request's body can be sent on as they come. */
    boolean isConnected() {
        return upstream != null;
    }

    /** Whether the container takes more of the request's body at the moment. */
    boolean isWritable() {
        return upstream != null && upstream.isWritable();
    }

    /** Takes over a part of the request's body. */
    void send(HttpContent part) {
        UpstreamConnection connection = upstream;
        if (connection == null) {
            part.release();
            return;
        }
        requestSent = part instanceof LastHttpContent;
        unflushed = true;
        connection.write(part);
    }

    void flush() {
        if (unflushed && upstream != null) {
            unflushed = false;
            upstream.flush();
        }
    }

    /** Gives up: the client has left, or somebody else has answered. */
    void cancel() {
        over = true;
        if (upstream != null) {
            upstream.close();
            upstream = null;
        }
    }

    void onHead(HttpResponse head) {
        if (head.decoderResult().isFailure()) {
            fail("UpstreamMalformed", "malformed answer: " + head.decoderResult().cause());
            return;
        }
        if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            interim = true;
            if (head.status().code() == 101) {
                becomeTunnel(head);
                return;
            }
            hasInvited = true;
            client.writeInterim(head);
            return;
        }
        if (!requestSent && !hasInvited && request.expectsContinue()) {
            // The client was told not to send the body, or sends it anyway: nobody can know which.
            client.closeAfterThis();
        }
        keepAlive = HttpUtil.isKeepAlive(head);
        boolean lengthUnknown = !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        HopByHop.strip(head.headers());
        exchange.begin(head.status().code());
        client.writeHead(head, lengthUnknown);
    }

    void onPart(HttpContent part) {
        if (interim) {
            // An interim answer has no body; this only closes it.
            interim = !(part instanceof LastHttpContent);
            part.release();
            return;
        }
        if (part.decoderResult().isFailure()) {
            String cause = String.valueOf(part.decoderResult().cause());
            part.release();
            fail("UpstreamMalformed", "malformed body: " + cause);
            return;
        }
        boolean last = part instanceof LastHttpContent;
        exchange.progress();
        client.write(part);
        if (last) {
            finish();
        }
    }

    /** The container has agreed to leave HTTP. From here on, bytes are all there is. */
    private void becomeTunnel(HttpResponse head) {
        String wanted = request.upgrade();
        String given = head.headers().get(HttpHeaderNames.UPGRADE);
        if (wanted == null || !wanted.equalsIgnoreCase(given)) {
            fail("UpstreamMalformed", "the container switched to " + given + ", not " + wanted);
            return;
        }
        HopByHop.strip(head.headers());
        Upgrade.set(head.headers(), given);
        exchange.begin(101);
        client.writeSwitch(head);
        if (!exchange.becomeTunnel()) {
            fail("ClientMalformed", "the client did not wait for the protocol to be switched");
            return;
        }
        tunnel = true;
        if (upstream != null) {
            upstream.becomeTunnel();
        }
    }

    boolean isTunnel() {
        return tunnel;
    }

    /** Takes bytes that the client sent through the tunnel. */
    void send(ByteBuf bytes) {
        if (upstream == null) {
            bytes.release();
        } else {
            unflushed = true;
            upstream.write(bytes);
        }
    }

    /** Takes bytes that the container sent through the tunnel. */
    void onBytes(ByteBuf bytes) {
        exchange.progress();
        client.write(bytes);
    }

    private void finish() {
        over = true;
        UpstreamConnection connection = upstream;
        upstream = null;
        if (connection != null) {
            if (keepAlive && requestSent) {
                connection.release();
            } else {
                connection.close();
            }
        }
        exchange.answered();
    }

    void onReadComplete() {
        client.flush();
        if (!client.isWritable() && upstream != null) {
            upstream.pauseReading();
        }
    }

    void onClientWritable() {
        if (upstream != null) {
            upstream.readOn();
        }
    }

    void onUpstreamWritabilityChanged() {
        exchange.updateReading();
    }

    void onClosed(String cause) {
        UpstreamConnection closed = upstream;
        upstream = null;
        if (tunnel) {
            over = true;
            client.closeAfterThis();
            exchange.answered();
            return;
        }
        boolean silent = closed != null && !closed.answerHasBegun() && !exchange.hasBegun();
        if (reused && silent && isRepeatable()) {
            // The container had given up the idle connection just before we used it again.
            dial();
        } else {
            fail("UpstreamClosed", cause);
        }
    }

    private boolean isRepeatable() {
        HttpHeaders headers = request.headers();
        return request.isBodyless()
                && (REPEATABLE.contains(request.method())
                        || headers.contains("Idempotency-Key")
                        || headers.contains("X-Idempotency-Key"));
    }

    /** There is no connection, and what an earlier one took may be sent again. */
    private void unreached(String why) {
        if (!over) {
            over = true;
            exchange.unreached(reason("UpstreamUnreachable", why));
        }
    }

    private void fail(String code, String why) {
        boolean wasOver = over;
        cancel();
        if (!wasOver) {
            exchange.upstreamFailed(reason(code, why));
        }
    }

    private Reason reason(String code, String why) {
        return Reason.of(code, why).with("target", target).with("reused", reused);
    }
}
