package dev.perk.control.apiserver.io;

import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/**
 * Reads a request whole, up to Kubernetes' limit ({@code k8s.io/apiserver pkg/server/config.go
 * MaxRequestBodyBytes}).
 */
final class BodyCollector extends HttpObjectAggregator {
    static final int LIMIT = 3 * 1024 * 1024;

    private static final int LINGER_SECONDS = 2;

    BodyCollector() {
        super(LIMIT);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        ApiException refusal =
                new ApiException(
                        413,
                        "RequestEntityTooLarge",
                        "Request entity too large: limit is " + LIMIT,
                        ApiException.Details.NONE);
        byte[] body = Json.write(refusal.status());
        var answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                        Unpooled.wrappedBuffer(body));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, "close");
        context.writeAndFlush(answer);
        // Closing at once would reset the connection under a client that is still sending, and it
        // would never read why.
        context.executor().schedule(() -> context.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }
}
