package dev.perk.http.io;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for when it wants to speak another protocol, such as WebSocket (RFC 9110
 * §7.8).
 */
final class Upgrade {
    private Upgrade() {}

    /**
     * The protocol that a request asks for, or null if it asks for none that is passed on. HTTP/2
     * is none: JDK clients offer it with every request, and go on without it.
     */
    static @Nullable String requested(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String protocol = headers.get(HttpHeaderNames.UPGRADE);
        if (protocol == null
                || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                || !headers.containsValue(
                        HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return null;
        }
        return protocol.toLowerCase(Locale.ROOT).startsWith("h2c") ? null : protocol;
    }

    /** Says it again on the next connection, or back on the one before. */
    static void set(HttpHeaders headers, String protocol) {
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        headers.set(HttpHeaderNames.UPGRADE, protocol);
    }
}
