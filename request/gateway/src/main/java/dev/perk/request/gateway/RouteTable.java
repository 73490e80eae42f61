package dev.perk.request.gateway;

import dev.perk.api.NamespacedName;
import dev.perk.http.Headers;
import dev.perk.http.Request;
import dev.perk.request.gateway.IngressRules.Path;
import dev.perk.request.gateway.IngressRules.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where requests go: what all Ingresses together say, as one immutable value.
 *
 * <p>A host belongs to the first Ingress that claims it; the order is the caller's. From inside,
 * everything is reachable; from outside, only what is visible there.
 */
public final class RouteTable {
    /** No host at all. */
    public static final RouteTable EMPTY = of(List.of());

    /** The key of rules for every host; no host has an empty name. */
    private static final String ANY_HOST = "";

    /** A path with what is to be known of its Ingress. */
    public record Route(Path path, Visibility visibility, IngressRules ingress) {}

    /** A host that was claimed twice, and who was too late. */
    public record Conflict(String host, NamespacedName winner, NamespacedName loser) {}

    private final Map<String, List<Route>> outside;
    private final Map<String, List<Route>> inside;
    private final Map<NamespacedName, String> versions;
    private final List<Conflict> conflicts;

    private RouteTable(
            Map<String, List<Route>> outside,
            Map<String, List<Route>> inside,
            Map<NamespacedName, String> versions,
            List<Conflict> conflicts) {
        this.outside = outside;
        this.inside = inside;
        this.versions = versions;
        this.conflicts = conflicts;
    }

    public static RouteTable of(Collection<IngressRules> ingresses) {
        Map<String, List<Route>> outside = new HashMap<>();
        Map<String, List<Route>> inside = new HashMap<>();
        Map<NamespacedName, String> versions = new HashMap<>();
        List<Conflict> conflicts = new ArrayList<>();
        for (IngressRules ingress : ingresses) {
            versions.put(ingress.ingress(), ingress.version());
            for (Rule rule : ingress.rules()) {
                List<Route> routes = routes(rule, ingress);
                for (String host : rule.hosts().isEmpty() ? List.of(ANY_HOST) : rule.hosts()) {
                    if (rule.visibility() == Visibility.EXTERNAL_IP) {
                        outside.putIfAbsent(host, routes);
                    }
                    List<Route> first = inside.putIfAbsent(host, routes);
                    NamespacedName winner =
                            (first == null ? routes : first).getFirst().ingress().ingress();
                    if (!winner.equals(ingress.ingress())) {
                        conflicts.add(new Conflict(host, winner, ingress.ingress()));
                    }
                }
            }
        }
        return new RouteTable(outside, inside, versions, List.copyOf(conflicts));
    }

    /**
     * In the order in which they are tried: longer prefixes first, then those that demand headers,
     * then as listed.
     */
    private static List<Route> routes(Rule rule, IngressRules ingress) {
        return rule.paths().stream()
                .sorted(
                        Comparator.comparingInt((Path path) -> -path.prefix().length())
                                .thenComparing(path -> path.headers().isEmpty()))
                .map(path -> new Route(path, rule.visibility(), ingress))
                .toList();
    }

    /**
     * The route of a request.
     *
     * @param entry where it came in
     */
    public Optional<Route> find(Visibility entry, Request request) {
        Map<String, List<Route>> hosts = entry == Visibility.EXTERNAL_IP ? outside : inside;
        List<Route> routes = hosts.get(request.host());
        if (routes == null) {
            routes = hosts.getOrDefault(ANY_HOST, List.of());
        }
        for (Route route : routes) {
            if (request.target().startsWith(route.path().prefix())
                    && hasAll(request.headers(), route.path().headers())) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    private static boolean hasAll(Headers headers, Map<String, String> exact) {
        for (Map.Entry<String, String> match : exact.entrySet()) {
            if (!match.getValue().equals(headers.get(match.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** The version of an Ingress that this table routes by; empty if it is not in it. */
    public Optional<String> version(NamespacedName ingress) {
        return Optional.ofNullable(versions.get(ingress));
    }

    /** Hosts that more than one Ingress claims. */
    public List<Conflict> conflicts() {
        return conflicts;
    }
}
