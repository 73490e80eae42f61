package dev.perk.control.workloads.disruption;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.workloads.model.Condition;
import dev.perk.control.workloads.model.Conditions;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.disruption.DisruptionBudget;
import java.time.Instant;

/**
 * Writes the count into the status.
 *
 * <p>Source: {@code kubernetes pkg/controller/disruption/disruption.go} updatePdbStatus, {@code
 * pkg/apis/policy/v1 UpdateDisruptionAllowedCondition}.
 */
public final class DisruptionReconciler implements Reconciler<DisruptionBudget> {

    @Override
    public Plan reconcile(DisruptionBudget seen, Instant now) {
        KubeObject budget = seen.budget();
        if (budget.isDeleting()) {
            return Plan.NOTHING;
        }
        ObjectNode status =
                Json.object()
                        .put("observedGeneration", (int) budget.generation())
                        .put("disruptionsAllowed", seen.allowed())
                        .put("currentHealthy", seen.healthy())
                        .put("desiredHealthy", seen.desired())
                        .put("expectedPods", seen.expected());
        boolean allowed = seen.allowed() > 0;
        Conditions.of(budget.status())
                .with(
                        Condition.of(
                                "DisruptionAllowed",
                                allowed ? Condition.TRUE : Condition.FALSE,
                                allowed ? "SufficientPods" : "InsufficientPods",
                                "",
                                now))
                .writeTo(status);
        return Plan.statusOnly(status);
    }
}
