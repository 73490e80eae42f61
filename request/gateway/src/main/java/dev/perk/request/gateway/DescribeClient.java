package dev.perk.request.gateway;

import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Headers;
import dev.perk.http.Stage;

/** Says how the client spoke to us, unless a proxy before us knows better. */
record DescribeClient() implements Filter {
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";

    @Override
    public void handle(Exchange exchange, Stage next) {
        Headers headers = exchange.request().headers();
        if (!headers.contains(FORWARDED_PROTO)) {
            headers.set(FORWARDED_PROTO, exchange.scheme());
        }
        next.handle(exchange);
    }
}
