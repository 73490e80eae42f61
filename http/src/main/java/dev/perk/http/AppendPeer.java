package dev.perk.http;

import java.util.List;

/**
 * Adds the peer's address to X-Forwarded-For, as every hop does. What the client sent stays, with
 * several lines folded into one. Source: Go's {@code httputil.ReverseProxy}.
 */
public record AppendPeer() implements Filter {
    static final String FORWARDED_FOR = "X-Forwarded-For";

    @Override
    public void handle(Exchange exchange, Stage next) {
        Headers headers = exchange.request().headers();
        String peer = exchange.peer().getHostString();
        List<String> before = headers.all(FORWARDED_FOR);
        headers.set(
                FORWARDED_FOR, before.isEmpty() ? peer : String.join(", ", before) + ", " + peer);
        next.handle(exchange);
    }
}
