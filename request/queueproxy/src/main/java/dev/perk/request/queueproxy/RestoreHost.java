package dev.perk.request.queueproxy;

import dev.perk.api.HttpHeaders;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Headers;
import dev.perk.http.Stage;

/** Gives the container the host that its client asked for, and none of the routing headers. */
public record RestoreHost() implements Filter {

    @Override
    public void handle(Exchange exchange, Stage next) {
        Headers headers = exchange.request().headers();
        String original = headers.get(HttpHeaders.ORIGINAL_HOST);
        if (original != null) {
            headers.set("Host", original).remove(HttpHeaders.ORIGINAL_HOST);
        }
        headers.remove(HttpHeaders.REVISION).remove(HttpHeaders.REVISION_NAMESPACE);
        next.handle(exchange);
    }
}
