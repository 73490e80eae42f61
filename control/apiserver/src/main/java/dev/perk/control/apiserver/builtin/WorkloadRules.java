package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import dev.perk.api.validation.Semantic;
import dev.perk.kube.store.FieldError;
import dev.perk.kube.store.Selector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Deployments, ReplicaSets and what all workloads have. Source: {@code kubernetes
 * pkg/apis/apps/validation}.
 */
final class WorkloadRules {
    private static final Set<String> STRATEGIES = Set.of("Recreate", "RollingUpdate");

    private static final Set<String> OPERATORS = Set.of("In", "NotIn", "Exists", "DoesNotExist");

    private WorkloadRules() {}

    static void deployment(ObjectNode deployment, Optional<ObjectNode> old, List<FieldError> out) {
        check(deployment, old, "deployment", out);
        JsonNode spec = deployment.path("spec");
        String strategy = spec.at("/strategy/type").asText();
        if (!STRATEGIES.contains(strategy)) {
            out.add(
                    FieldError.unsupported(
                            "spec.strategy.type",
                            "\"" + strategy + "\"",
                            "\"Recreate\", \"RollingUpdate\""));
        }
        Amounts.notNegative(spec, "minReadySeconds", "spec", out);
        Amounts.notNegative(spec, "revisionHistoryLimit", "spec", out);
        int deadline = spec.path("progressDeadlineSeconds").asInt();
        int minReady = spec.path("minReadySeconds").asInt();
        if (spec.has("progressDeadlineSeconds") && deadline <= minReady) {
            out.add(
                    FieldError.invalid(
                            "spec.progressDeadlineSeconds",
                            "" + deadline,
                            "must be greater than minReadySeconds"));
        }
    }

    static void replicaSet(ObjectNode replicaSet, Optional<ObjectNode> old, List<FieldError> out) {
        check(replicaSet, old, "replica set", out);
    }

    /** A workload whose selector never changes. */
    static void check(
            ObjectNode workload, Optional<ObjectNode> old, String name, List<FieldError> out) {
        checkNew(workload, name, out);
        JsonNode selector = workload.path("spec").path("selector");
        old.ifPresent(before -> {
            if (!Semantic.equal(before.path("spec").path("selector"), selector)) {
                out.add(
                        FieldError.invalid(
                                "spec.selector", goSelector(selector), "field is immutable"));
            }
        });
    }

    /**
     * What does not depend on how the workload was before.
     *
     * @param name what Kubernetes calls such a workload in its complaints
     */
    static void checkNew(ObjectNode workload, String name, List<FieldError> out) {
        JsonNode spec = workload.path("spec");
        Amounts.notNegative(spec, "replicas", "spec", out);
        checkSelector(spec, name, out);
        JsonNode podSpec = spec.path("template").path("spec");
        PodSpecRules.check(podSpec, "spec.template.spec", out);
        String restart = podSpec.path("restartPolicy").asText();
        if (!restart.equals("Always")) {
            out.add(
                    FieldError.unsupported(
                            "spec.template.spec.restartPolicy",
                            "\"" + restart + "\"",
                            "\"Always\""));
        }
    }

    private static void checkSelector(JsonNode spec, String name, List<FieldError> out) {
        JsonNode selector = spec.path("selector");
        JsonNode labels = spec.path("template").path("metadata").path("labels");
        if (selector.isMissingNode() || selector.isNull()) {
            out.add(FieldError.required("spec.selector", ""));
        } else if (selector.path("matchLabels").isEmpty()
                && selector.path("matchExpressions").isEmpty()) {
            out.add(
                    FieldError.invalid(
                            "spec.selector",
                            goSelector(selector),
                            "empty selector is invalid for " + name));
        } else if (hasUnknownOperator(selector, out)) {
            return;
        } else if (!Selector.of(selector).matches(strings(labels))) {
            out.add(
                    FieldError.invalid(
                            "spec.template.metadata.labels",
                            BuiltInRules.goMap(labels),
                            "`selector` does not match template `labels`"));
        }
    }

    private static boolean hasUnknownOperator(JsonNode selector, List<FieldError> out) {
        List<ObjectNode> expressions = Trees.objects(selector, "matchExpressions");
        boolean found = false;
        for (int i = 0; i < expressions.size(); i++) {
            String operator = expressions.get(i).path("operator").asText();
            if (!OPERATORS.contains(operator)) {
                out.add(
                        FieldError.invalidText(
                                "spec.selector.matchExpressions[" + i + "].operator",
                                operator,
                                "not a valid selector operator"));
                found = true;
            }
        }
        return found;
    }

    private static Map<String, String> strings(JsonNode labels) {
        Map<String, String> strings = new LinkedHashMap<>();
        labels.properties()
                .forEach(label -> strings.put(label.getKey(), label.getValue().asText()));
        return strings;
    }

    private static String goSelector(JsonNode selector) {
        return "v1.LabelSelector{MatchLabels:"
                + BuiltInRules.goMap(selector.path("matchLabels"))
                + ", MatchExpressions:"
                + (selector.path("matchExpressions").isEmpty()
                        ? "[]v1.LabelSelectorRequirement(nil)"
                        : selector.path("matchExpressions").toString())
                + "}";
    }
}
