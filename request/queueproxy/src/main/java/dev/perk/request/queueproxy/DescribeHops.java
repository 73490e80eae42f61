package dev.perk.request.queueproxy;

import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Headers;
import dev.perk.http.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Tells the container about the hops in the words of RFC 7239, unless somebody did: the runtime
 * contract demands a Forwarded header. Source: knative/serving {@code pkg/queue/forwarded_shim.go}.
 */
public record DescribeHops() implements Filter {
    private static final String FORWARDED = "Forwarded";

    @Override
    public void handle(Exchange exchange, Stage next) {
        Headers headers = exchange.request().headers();
        if (!headers.contains(FORWARDED)) {
            String forwarded =
                    forwarded(
                            headers.get("X-Forwarded-For"),
                            headers.get("X-Forwarded-Proto"),
                            headers.get("X-Forwarded-Host"));
            if (!forwarded.isEmpty()) {
                headers.set(FORWARDED, forwarded);
            }
        }
        next.handle(exchange);
    }

    /** The first element describes the client's request as a whole, the others only hops. */
    static String forwarded(@Nullable String hops, @Nullable String proto, @Nullable String host) {
        var text = new StringBuilder();
        int end = -1;
        if (hops != null) {
            end = endOfNode(hops, 0);
            text.append("for=");
            node(text, hops, 0, end);
        }
        append(text, "host", host);
        append(text, "proto", proto);
        while (hops != null && end < hops.length()) {
            int start = end + 1;
            end = endOfNode(hops, start);
            text.append(", for=");
            node(text, hops, start, end);
        }
        return text.toString();
    }

    private static int endOfNode(String hops, int start) {
        int comma = hops.indexOf(',', start);
        return comma < 0 ? hops.length() : comma;
    }

    private static void append(StringBuilder text, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            text.append(text.isEmpty() ? "" : ";").append(name).append('=').append(value);
        }
    }

    /** An IPv6 address must be quoted and in brackets. */
    private static void node(StringBuilder text, String hops, int start, int end) {
        String node = hops.substring(start, end).strip();
        if (node.indexOf(':') < 0) {
            text.append(node);
        } else {
            text.append("\"[").append(node).append("]\"");
        }
    }
}
