package dev.perk.run.kubernetes.store;

import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.Selector.Requirement;
import dev.perk.kube.store.Subresource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** URLs of the Kubernetes API. */
final class ClusterPaths {

    private ClusterPaths() {}

    /** The collection of a kind; an empty namespace means all of them. */
    static String collection(ResourceType type, String namespace) {
        String root =
                type.group().isEmpty() ? "/api/" + type.version() : "/apis/" + type.apiVersion();
        String scope = namespace.isEmpty() ? "" : "/namespaces/" + namespace;
        return root + scope + "/" + type.plural();
    }

    static String object(ResourceKey key, Subresource part) {
        String path = collection(key.type(), key.name().namespace()) + "/" + key.name().name();
        return switch (part) {
            case MAIN -> path;
            case STATUS -> path + "/status";
            case SCALE -> path + "/scale";
            case BINDING -> path + "/binding";
            case FINALIZE -> path + "/finalize";
            case EPHEMERALCONTAINERS -> path + "/ephemeralcontainers";
        };
    }

    /** The query of a list or watch; empty for everything. */
    static String query(Selector labels) {
        if (labels.requirements().isEmpty()) {
            return "";
        }
        return "?labelSelector=" + URLEncoder.encode(expression(labels), StandardCharsets.UTF_8);
    }

    private static String expression(Selector labels) {
        return labels.requirements().stream()
                .map(ClusterPaths::expression)
                .collect(Collectors.joining(","));
    }

    private static String expression(Requirement requirement) {
        return switch (requirement) {
            case Requirement.In(String key, Set<String> values) ->
                    key + " in (" + joined(values) + ")";
            case Requirement.NotIn(String key, Set<String> values) ->
                    key + " notin (" + joined(values) + ")";
            case Requirement.Exists(String key) -> key;
            case Requirement.Absent(String key) -> "!" + key;
            case Requirement.GreaterThan(String key, long bound) -> key + ">" + bound;
            case Requirement.LessThan(String key, long bound) -> key + "<" + bound;
        };
    }

    private static String joined(Set<String> values) {
        return String.join(",", new TreeSet<>(values));
    }
}
