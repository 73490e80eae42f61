package dev.perk.run.kubernetes.ports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.HttpHeaders;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.Namespaces;
import dev.perk.api.time.Scheduler;
import dev.perk.control.controllers.ingress.IngressController;
import dev.perk.control.controllers.ingress.IngressProgram;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.run.ports.Routes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far the gateways are, each a process of its own: every one of them is asked which version of
 * an Ingress it routes by, until it is the newest.
 *
 * <p>What no gateway will serve is known here as well, as {@link Routes} makes the same table of
 * the same Ingresses. Source: {@code knative/networking pkg/status/status.go}, {@code pkg/ingress};
 * other than there, no gateway at all is a reason to wait.
 *
 * <p>Invariant: {@code rounds} has the newest version that somebody asked about; a round's waiting
 * gateways are guarded by the round's monitor, and listeners are told without it.
 */
public final class GatewayProber implements IngressProgram {
    /** The Service in front of the gateways. */
    public static final String SERVICE = "perk-gateway";

    /** Where a gateway answers for all hosts, also those that are not public. */
    public static final String LOCAL_PORT = "http-local";

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration FIRST_DELAY = Duration.ofMillis(50);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
    private static final String ANY_HOST = "perk-probe.invalid";

    /** One version of one Ingress, and who does not serve it yet. */
    private static final class Round {
        final String version;
        final String host;
        final Set<InetSocketAddress> waiting;

        Round(String version, String host, Set<InetSocketAddress> gateways) {
            this.version = version;
            this.host = host;
            this.waiting = new HashSet<>(gateways);
        }

        synchronized boolean isDone() {
            return waiting.isEmpty();
        }

        /** Whether that was the last one. */
        synchronized boolean done(InetSocketAddress gateway) {
            return waiting.remove(gateway) && waiting.isEmpty();
        }
    }

    private final Routes routes;
    private final ObjectCache endpoints;
    private final Scheduler scheduler;
    private final Map<NamespacedName, Round> rounds = new ConcurrentHashMap<>();
    private final List<Consumer<NamespacedName>> listeners = new CopyOnWriteArrayList<>();

    public GatewayProber(Routes routes, ObjectCaches caches, Scheduler scheduler) {
        this.routes = routes;
        this.endpoints = caches.of(Kinds.ENDPOINTS);
        this.scheduler = scheduler;
        ObjectCache ingresses = caches.of(Kinds.INGRESS);
        ingresses.addHandler((before, after) -> {
            if (before != null && after == null) {
                rounds.remove(before.namespacedName());
            }
        });
        endpoints.addHandler((before, after) -> {
            KubeObject either = after != null ? after : before;
            if (either != null && isGateway(either)) {
                gatewaysChanged(after);
                ingresses.all().stream()
                        .filter(IngressController::isOurs)
                        .forEach(ingress -> tell(ingress.namespacedName()));
            }
        });
    }

    private static boolean isGateway(KubeObject endpoints) {
        return endpoints.namespace().equals(Namespaces.KNATIVE_SERVING)
                && endpoints.name().equals(SERVICE);
    }

    /** A gateway that has gone serves nothing any more, and nobody waits for it. */
    private void gatewaysChanged(@Nullable KubeObject now) {
        Set<InetSocketAddress> left = now == null ? Set.of() : addresses(now);
        if (left.isEmpty()) {
            rounds.clear();
            return;
        }
        for (Round round : rounds.values()) {
            synchronized (round) {
                round.waiting.retainAll(left);
            }
        }
    }

    @Override
    public State of(KubeObject ingress) {
        State own = routes.of(ingress);
        Optional<String> version = routes.get().version(ingress.namespacedName());
        if (!(own instanceof State.Served) || version.isEmpty()) {
            return own;
        }
        Set<InetSocketAddress> gateways =
                endpoints
                        .get(Namespaces.KNATIVE_SERVING, SERVICE)
                        .map(GatewayProber::addresses)
                        .orElse(Set.of());
        if (gateways.isEmpty()) {
            return new State.Waiting();
        }
        var fresh = new Round(version.get(), host(ingress), gateways);
        Round round =
                rounds.compute(
                        ingress.namespacedName(),
                        (_, known) ->
                                known != null && known.version.equals(fresh.version)
                                        ? known
                                        : fresh);
        if (round == fresh) {
            begin(ingress.namespacedName(), fresh, gateways);
        }
        return round.isDone() ? new State.Served() : new State.Waiting();
    }

    private static String host(KubeObject ingress) {
        String host = ingress.spec().path("rules").path(0).path("hosts").path(0).asText();
        return host.isEmpty() ? ANY_HOST : host;
    }

    /** Only for a round that is known by now: a question about any other is not asked. */
    private void begin(NamespacedName ingress, Round round, Set<InetSocketAddress> gateways) {
        for (InetSocketAddress gateway : gateways) {
            scheduler.execute(() -> ask(ingress, round, gateway, FIRST_DELAY));
        }
    }

    private void ask(
            NamespacedName ingress, Round round, InetSocketAddress gateway, Duration nextDelay) {
        synchronized (round) {
            if (rounds.get(ingress) != round || !round.waiting.contains(gateway)) {
                return;
            }
        }
        if (serves(round, gateway)) {
            if (round.done(gateway)) {
                tell(ingress);
            }
            return;
        }
        Duration doubled = nextDelay.multipliedBy(2);
        Duration later = doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
        scheduler.after(nextDelay, () -> ask(ingress, round, gateway, later));
    }

    private static boolean serves(Round round, InetSocketAddress gateway) {
        var request =
                new ProbeRequest(
                        gateway,
                        round.host,
                        "/healthz",
                        Map.of(
                                "User-Agent",
                                HttpHeaders.USER_AGENT_INGRESS_PROBE,
                                HttpHeaders.NETWORK_PROBE,
                                "probe",
                                HttpHeaders.NETWORK_HASH,
                                "override"));
        try {
            ProbeRequest.Answer answer = request.send(TIMEOUT);
            return answer.status() == 200
                    && answer.header(HttpHeaders.NETWORK_HASH)
                            .filter(round.version::equals)
                            .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static Set<InetSocketAddress> addresses(KubeObject endpoints) {
        Set<InetSocketAddress> addresses = new HashSet<>();
        for (JsonNode subset : endpoints.tree().path("subsets")) {
            for (JsonNode port : subset.path("ports")) {
                if (port.path("name").asText().equals(LOCAL_PORT)) {
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

    private void tell(NamespacedName ingress) {
        listeners.forEach(listener -> listener.accept(ingress));
    }

    @Override
    public void onChange(Consumer<NamespacedName> listener) {
        listeners.add(listener);
        routes.onChange(listener);
    }
}
