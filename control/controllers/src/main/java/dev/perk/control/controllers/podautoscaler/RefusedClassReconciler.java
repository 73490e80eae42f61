package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.Annotations;
import dev.perk.api.condition.ConditionSet;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import java.time.Instant;

/**
 * Says of a PodAutoscaler that nothing here scales by its class, so that nobody waits for it.
 *
 * @param why a clause that begins with "as"
 */
record RefusedClassReconciler(String why) implements Reconciler<KubeObject> {

    @Override
    public Plan reconcile(KubeObject autoscaler, Instant now) {
        var status = StatusDraft.of(autoscaler, ConditionSet.POD_AUTOSCALER, now);
        // Always there, even empty: clients of the API rely on it.
        status.putAlways("serviceName");
        status.putAlways("metricsServiceName");
        status.markFalse(
                Types.ACTIVE,
                "NotSupported",
                Annotations.CLASS
                        + " = "
                        + autoscaler.annotation(Annotations.CLASS).orElse("")
                        + " (expected: "
                        + Annotations.CLASS_KPA
                        + " or "
                        + Annotations.CLASS_EXTERNAL
                        + ", "
                        + why
                        + ")");
        return Plan.statusOnly(status.done());
    }
}
