package dev.perk.request.activator;

import dev.perk.http.Deadline;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Stage;

/** Holds requests to their revision's timeouts; a cold start counts. */
record TimeLimit() implements Filter {
    private static final Deadline DEADLINE = new Deadline("activator request timeout");

    @Override
    public void handle(Exchange exchange, Stage next) {
        DEADLINE.watch(exchange, exchange.get(FindRevision.THROTTLE).orElseThrow().timeouts());
        next.handle(exchange);
    }
}
