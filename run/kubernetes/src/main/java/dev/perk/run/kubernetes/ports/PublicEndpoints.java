package dev.perk.run.kubernetes.ports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.RevisionKey;
import dev.perk.api.why.Reason;
import dev.perk.http.Attributes;
import dev.perk.http.Exchange;
import dev.perk.http.Stage;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The hop to whoever takes a revision's requests now: its public Service has its name, and the
 * ServerlessService's controller writes the addresses of its pods, or of activators, behind it.
 * Requests go to them in turn.
 *
 * <p>Invariant: {@code targets} has what the cache has, per Endpoints object; entries are values
 * that do not change, but for the turn.
 */
public final class PublicEndpoints implements Stage {
    private static final String HTTP = "http";

    private static final class Targets {
        final List<InetSocketAddress> addresses;
        final AtomicInteger turn = new AtomicInteger();

        Targets(List<InetSocketAddress> addresses) {
            this.addresses = List.copyOf(addresses);
        }

        InetSocketAddress next() {
            return addresses.get(Math.floorMod(turn.getAndIncrement(), addresses.size()));
        }
    }

    private final Map<NamespacedName, Targets> targets = new ConcurrentHashMap<>();

    public PublicEndpoints(ObjectCaches caches) {
        ObjectCache endpoints = caches.of(Kinds.ENDPOINTS);
        endpoints.addHandler(this::changed);
    }

    private void changed(@Nullable KubeObject before, @Nullable KubeObject after) {
        if (after != null) {
            targets.put(after.namespacedName(), new Targets(addresses(after)));
        } else if (before != null) {
            targets.remove(before.namespacedName());
        }
    }

    private static List<InetSocketAddress> addresses(KubeObject endpoints) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (JsonNode subset : endpoints.tree().path("subsets")) {
            for (JsonNode port : subset.path("ports")) {
                if (port.path("name").asText().equals(HTTP)) {
                    subset.path("addresses")
                            .forEach(address ->
                                    addresses.add(
                                            new InetSocketAddress(
                                                    address.path("ip").asText(),
                                                    port.path("port").asInt())));
                }
            }
        }
        return addresses;
    }

    @Override
    public void handle(Exchange exchange) {
        RevisionKey revision = exchange.get(Attributes.REVISION).orElseThrow();
        Targets known = targets.get(revision.namespacedName());
        if (known == null || known.addresses.isEmpty()) {
            exchange.refuse(
                    503,
                    "no endpoints of this revision's service\n",
                    Reason.of(
                                    "NoEndpoints",
                                    "the public Service of the revision has no address with a"
                                            + " port named http")
                            .with("revision", revision));
            return;
        }
        exchange.forward(known.next());
    }
}
