package dev.perk.control.apiserver.builtin;

import static dev.perk.control.apiserver.builtin.BuiltInDefaults.numeric;
import static dev.perk.control.apiserver.builtin.BuiltInDefaults.textual;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;

/** Deployments and ReplicaSets. Source: {@code kubernetes pkg/apis/apps/v1/defaults.go}. */
final class WorkloadDefaults {
    private static final String ROLLING = "RollingUpdate";

    private WorkloadDefaults() {}

    static void deployment(ObjectNode deployment) {
        replicaSet(deployment);
        Trees.edit(
                deployment,
                "spec",
                spec -> {
                    Trees.edit(spec, "strategy", WorkloadDefaults::strategy);
                    numeric(spec, "revisionHistoryLimit", 10);
                    numeric(spec, "progressDeadlineSeconds", 600);
                });
    }

    private static void strategy(ObjectNode strategy) {
        textual(strategy, "type", ROLLING);
        if (strategy.path("type").asText().equals(ROLLING)) {
            Trees.edit(
                    strategy,
                    "rollingUpdate",
                    rolling -> {
                        textual(rolling, "maxUnavailable", "25%");
                        textual(rolling, "maxSurge", "25%");
                    });
        }
    }

    static void replicaSet(ObjectNode replicaSet) {
        Trees.edit(
                replicaSet,
                "spec",
                spec -> {
                    numeric(spec, "replicas", 1);
                    template(spec);
                });
    }

    /** The pod template in the spec of a workload. */
    static void template(ObjectNode spec) {
        Trees.edit(
                spec, "template", template -> Trees.edit(template, "spec", PodDefaults::template));
    }
}
