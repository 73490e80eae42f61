package dev.perk.request.queueproxy;

import dev.perk.http.Deadline;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Stage;
import dev.perk.http.Timeouts;

/** Holds requests to their revision's timeouts. */
public record TimeLimit(Timeouts timeouts) implements Filter {
    private static final Deadline DEADLINE = new Deadline("request timeout");

    @Override
    public void handle(Exchange exchange, Stage next) {
        DEADLINE.watch(exchange, timeouts);
        next.handle(exchange);
    }
}
