package dev.perk.http.io;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What makes a request head unacceptable, so that nobody behind us can read it differently than we
 * do (RFC 9112 §3.2, §6.1, §11.2).
 *
 * <p>Content-Length with Transfer-Encoding, differing Content-Lengths, white space before a colon
 * and bare line feeds are already refused by the decoder, and arrive here as its failure.
 */
public final class RequestRules {
    /** Why a request is refused. Its connection must be closed, as its end is not known. */
    public record Fault(int status, String text) {}

    private static final Optional<Fault> NONE = Optional.empty();

    private RequestRules() {}

    /** Judges a head as it came from the decoder. */
    public static Optional<Fault> judge(HttpRequest request) {
        HttpHeaders headers = request.headers();
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
            if (codings.size() != 1
                    || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst())) {
                return fault(501, "Unsupported transfer encoding");
            }
        }
        if (request.decoderResult().isFailure()) {
            Throwable cause = request.decoderResult().cause();
            return cause instanceof TooLongHttpHeaderException
                            || cause instanceof TooLongHttpLineException
                    ? fault(431, "Request Header Fields Too Large")
                    : fault(400, "Bad Request: " + cause.getMessage());
        }
        if (request.protocolVersion().majorVersion() != 1) {
            return fault(505, "HTTP Version Not Supported: " + request.protocolVersion());
        }
        return judgeHost(request).or(() -> judgeTarget(request));
    }

    private static Optional<Fault> judgeHost(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1) {
            return fault(400, "Bad Request: too many Host headers");
        }
        if (hosts.isEmpty()) {
            return request.protocolVersion().equals(HttpVersion.HTTP_1_0)
                    ? NONE
                    : fault(400, "Bad Request: missing required Host header");
        }
        return isAuthority(hosts.getFirst())
                ? NONE
                : fault(400, "Bad Request: malformed Host header");
    }

    private static Optional<Fault> judgeTarget(HttpRequest request) {
        String target = request.uri();
        if (request.method().equals(HttpMethod.CONNECT)) {
            return fault(501, "CONNECT is not supported");
        }
        boolean whole = target.equals("*") && request.method().equals(HttpMethod.OPTIONS);
        if (target.startsWith("/") || whole) {
            return NONE;
        }
        String authority = authorityOf(target);
        return authority.isEmpty() || !isAuthority(authority)
                ? fault(400, "Bad Request: malformed request target")
                : NONE;
    }

    /**
     * Turns an absolute target into an origin one; its authority is the host that counts (RFC 9112
     * §3.2.2).
     */
    public static void toOriginForm(HttpRequest request) {
        String target = request.uri();
        String authority = target.startsWith("/") ? "" : authorityOf(target);
        if (!authority.isEmpty()) {
            String rest = target.substring(target.indexOf("://") + 3 + authority.length());
            request.setUri(rest.startsWith("/") ? rest : "/" + rest);
            request.headers().set(HttpHeaderNames.HOST, authority);
        }
    }

    private static String authorityOf(String target) {
        int scheme = target.indexOf("://");
        if (scheme < 0
                || !List.of("http", "https")
                        .contains(target.substring(0, scheme).toLowerCase(Locale.ROOT))) {
            return "";
        }
        int start = scheme + 3;
        int end = start;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return target.substring(start, end);
    }

    /** The characters of RFC 3986's host and port; user information is not among them. */
    private static boolean isAuthority(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean alphanumeric =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!alphanumeric && "-._~!$&'()*+,;=:[]%".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Fault> fault(int status, String text) {
        return Optional.of(new Fault(status, text));
    }
}
