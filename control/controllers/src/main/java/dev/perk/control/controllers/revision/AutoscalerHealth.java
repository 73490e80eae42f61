package dev.perk.control.controllers.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.perk.api.condition.Condition;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.kube.KubeObject;
import java.util.Optional;

/**
 * What a PodAutoscaler says about its revision. At zero pods a revision is ready, and not active.
 *
 * <p>Source: {@code knative/serving pkg/apis/serving/v1/revision_lifecycle.go}, {@code
 * PropagateAutoscalerStatus}.
 */
final class AutoscalerHealth {
    private static final String DEPLOYING = "Deploying";

    private AutoscalerHealth() {}

    /** Until the autoscaler exists and says something, the revision is being deployed. */
    static void propagate(Optional<KubeObject> autoscaler, StatusDraft status) {
        JsonNode seen = autoscaler.map(KubeObject::status).orElse(MissingNode.getInstance());
        status.put("actualReplicas", known(seen.path("actualScale")));
        status.put("desiredReplicas", known(seen.path("desiredScale")));
        boolean failed = status.conditions().isFalse(Types.RESOURCES_AVAILABLE);
        Optional<Condition> ready = autoscaler.flatMap(Readiness::ready);
        if (ready.isEmpty()) {
            status.markUnknown(Types.ACTIVE, DEPLOYING, "");
            if (!failed) {
                status.markUnknown(Types.RESOURCES_AVAILABLE, DEPLOYING, "");
            }
            return;
        }
        boolean initialized =
                autoscaler
                        .flatMap(pa -> Readiness.condition(pa, Types.SCALE_TARGET_INITIALIZED))
                        .filter(Condition::isTrue)
                        .isPresent();
        boolean hasService = !seen.path("serviceName").asText().isEmpty();
        if (initialized && !failed && !status.conditions().isFalse(Types.CONTAINER_HEALTHY)) {
            // Pods were ready once; that there are none now is what scaling to zero means.
            status.markTrue(Types.RESOURCES_AVAILABLE);
            status.markTrue(Types.CONTAINER_HEALTHY);
        }
        if (status.conditions().isTrue(Types.RESOURCES_AVAILABLE) && !(hasService && initialized)) {
            status.markUnknown(Types.RESOURCES_AVAILABLE, DEPLOYING, "");
        }
        // Scaling to zero makes the Deployment look fine again, so the failure must be kept here.
        if (ready.get().isFalse() && !initialized && hasService && !failed) {
            status.markFalse(
                    Types.RESOURCES_AVAILABLE,
                    "ProgressDeadlineExceeded",
                    "Initial scale was never achieved");
        }
        status.mirror(Types.ACTIVE, ready);
    }

    private static JsonNode known(JsonNode scale) {
        return scale.isNumber() && scale.asInt() >= 0 ? scale : MissingNode.getInstance();
    }
}
