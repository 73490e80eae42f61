package dev.perk.request.activator;

import dev.perk.api.HttpHeaders;
import dev.perk.api.RevisionKey;
import dev.perk.api.why.Reason;
import dev.perk.http.Attribute;
import dev.perk.http.Attributes;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Headers;
import dev.perk.http.Request;
import dev.perk.http.Stage;
import java.util.Optional;

/**
 * Finds the revision that a request is for: the gateway says so, in one JVM or in headers, or else
 * the host is that of the revision's own Service. Source: knative/serving {@code
 * pkg/activator/handler/context_handler.go}.
 */
record FindRevision(Throttler throttler, String clusterDomain) implements Filter {
    static final Attribute<RevisionThrottle> THROTTLE =
            Attribute.of(RevisionThrottle.class, "throttle");

    @Override
    public void handle(Exchange exchange, Stage next) {
        Optional<RevisionKey> named =
                exchange.get(Attributes.REVISION).or(() -> named(exchange.request()));
        Optional<RevisionThrottle> throttle = named.flatMap(throttler::of);
        if (throttle.isPresent()) {
            next.handle(
                    exchange.put(Attributes.REVISION, named.get()).put(THROTTLE, throttle.get()));
        } else {
            String name = named.map(RevisionKey::name).orElse("");
            exchange.refuse(
                    404,
                    "Error getting active endpoint: revision.serving.knative.dev \""
                            + name
                            + "\" not found\n",
                    Reason.of("RevisionNotFound", "there is no revision \"" + name + "\""));
        }
    }

    private Optional<RevisionKey> named(Request request) {
        Headers headers = request.headers();
        String namespace = headers.get(HttpHeaders.REVISION_NAMESPACE);
        String name = headers.get(HttpHeaders.REVISION);
        if (namespace != null && name != null && !namespace.isEmpty() && !name.isEmpty()) {
            return Optional.of(new RevisionKey(namespace, name));
        }
        return ofHost(request.host(), clusterDomain);
    }

    /** From {@code revision.namespace.svc.cluster.local}. */
    static Optional<RevisionKey> ofHost(String host, String clusterDomain) {
        String[] parts = host.split("\\.", 4);
        return parts.length == 4 && parts[2].equals("svc") && parts[3].equals(clusterDomain)
                ? Optional.of(new RevisionKey(parts[1], parts[0]))
                : Optional.empty();
    }
}
