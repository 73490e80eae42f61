package dev.perk.request.gateway;

import dev.perk.api.HttpHeaders;
import dev.perk.api.RevisionKey;
import dev.perk.api.why.Reason;
import dev.perk.http.Attributes;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Headers;
import dev.perk.http.Response;
import dev.perk.http.Stage;
import dev.perk.request.gateway.IngressRules.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Finds the revision: by host, path and headers, then by percent.
 *
 * @param routes the current table
 * @param entry where requests come in
 * @param random may be used by several threads at a time
 */
record MatchRoute(Supplier<RouteTable> routes, Visibility entry, RandomGenerator random)
        implements Filter {
    private static final String PROBE = "probe";
    private static final String OVERRIDE = "override";

    @Override
    public void handle(Exchange exchange, Stage next) {
        match(exchange, entry, false, next);
    }

    private void match(Exchange exchange, Visibility from, boolean rewritten, Stage next) {
        Optional<RouteTable.Route> route = routes.get().find(from, exchange.request());
        if (route.isEmpty()) {
            exchange.refuse(
                    404,
                    "no route for this host and path\n",
                    Reason.of("RouteNotFound", "no Ingress has this host and path")
                            .with("host", exchange.request().host())
                            .with("path", exchange.request().path()));
        } else if (PROBE.equals(exchange.request().headers().get(HttpHeaders.NETWORK_PROBE))) {
            answerProbe(exchange, route.get());
        } else if (mustBeEncrypted(exchange, route.get())) {
            redirect(exchange);
        } else {
            follow(exchange, route.get(), rewritten, next);
        }
    }

    /** The gateway itself is asked whether it serves this host yet, and which version of it. */
    private static void answerProbe(Exchange exchange, RouteTable.Route route) {
        String hash = exchange.request().headers().get(HttpHeaders.NETWORK_HASH);
        if (hash == null || hash.isEmpty()) {
            exchange.refuse(
                    400,
                    "a probe request must contain a non-empty \"K-Network-Hash\" header\n",
                    Reason.of("UnexpectedProbe", "the probe carried no hash"));
            return;
        }
        String answer = hash.equals(OVERRIDE) ? route.ingress().version() : hash;
        exchange.respond(Response.text(200, "").with(HttpHeaders.NETWORK_HASH, answer));
    }

    private static boolean mustBeEncrypted(Exchange exchange, RouteTable.Route route) {
        return route.ingress().httpOption() == HttpOption.REDIRECTED
                && route.visibility() == Visibility.EXTERNAL_IP
                && exchange.scheme().equals("http");
    }

    private static void redirect(Exchange exchange) {
        String location = "https://" + exchange.request().host() + exchange.request().target();
        exchange.respond(Response.text(301, "").with("Location", location));
    }

    private void follow(Exchange exchange, RouteTable.Route route, boolean rewritten, Stage next) {
        Split split = choose(route.path().splits());
        Headers headers = exchange.request().headers();
        set(headers, route.path().setHeaders());
        set(headers, split.setHeaders());
        route.path().rewriteHost().ifPresent(host -> headers.set("Host", host));

        Optional<RevisionKey> revision = revision(split);
        if (revision.isPresent()) {
            next.handle(exchange.put(Attributes.REVISION, revision.get()));
        } else if (route.path().rewriteHost().isPresent() && !rewritten) {
            // A DomainMapping leads to the same gateway, by the name it has inside.
            match(exchange, Visibility.CLUSTER_LOCAL, true, next);
        } else {
            exchange.refuse(
                    503,
                    "this route does not lead to a revision\n",
                    Reason.of("NoRevision", "the backend is not a revision's Service")
                            .with("service", split.service())
                            .with("ingress", route.ingress().ingress()));
        }
    }

    /** A share of 0 % is never chosen, as the draw is below the sum of those before it. */
    private Split choose(List<Split> splits) {
        if (splits.size() == 1) {
            return splits.getFirst();
        }
        int draw = random.nextInt(100);
        for (Split split : splits) {
            draw -= split.percent();
            if (draw < 0) {
                return split;
            }
        }
        throw new AssertionError("percents sum up to 100: " + splits);
    }

    private static Optional<RevisionKey> revision(Split split) {
        String namespace = split.setHeaders().get(HttpHeaders.REVISION_NAMESPACE);
        String name = split.setHeaders().get(HttpHeaders.REVISION);
        return namespace == null || name == null
                ? Optional.empty()
                : Optional.of(new RevisionKey(namespace, name));
    }

    private static void set(Headers headers, Map<String, String> values) {
        values.forEach(headers::set);
    }
}
