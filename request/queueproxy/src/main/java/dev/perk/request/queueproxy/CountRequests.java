package dev.perk.request.queueproxy;

import dev.perk.api.HttpHeaders;
import dev.perk.api.stats.RequestStats;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Stage;

/**
 * Counts what comes, and apart from it what an activator has counted already. Source:
 * knative/serving {@code pkg/queue/handler.go}.
 */
public record CountRequests(RequestStats stats) implements Filter {
    private static final String ACTIVATOR = "activator";

    @Override
    public void handle(Exchange exchange, Stage next) {
        long now = exchange.loop().nanoTime();
        if (ACTIVATOR.equals(exchange.request().headers().get(HttpHeaders.PROXY_REQUEST))) {
            stats.proxiedIn(now);
            exchange.atEnd(() -> stats.proxiedOut(exchange.loop().nanoTime()));
        } else {
            stats.requestIn(now);
            exchange.atEnd(() -> stats.requestOut(exchange.loop().nanoTime()));
        }
        next.handle(exchange);
    }
}
