package dev.perk.request.activator;

import dev.perk.api.HttpHeaders;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Stage;

/** Tells the pod that the request has been counted already. */
record MarkProxied() implements Filter {

    @Override
    public void handle(Exchange exchange, Stage next) {
        exchange.request()
                .headers()
                .set(HttpHeaders.PROXY_REQUEST, "activator")
                .remove(HttpHeaders.REVISION)
                .remove(HttpHeaders.REVISION_NAMESPACE);
        next.handle(exchange);
    }
}
