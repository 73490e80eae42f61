package dev.perk.http.io;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Removes what concerns only the connection a message came on (RFC 9110 §7.6.1).
 *
 * <p>Done when a message arrives, so that no stage sees these headers, and so that a client cannot
 * name in its Connection header what a stage will set.
 */
final class HopByHop {
    private static final AsciiString[] ALWAYS = {
        AsciiString.cached("proxy-connection"),
        AsciiString.cached("keep-alive"),
        HttpHeaderNames.PROXY_AUTHENTICATE,
        HttpHeaderNames.PROXY_AUTHORIZATION,
        HttpHeaderNames.TRANSFER_ENCODING,
        HttpHeaderNames.UPGRADE,
    };

    /** Naming these in Connection would change how long a message is, or where it goes. */
    private static final Set<String> NOT_TO_BE_NAMED =
            Set.of("host", "content-length", "te", "close");

    private HopByHop() {}

    static void strip(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.CONNECTION)) {
            List<String> connection = headers.getAll(HttpHeaderNames.CONNECTION);
            headers.remove(HttpHeaderNames.CONNECTION);
            for (String value : connection) {
                removeNamed(headers, value);
            }
        }
        if (headers.contains(HttpHeaderNames.TE)) {
            boolean trailers =
                    headers.containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true);
            headers.remove(HttpHeaderNames.TE);
            if (trailers) {
                headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
            }
        }
        for (AsciiString name : ALWAYS) {
            headers.remove(name);
        }
    }

    private static void removeNamed(HttpHeaders headers, String connection) {
        for (int start = 0; start < connection.length(); ) {
            int comma = connection.indexOf(',', start);
            int end = comma < 0 ? connection.length() : comma;
            String name = connection.substring(start, end).strip();
            if (!name.isEmpty() && !NOT_TO_BE_NAMED.contains(name.toLowerCase(Locale.ROOT))) {
                headers.remove(name);
            }
            start = end + 1;
        }
    }
}
