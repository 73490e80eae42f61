package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.auth.Authentication;
import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.ApiHandler;
import dev.perk.control.apiserver.rest.ApiRequest;
import dev.perk.control.apiserver.rest.Overload;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection, or one stream of HTTP/2: a request at a time, in order. While one is being
 * answered the socket is not read, except on a WebSocket.
 *
 * <p>Everything here happens on the connection's event loop; only what answers a request runs
 * elsewhere.
 */
final class ApiConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ApiConnection.class);

    /** Source: {@code k8s.io/apiserver pkg/server/config.go RequestTimeout}. */
    private static final int ANSWER_SECONDS = 60;

    /** Of what a watcher sends, which is next to nothing. */
    private static final int LARGEST_FRAME = 64 * 1024;

    /** What the client has shown in the handshake. */
    private static final AttributeKey<Optional<X509Certificate>> CERTIFICATE =
            AttributeKey.valueOf(ApiConnection.class, "certificate");

    private final Authentication authentication;
    private final ApiHandler handler;
    private final Executor executor;
    private final BodyRoom room;
    private @Nullable OpenStream stream;
    private boolean busy;
    private boolean leaving;
    private long turn;

    /** Asks a connection to end as soon as it politely can. */
    enum Farewell {
        SAY
    }

    /**
     * @param room gets back what the bodies of requests took of it
     */
    ApiConnection(
            Authentication authentication, ApiHandler handler, Executor executor, BodyRoom room) {
        this.authentication = authentication;
        this.handler = handler;
        this.executor = executor;
        this.room = room;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof WholeRequest request) {
            read(context, request);
        } else if (message instanceof WebSocketFrame frame) {
            if (stream instanceof WebSocketStream socket) {
                socket.received(frame);
            } else {
                ReferenceCountUtil.release(frame);
            }
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(ChannelHandlerContext context, WholeRequest request) {
        if (busy || stream != null) {
            // While a stream is open the socket is read, but only to see whether the client leaves.
            room.give(request.body().length());
            context.close();
            return;
        }
        // The next request waits in the socket until this one is answered.
        context.channel().config().setAutoRead(false);
        busy = true;
        long mine = ++turn;
        boolean keepAlive = HttpUtil.isKeepAlive(request.head());
        ApiRequest asked = asked(request);
        Optional<X509Certificate> certificate = certificate(context);
        Future<?> limit =
                context.executor()
                        .schedule(
                                () -> {
                                    if (turn == mine) {
                                        turn++;
                                        write(context, Overload.tooSlow(), false);
                                    }
                                },
                                ANSWER_SECONDS,
                                TimeUnit.SECONDS);
        executor.execute(() -> {
            ApiAnswer answer = answer(asked, certificate);
            room.give(request.body().length());
            context.executor()
                    .execute(() -> {
                        limit.cancel(false);
                        if (turn == mine) {
                            write(context, request.head(), answer, keepAlive);
                        }
                    });
        });
    }

    /** Checking a token can take milliseconds, so that, too, is no work for the event loop. */
    private ApiAnswer answer(ApiRequest request, Optional<X509Certificate> certificate) {
        try {
            Caller caller = authentication.identify(certificate, request.header("Authorization"));
            return handler.handle(request.by(caller));
        } catch (RuntimeException | Error e) {
            // Whoever asked must hear something, whatever has gone wrong.
            log.atError()
                    .addKeyValue("method", request.method())
                    .addKeyValue("path", request.path())
                    .setCause(e)
                    .log("request failed");
            return ApiAnswer.text(500, "internal error");
        }
    }

    private static ApiRequest asked(WholeRequest whole) {
        HttpRequest request = whole.head();
        var target = new QueryStringDecoder(request.uri());
        Map<String, List<String>> headers = new LinkedHashMap<>();
        request.headers()
                .forEach(header ->
                        headers.computeIfAbsent(
                                        header.getKey().toLowerCase(Locale.ROOT),
                                        _ -> new ArrayList<>())
                                .add(header.getValue()));
        // Only these two upgrades mean anything here; a client that offers h2c gets HTTP/1.1.
        boolean isWebSocket =
                "websocket".equalsIgnoreCase(request.headers().get(HttpHeaderNames.UPGRADE));
        return new ApiRequest(
                request.method().name(),
                target.path(),
                target.parameters(),
                headers,
                whole.body(),
                isWebSocket,
                new Caller.Anonymous());
    }

    /** Asked for once: the answer that there is none is an exception. */
    private static Optional<X509Certificate> certificate(ChannelHandlerContext context) {
        Channel parent = context.channel().parent();
        // A stream of HTTP/2 has its connection for a parent, a connection the port.
        Channel connection =
                parent == null || parent instanceof ServerChannel ? context.channel() : parent;
        Attribute<Optional<X509Certificate>> known = connection.attr(CERTIFICATE);
        Optional<X509Certificate> certificate = known.get();
        if (certificate == null) {
            certificate = certificate(connection);
            known.set(certificate);
        }
        return certificate;
    }

    private static Optional<X509Certificate> certificate(Channel connection) {
        SslHandler tls = connection.pipeline().get(SslHandler.class);
        if (tls == null) {
            return Optional.empty();
        }
        try {
            Certificate[] chain = tls.engine().getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate first
                    ? Optional.of(first)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private void write(
            ChannelHandlerContext context,
            HttpRequest request,
            ApiAnswer answer,
            boolean keepAlive) {
        switch (answer) {
            case ApiAnswer.Full full -> write(context, full, keepAlive);
            case ApiAnswer.Stream open -> {
                if ("websocket".equalsIgnoreCase(request.headers().get(HttpHeaderNames.UPGRADE))) {
                    openWebSocket(context, request, open);
                } else {
                    openChunked(context, open, keepAlive);
                }
            }
            case ApiAnswer.Conversation wish -> upgrade(context, request).begin(wish);
            case ApiAnswer.Forwarding wish -> upgrade(context, request).begin(wish);
        }
    }

    private void write(ChannelHandlerContext context, ApiAnswer.Full full, boolean keepAlive) {
        context.writeAndFlush(WholeAnswer.of(full, keepAlive))
                .addListener(sent -> answered(context, keepAlive && sent.isSuccess()));
    }

    private Upgrade upgrade(ChannelHandlerContext context, HttpRequest request) {
        return new Upgrade(context, request, executor);
    }

    private void openChunked(
            ChannelHandlerContext context, ApiAnswer.Stream open, boolean keepAlive) {
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        open.headers().forEach(header -> response.headers().add(header.name(), header.value()));
        response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        context.writeAndFlush(response);
        // A client that leaves is only noticed by reading.
        context.channel().config().setAutoRead(true);
        begin(new ChunkedStream(context, () -> answered(context, keepAlive)), open, context);
    }

    private void openWebSocket(
            ChannelHandlerContext context, HttpRequest head, ApiAnswer.Stream open) {
        WebSocketHandshake.answer(
                context,
                head,
                null,
                LARGEST_FRAME,
                () -> {
                    context.channel().config().setAutoRead(true);
                    begin(new WebSocketStream(context), open, context);
                });
    }

    private void begin(OpenStream begun, ApiAnswer.Stream open, ChannelHandlerContext context) {
        stream = begun;
        busy = false;
        if (context.channel().isActive()) {
            begun.start(open.feed());
        }
        if (leaving) {
            begun.end();
        }
    }

    private void answered(ChannelHandlerContext context, boolean goOn) {
        stream = null;
        busy = false;
        if (goOn && !leaving) {
            context.channel().config().setAutoRead(true);
            context.read();
        } else {
            context.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof Farewell)) {
            context.fireUserEventTriggered(event);
            return;
        }
        leaving = true;
        if (stream != null) {
            stream.end();
        } else if (!busy) {
            context.close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (stream != null) {
            stream.roomChanged();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (stream != null) {
            stream.gone();
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A client that breaks the connection or the handshake hurts nobody else.
        log.debug("connection closed", cause);
        context.close();
    }
}
