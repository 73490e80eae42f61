package dev.perk.control.controllers.route;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.HttpHeaders;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.Names;
import dev.perk.api.Ports;
import dev.perk.api.config.Feature;
import dev.perk.api.config.NetworkConfig.HttpProtocol;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.text.Parsed;
import dev.perk.control.controllers.object.KeyValues;
import dev.perk.control.controllers.object.ObjectDraft;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Builds the Ingress of a Route: for every name, which revisions get which share.
 *
 * <p>It leads to the revisions' public Services and does not change when a revision goes to sleep
 * or wakes up. Source: {@code knative/serving pkg/reconciler/route/resources/ingress.go}.
 */
final class IngressBuilder {
    private static final List<String> HTTP_OPTION =
            List.of("networking.knative.dev/httpOption", "networking.knative.dev/http-protocol");

    private final KubeObject route;
    private final Addresses addresses;
    private final Traffic traffic;
    private final ServingConfig config;

    IngressBuilder(KubeObject route, Addresses addresses, Traffic traffic, ServingConfig config) {
        this.route = route;
        this.addresses = addresses;
        this.traffic = traffic;
        this.config = config;
    }

    static String nameFor(KubeObject route) {
        return Names.child(route.name(), "");
    }

    /** The Ingress, or why the Route's annotations do not allow one. */
    Parsed<KubeObject> build() {
        return httpOption(route, config)
                .map(option -> {
                    ObjectNode spec = Json.object();
                    if (!option.isEmpty()) {
                        spec.put("httpOption", option);
                    }
                    spec.set("rules", rules());
                    return ObjectDraft.of(Kinds.INGRESS, route.namespace(), nameFor(route))
                            .labels(
                                    KeyValues.of(route.labels())
                                            .with(Labels.ROUTE, route.name())
                                            .with(Labels.ROUTE_NAMESPACE, route.namespace()))
                            .annotations(annotations())
                            .ownedBy(route)
                            .spec(spec)
                            .done();
                });
    }

    /** {@code Enabled}, {@code Redirected}, or nothing. */
    private static Parsed<String> httpOption(KubeObject route, ServingConfig config) {
        for (String key : HTTP_OPTION) {
            String value = route.annotation(key).orElse("");
            if (!value.isEmpty()) {
                return switch (value.toLowerCase(Locale.ROOT)) {
                    case "enabled" -> Parsed.good("Enabled");
                    case "redirected" -> Parsed.good("Redirected");
                    default -> Parsed.bad("incorrect http-protocol annotation: " + value);
                };
            }
        }
        HttpProtocol configured = config.network().httpProtocol();
        return Parsed.good(
                switch (configured) {
                    case ENABLED -> "Enabled";
                    case REDIRECTED -> "Redirected";
                    case DISABLED -> "";
                });
    }

    private KeyValues annotations() {
        String ingressClass =
                route.annotation(Annotations.INGRESS_CLASS)
                        .or(() -> route.annotation(Annotations.INGRESS_CLASS_ALIAS))
                        .orElse(config.network().ingressClass());
        KeyValues annotations =
                KeyValues.of(route.annotations())
                        .without(
                                Annotations.LAST_APPLIED,
                                Annotations.INGRESS_CLASS_ALIAS,
                                Annotations.CERTIFICATE_CLASS_ALIAS)
                        .with(Annotations.INGRESS_CLASS, ingressClass)
                        .with(Annotations.ROLLOUT, Rollout.of(traffic).json());
        boolean tagged = traffic.groups().size() > 1;
        return tagged ? annotations.with(Annotations.TAG_TO_HOST, tagToHost()) : annotations;
    }

    private String tagToHost() {
        ObjectNode hosts = Json.object();
        for (String tag : traffic.groups().keySet()) {
            if (!tag.isEmpty()) {
                Address address = addresses.of(tag);
                ArrayNode ofTag = hosts.putArray(tag).add(address.localHost());
                if (address.isPublic()) {
                    ofTag.add(address.publicHost());
                }
            }
        }
        return hosts.toString();
    }

    /** One rule for all local names of a target, then one for its public name. */
    private ArrayNode rules() {
        ArrayNode rules = Json.mapper().createArrayNode();
        for (String tag : traffic.groups().keySet()) {
            Address address = addresses.of(tag);
            ArrayNode paths = paths(tag);
            rule(
                    rules,
                    address.localHosts(config.clusterDomain()),
                    Visibility.CLUSTER_LOCAL,
                    paths);
            if (address.isPublic()) {
                rule(rules, List.of(address.publicHost()), Visibility.EXTERNAL_IP, paths);
            }
        }
        return rules;
    }

    private static void rule(
            ArrayNode rules, List<String> hosts, Visibility visibility, ArrayNode paths) {
        ObjectNode rule = rules.addObject();
        ArrayNode names = rule.putArray("hosts");
        hosts.forEach(names::add);
        rule.put("visibility", visibility.wireName());
        rule.putObject("http").set("paths", paths.deepCopy());
    }

    private ArrayNode paths(String tag) {
        ArrayNode paths = Json.mapper().createArrayNode();
        boolean byHeader = config.features().isEnabled(Feature.TAG_HEADER_ROUTING);
        if (byHeader && tag.isEmpty()) {
            for (String other : traffic.groups().keySet()) {
                if (!other.isEmpty()) {
                    ObjectNode path = paths.addObject();
                    path.putObject("headers").putObject(HttpHeaders.TAG).put("exact", other);
                    path.set("splits", splits(other));
                }
            }
        }
        ObjectNode base = paths.addObject();
        if (byHeader) {
            ObjectNode headers = base.putObject("appendHeaders");
            if (tag.isEmpty()) {
                headers.put(HttpHeaders.DEFAULT_ROUTE, "true");
            } else {
                headers.put(HttpHeaders.TAG, tag);
            }
        }
        base.set("splits", splits(tag));
        return paths;
    }

    private ArrayNode splits(String tag) {
        ArrayNode splits = Json.mapper().createArrayNode();
        for (Traffic.Target target : traffic.groups().getOrDefault(tag, List.of())) {
            if (target.percent() == 0) {
                continue;
            }
            ObjectNode split =
                    splits.addObject()
                            .put("serviceNamespace", route.namespace())
                            .put("serviceName", target.revision())
                            .put("servicePort", port(target))
                            .put("percent", target.percent());
            // The activator has nothing else to know the revision by.
            Map.of(
                            HttpHeaders.REVISION, target.revision(),
                            HttpHeaders.REVISION_NAMESPACE, route.namespace())
                    .entrySet()
                    .stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(header ->
                            split.withObjectProperty("appendHeaders")
                                    .put(header.getKey(), header.getValue()));
        }
        return splits;
    }

    private static int port(Traffic.Target target) {
        return target.protocol().equals("h2c") ? Ports.SERVICE_H2C : Ports.SERVICE_HTTP1;
    }
}
