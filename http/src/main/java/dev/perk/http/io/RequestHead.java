package dev.perk.http.io;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;

/**
 * An acceptable request head, and what it said about its connection before that was removed.
 *
 * @param wire without what concerns only the connection it came on
 * @param chunked whether a body of unknown length follows
 * @param length of the body that follows, 0 for none, or if it is chunked
 * @param keepAlive whether the client wants to use the connection again
 * @param upgrade the protocol that the client would rather speak, or null
 */
record RequestHead(
        HttpRequest wire,
        boolean chunked,
        long length,
        boolean keepAlive,
        @Nullable String upgrade) {

    /** Takes a head apart that {@link RequestRules} found no fault in. */
    static RequestHead of(HttpRequest wire) {
        boolean chunked = HttpUtil.isTransferEncodingChunked(wire);
        long length = chunked ? 0 : HttpUtil.getContentLength(wire, 0L);
        boolean keepAlive = HttpUtil.isKeepAlive(wire);
        String upgrade = chunked || length > 0 ? null : Upgrade.requested(wire);
        RequestRules.toOriginForm(wire);
        HopByHop.strip(wire.headers());
        return new RequestHead(wire, chunked, length, keepAlive, upgrade);
    }

    HttpMethod method() {
        return wire.method();
    }

    String target() {
        return wire.uri();
    }

    HttpHeaders headers() {
        return wire.headers();
    }

    boolean isBodyless() {
        return !chunked && length == 0;
    }

    /** Whether the client waits to hear that its body is wanted. */
    boolean expectsContinue() {
        return headers().contains(HttpHeaderNames.EXPECT);
    }
}
