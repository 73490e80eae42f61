package dev.perk.request.gateway;

import dev.perk.api.RevisionKey;
import dev.perk.api.why.Journal;
import dev.perk.http.AppendPeer;
import dev.perk.http.Attributes;
import dev.perk.http.JournalRefusals;
import dev.perk.http.Stage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The gateway: a process of its own on Kubernetes, a plain value in standalone mode. */
public final class Gateway {

    /**
     * What the gateway is made of.
     *
     * @param routes the current table
     * @param entry whether the port that requests come in by is reachable from outside
     * @param random may be used by several threads at a time
     */
    public record Parts(
            Supplier<RouteTable> routes,
            Visibility entry,
            RevisionModes modes,
            RandomGenerator random,
            Journal journal) {}

    private Gateway() {}

    /**
     * @param activator for revisions in Proxy mode
     * @param pods for revisions in Serve mode
     */
    public static Stage gateway(Parts parts, Stage activator, Stage pods) {
        Stage revision =
                exchange -> {
                    RevisionKey key = exchange.get(Attributes.REVISION).orElseThrow();
                    switch (parts.modes().of(key)) {
                        case SERVE -> pods.handle(exchange);
                        case PROXY -> activator.handle(exchange);
                    }
                };
        return revision.behind(
                new JournalRefusals(parts.journal(), "gateway"), // first: sees all refusals
                new StripTrusted(), // before anything that goes by these headers, or sets them
                new AppendPeer(),
                new DescribeClient(),
                new MatchRoute(parts.routes(), parts.entry(), parts.random()));
    }
}
