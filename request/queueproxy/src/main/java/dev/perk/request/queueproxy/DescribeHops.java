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
        String[] nodes = hops == null ? new String[0] : hops.split(",", -1);
        if (nodes.length > 0) {
            text.append("for=").append(node(nodes[0]));
        }
        append(text, "host", host);
        append(text, "proto", proto);
        for (int i = 1; i < nodes.length; i++) {
            text.append(", for=").append(node(nodes[i]));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            text.append(text.isEmpty() ? "" : ";").append(name).append('=').append(value);
        }
    }

    /** An IPv6 address must be quoted and in brackets. */
    private static String node(String hop) {
        String node = hop.strip();
        return node.indexOf(':') < 0 ? node : "\"[" + node + "]\"";
    }
}
