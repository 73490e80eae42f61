package dev.perk.request.activator;

import dev.perk.http.Attribute;
import dev.perk.http.Attributes;
import dev.perk.http.Exchange;
import dev.perk.http.Stage;
import java.net.InetSocketAddress;
import java.util.Optional;

/** The activator: a process of its own on Kubernetes, a plain value in standalone mode. */
public final class Activator {
    /** The pod that was chosen for an exchange. */
    public static final Attribute<InetSocketAddress> DESTINATION =
            Attribute.of(InetSocketAddress.class, "destination");

    /**
     * What the activator is made of.
     *
     * @param clusterDomain such as {@code cluster.local}
     */
    public record Parts(
            Throttler throttler,
            ConcurrencyReporter reporter,
            Health health,
            String clusterDomain) {}

    private Activator() {}

    /**
     * @param pods gets each exchange once a pod has room, with {@link #DESTINATION}, and again once
     *     another has if it says that the exchange is {@link Exchange#unserved unserved}
     */
    public static Stage activator(Parts parts, Stage pods) {
        return pods.behind(
                new AnswerProbes(parts.health()), // first: a probe must not wake a revision
                new FindRevision(parts.throttler(), parts.clusterDomain()),
                parts.reporter(), // before the throttle: who waits is what asks for the first pod
                new TimeLimit(), // before the throttle: the wait for a pod counts
                new Throttle(),
                new MarkProxied()); // last: only what goes on to a pod was counted here
    }

    /**
     * What a revision's Service does in Serve mode: a ready pod, past the activator.
     *
     * @param pods gets each exchange, with {@link #DESTINATION}
     * @param activator takes over while no pod has room, so that one queue serves all who wait, in
     *     their order; on Kubernetes each pod would have a queue of its own
     */
    public static Stage direct(Throttler throttler, Stage pods, Stage activator) {
        return exchange -> {
            Optional<Lease> lease =
                    exchange.get(Attributes.REVISION)
                            .flatMap(throttler::of)
                            .flatMap(RevisionThrottle::takeNow);
            if (lease.isEmpty()) {
                activator.handle(exchange);
                return;
            }
            Throttle.attempt(exchange, lease.get(), pods, _ -> activator.handle(exchange));
        };
    }

    /** The hop to the chosen pod, where pods are other processes. */
    public static Stage toPods() {
        return (Exchange exchange) -> exchange.forward(exchange.get(DESTINATION).orElseThrow());
    }
}
