package dev.perk.request.queueproxy;

import dev.perk.api.HttpHeaders;
import dev.perk.api.why.Reason;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Headers;
import dev.perk.http.Response;
import dev.perk.http.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Answers those who only ask how we are; everything else counts as traffic.
 *
 * <p>Source: knative/pkg {@code network/handlers/drain.go}, knative/serving {@code
 * pkg/queue/health}.
 */
public record Probes(Readiness readiness, Drain drain) implements Filter {
    private static final String PROBE = "probe";
    private static final String QUEUE = "queue";

    @Override
    public void handle(Exchange exchange, Stage next) {
        Headers headers = exchange.request().headers();
        if (isHealthCheck(headers.get("User-Agent"))) {
            answerHealthCheck(exchange, headers.get(HttpHeaders.NETWORK_PROBE));
        } else if (PROBE.equals(headers.get(HttpHeaders.NETWORK_PROBE))) {
            answerNetworkProbe(exchange, headers.get(HttpHeaders.NETWORK_HASH));
        } else {
            drain.requestBegins();
            exchange.atEnd(drain::requestEnds);
            next.handle(exchange);
        }
    }

    private static boolean isHealthCheck(@Nullable String userAgent) {
        return userAgent != null
                && (userAgent.startsWith(HttpHeaders.USER_AGENT_KUBE_PROBE)
                        || userAgent.startsWith(HttpHeaders.USER_AGENT_ACTIVATOR_PROBE)
                        || userAgent.startsWith(HttpHeaders.USER_AGENT_AUTOSCALER_PROBE));
    }

    private void answerHealthCheck(Exchange exchange, @Nullable String probe) {
        if (drain.isDraining()) {
            refuseDraining(exchange);
        } else if (!QUEUE.equals(probe)) {
            exchange.refuse(
                    400,
                    "unexpected probe header value: " + (probe == null ? "" : probe) + "\n",
                    Reason.of("UnexpectedProbe", "the probe header was not \"queue\""));
        } else {
            readiness
                    .isReady()
                    .thenAccept(ready ->
                            exchange.loop()
                                    .execute(() ->
                                            exchange.respond(
                                                    ready
                                                            ? Response.text(200, QUEUE)
                                                            : Response.text(503, ""))));
        }
    }

    private void answerNetworkProbe(Exchange exchange, @Nullable String hash) {
        if (drain.isDraining()) {
            refuseDraining(exchange);
        } else if (hash == null || hash.isEmpty()) {
            exchange.refuse(
                    400,
                    "a probe request must contain a non-empty \"K-Network-Hash\" header\n",
                    Reason.of("UnexpectedProbe", "the probe carried no hash"));
        } else {
            exchange.respond(Response.text(200, "").with(HttpHeaders.NETWORK_HASH, hash));
        }
    }

    private static void refuseDraining(Exchange exchange) {
        exchange.refuse(503, "shutting down\n", Reason.of("Draining", "the pod is being stopped"));
    }
}
