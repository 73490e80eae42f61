package dev.perk.api.quota;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * Which pods a quota is about.
 *
 * <p>Source: {@code kubernetes pkg/quota/v1/evaluator/core/pods.go}, podMatchesScopeFunc.
 *
 * @param operator {@code Exists}, {@code DoesNotExist}, {@code In} or {@code NotIn}
 */
record PodScope(String scope, String operator, Set<String> values) {

    PodScope {
        values = Set.copyOf(values);
    }

    static PodScope of(String scope) {
        return new PodScope(scope, "Exists", Set.of());
    }

    static PodScope read(JsonNode expression) {
        Set<String> values = new HashSet<>();
        expression.path("values").forEach(value -> values.add(value.asText()));
        return new PodScope(
                expression.path("scopeName").asText(),
                expression.path("operator").asText(),
                values);
    }

    boolean matches(JsonNode pod) {
        boolean ends = pod.path("spec").hasNonNull("activeDeadlineSeconds");
        boolean bestEffort = pod.path("status").path("qosClass").asText().equals("BestEffort");
        return switch (scope) {
            case "Terminating" -> ends;
            case "NotTerminating" -> !ends;
            case "BestEffort" -> bestEffort;
            case "NotBestEffort" -> !bestEffort;
            case "PriorityClass" ->
                    hasPriority(pod.path("spec").path("priorityClassName").asText());
            case "CrossNamespacePodAffinity" ->
                    hasForeignAffinity(pod.path("spec").path("affinity"));
            default -> false;
        };
    }

    private boolean hasPriority(String name) {
        return switch (operator) {
            case "In" -> values.contains(name);
            case "NotIn" -> !values.contains(name);
            case "DoesNotExist" -> name.isEmpty();
            default -> !name.isEmpty();
        };
    }

    private static boolean hasForeignAffinity(JsonNode affinity) {
        for (String kind : new String[] {"podAffinity", "podAntiAffinity"}) {
            JsonNode terms = affinity.path(kind);
            for (JsonNode term : terms.path("requiredDuringSchedulingIgnoredDuringExecution")) {
                if (isForeign(term)) {
                    return true;
                }
            }
            for (JsonNode term : terms.path("preferredDuringSchedulingIgnoredDuringExecution")) {
                if (isForeign(term.path("podAffinityTerm"))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isForeign(JsonNode term) {
        return !term.path("namespaces").isEmpty() || term.hasNonNull("namespaceSelector");
    }
}
