package dev.perk.request.gateway;

import dev.perk.api.HttpHeaders;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Headers;
import dev.perk.http.Stage;

/**
 * Removes what only Perk's own stages may say. A client that could say it would choose its
 * revision, go uncounted, or pass for a probe; Knative believes it.
 *
 * <p>A network probe stays, as it asks the gateway itself.
 */
record StripTrusted() implements Filter {
    private static final String PROBE = "probe";

    @Override
    public void handle(Exchange exchange, Stage next) {
        Headers headers = exchange.request().headers();
        headers.remove(HttpHeaders.REVISION)
                .remove(HttpHeaders.REVISION_NAMESPACE)
                .remove(HttpHeaders.DEFAULT_ROUTE)
                .remove(HttpHeaders.PROXY_REQUEST)
                .remove(HttpHeaders.ORIGINAL_HOST)
                .remove(HttpHeaders.PASSTHROUGH_LB)
                .remove(HttpHeaders.KUBELET_PROBE);
        if (!PROBE.equals(headers.get(HttpHeaders.NETWORK_PROBE))) {
            headers.remove(HttpHeaders.NETWORK_PROBE).remove(HttpHeaders.NETWORK_HASH);
        }
        next.handle(exchange);
    }
}
