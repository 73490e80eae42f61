package dev.perk.request.activator;

import dev.perk.api.HttpHeaders;
import dev.perk.api.why.Reason;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Headers;
import dev.perk.http.Response;
import dev.perk.http.Stage;
import java.util.Optional;

/**
 * Answers those who only ask whether the activator is there. Source: knative/serving {@code
 * pkg/activator/handler/{healthz,probe}_handler.go}, knative/networking {@code pkg/http/handler}.
 */
record AnswerProbes(Health health) implements Filter {
    private static final String PROBE = "probe";
    private static final String ACTIVATOR = "activator";

    @Override
    public void handle(Exchange exchange, Stage next) {
        Headers headers = exchange.request().headers();
        String probe = headers.get(HttpHeaders.NETWORK_PROBE);
        if (isKubelet(headers)) {
            answerKubelet(exchange);
        } else if (PROBE.equals(probe)) {
            answerNetworkProbe(exchange, headers);
        } else if (probe != null && !probe.isEmpty()) {
            answerComponentProbe(exchange, probe);
        } else {
            headers.remove(HttpHeaders.NETWORK_HASH);
            next.handle(exchange);
        }
    }

    private static boolean isKubelet(Headers headers) {
        String userAgent = headers.get("User-Agent");
        String probe = headers.get(HttpHeaders.KUBELET_PROBE);
        return (userAgent != null && userAgent.startsWith(HttpHeaders.USER_AGENT_KUBE_PROBE))
                || (probe != null && !probe.isEmpty());
    }

    private void answerKubelet(Exchange exchange) {
        Optional<String> problem = health.problem();
        if (problem.isEmpty()) {
            exchange.respond(Response.text(200, ""));
        } else {
            exchange.refuse(
                    500, problem.get() + "\n", Reason.of("ActivatorUnhealthy", problem.get()));
        }
    }

    private static void answerNetworkProbe(Exchange exchange, Headers headers) {
        String hash = headers.get(HttpHeaders.NETWORK_HASH);
        if (hash == null || hash.isEmpty()) {
            exchange.refuse(
                    400,
                    "a probe request must contain a non-empty \"K-Network-Hash\" header\n",
                    Reason.of("UnexpectedProbe", "the probe carried no hash"));
        } else {
            exchange.respond(Response.text(200, "").with(HttpHeaders.NETWORK_HASH, hash));
        }
    }

    private static void answerComponentProbe(Exchange exchange, String probe) {
        if (probe.equals(ACTIVATOR)) {
            exchange.respond(Response.text(200, ACTIVATOR));
        } else {
            exchange.refuse(
                    400,
                    "unexpected probe header value: \"" + probe + "\"\n",
                    Reason.of("UnexpectedProbe", "the probe was for somebody else"));
        }
    }
}
