package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.auth.Authentication;
import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.ApiHandler;
import dev.perk.control.apiserver.rest.ApiRequest;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.ssl.SslHandler;
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
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection: a request at a time, in order. While one is being answered the socket is
 * not read, except on a WebSocket.
 *
 * <p>Everything here happens on the connection's event loop; only what answers a request runs
 * elsewhere.
 */
final class ApiConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ApiConnection.class);

    private final Authentication authentication;
    private final ApiHandler handler;
    private final Executor executor;
    private @Nullable OpenStream stream;
    private boolean busy;
    private boolean leaving;

    /** Asks a connection to end as soon as it politely can. */
    enum Farewell {
        SAY
    }

    ApiConnection(Authentication authentication, ApiHandler handler, Executor executor) {
        this.authentication = authentication;
        this.handler = handler;
        this.executor = executor;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof FullHttpRequest request) {
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

    private void read(ChannelHandlerContext context, FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            request.release();
            write(context, ApiAnswer.text(400, "400 Bad Request"), false);
            return;
        }
        // The next request waits in the socket until this one is answered.
        context.channel().config().setAutoRead(false);
        busy = true;
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        ApiRequest asked = asked(request);
        Optional<X509Certificate> certificate = certificate(context);
        executor.execute(() -> {
            ApiAnswer answer = answer(asked, certificate);
            context.executor()
                    .execute(() -> {
                        try {
                            write(context, request, answer, keepAlive);
                        } finally {
                            request.release();
                        }
                    });
        });
    }

    /** Checking a token can take milliseconds, so that, too, is no work for the event loop. */
    private ApiAnswer answer(ApiRequest request, Optional<X509Certificate> certificate) {
        try {
            Caller caller = authentication.identify(certificate, request.header("Authorization"));
            return handler.handle(request.by(caller));
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("method", request.method())
                    .addKeyValue("path", request.path())
                    .setCause(e)
                    .log("request failed");
            return ApiAnswer.text(500, "internal error");
        }
    }

    private static ApiRequest asked(FullHttpRequest request) {
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
                ApiRequest.Body.of(ByteBufUtil.getBytes(request.content())),
                isWebSocket,
                new Caller.Anonymous());
    }

    private static Optional<X509Certificate> certificate(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
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
            FullHttpRequest request,
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
        }
    }

    private void write(ChannelHandlerContext context, ApiAnswer.Full full, boolean keepAlive) {
        byte[] body = full.body().bytes();
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(full.status()),
                        Unpooled.wrappedBuffer(body));
        full.headers().forEach(header -> response.headers().add(header.name(), header.value()));
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        say(response.headers(), keepAlive);
        context.writeAndFlush(response)
                .addListener(sent -> answered(context, keepAlive && sent.isSuccess()));
    }

    private void openChunked(
            ChannelHandlerContext context, ApiAnswer.Stream open, boolean keepAlive) {
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        open.headers().forEach(header -> response.headers().add(header.name(), header.value()));
        response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        say(response.headers(), keepAlive);
        context.writeAndFlush(response);
        // A client that leaves is only noticed by reading.
        context.channel().config().setAutoRead(true);
        begin(new ChunkedStream(context, () -> answered(context, keepAlive)), open, context);
    }

    private void openWebSocket(
            ChannelHandlerContext context, FullHttpRequest request, ApiAnswer.Stream open) {
        String location = "wss://" + request.headers().get(HttpHeaderNames.HOST) + request.uri();
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory(location, null, false).newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel())
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        handshaker
                .handshake(context.channel(), request)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        context.close();
                        return;
                    }
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

    private static void say(HttpHeaders headers, boolean keepAlive) {
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
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
