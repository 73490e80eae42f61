package dev.perk.control.apiserver.builtin;

import static dev.perk.control.apiserver.builtin.BuiltInDefaults.numeric;
import static dev.perk.control.apiserver.builtin.BuiltInDefaults.textual;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import java.util.List;

/**
 * Limits, policies, autoscalers. Source: {@code defaults.go} in {@code kubernetes
 * pkg/apis/core/v1}, {@code networking/v1}, {@code scheduling/v1}, {@code autoscaling/v2}.
 */
final class PolicyDefaults {
    private PolicyDefaults() {}

    /** What a container gets that asks for nothing: what it must not exceed, if nothing is said. */
    static void limitRange(ObjectNode limitRange) {
        Trees.edit(
                limitRange,
                "spec",
                spec -> {
                    for (ObjectNode item : Trees.objects(spec, "limits")) {
                        if (item.path("type").asText().equals("Container")) {
                            Trees.edit(item, "default", limits -> fill(limits, item, "max"));
                            Trees.edit(
                                    item,
                                    "defaultRequest",
                                    requests -> {
                                        fill(requests, item, "default");
                                        fill(requests, item, "min");
                                    });
                            dropEmpty(item, "default");
                            dropEmpty(item, "defaultRequest");
                        }
                    }
                });
    }

    private static void fill(ObjectNode into, ObjectNode item, String from) {
        item.path(from)
                .properties()
                .forEach(entry -> {
                    if (Trees.isAbsent(into, entry.getKey())) {
                        into.set(entry.getKey(), entry.getValue());
                    }
                });
    }

    private static void dropEmpty(ObjectNode object, String field) {
        if (object.path(field).isEmpty()) {
            object.remove(field);
        }
    }

    static void priorityClass(ObjectNode priorityClass) {
        textual(priorityClass, "preemptionPolicy", "PreemptLowerPriority");
    }

    static void networkPolicy(ObjectNode policy) {
        Trees.edit(
                policy,
                "spec",
                spec -> {
                    if (spec.path("policyTypes").isEmpty()) {
                        ArrayNode types = spec.putArray("policyTypes").add("Ingress");
                        if (!spec.path("egress").isEmpty()) {
                            types.add("Egress");
                        }
                    }
                    for (String direction : List.of("ingress", "egress")) {
                        for (ObjectNode rule : Trees.objects(spec, direction)) {
                            Trees.objects(rule, "ports").forEach(BuiltInDefaults::protocol);
                        }
                    }
                });
    }

    static void autoscaler(ObjectNode autoscaler) {
        Trees.edit(
                autoscaler,
                "spec",
                spec -> {
                    numeric(spec, "minReplicas", 1);
                    if (spec.path("metrics").isEmpty()) {
                        ObjectNode metric = spec.putArray("metrics").addObject();
                        metric.put("type", "Resource");
                        metric.putObject("resource")
                                .put("name", "cpu")
                                .putObject("target")
                                .put("type", "Utilization")
                                .put("averageUtilization", 80);
                    }
                    Trees.editIfPresent(spec, "behavior", PolicyDefaults::behavior);
                });
    }

    private static void behavior(ObjectNode behavior) {
        Trees.edit(
                behavior,
                "scaleUp",
                rules -> {
                    numeric(rules, "stabilizationWindowSeconds", 0);
                    textual(rules, "selectPolicy", "Max");
                    if (rules.path("policies").isEmpty()) {
                        ArrayNode policies = rules.putArray("policies");
                        policy(policies, "Pods", 4);
                        policy(policies, "Percent", 100);
                    }
                });
        Trees.edit(
                behavior,
                "scaleDown",
                rules -> {
                    textual(rules, "selectPolicy", "Max");
                    if (rules.path("policies").isEmpty()) {
                        policy(rules.putArray("policies"), "Percent", 100);
                    }
                });
    }

    private static void policy(ArrayNode into, String type, int value) {
        into.addObject().put("type", type).put("value", value).put("periodSeconds", 15);
    }
}
