package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.control.controllers.object.StatusDraft;

/**
 * Whether a revision is active, being activated, or asleep.
 *
 * <p>How long that has been so decides about scaling to zero, so a condition that need not change
 * is not touched. Source: {@code knative/serving pkg/reconciler/autoscaling/kpa/kpa.go}, {@code
 * computeActiveCondition}.
 */
final class Activity {
    private Activity() {}

    /**
     * @param want how many pods are wanted; -1 for unknown
     */
    static void compute(Autoscaler autoscaler, int want, int ready, StatusDraft status) {
        int minReady = autoscaler.minReady();
        boolean hasService = !status.text("serviceName").isEmpty();
        if (ready >= minReady && hasService) {
            status.markTrue(Types.SCALE_TARGET_INITIALIZED);
        }
        boolean wanted = want > 0 || !autoscaler.isInactive();
        if (want == 0 || minReady == 0) {
            if (autoscaler.isActivating() && minReady > 0) {
                status.markFalse(Types.ACTIVE, "TimedOut", "The target could not be activated.");
            } else {
                markIdle(status);
            }
        } else if (ready < minReady) {
            if (wanted) {
                status.markUnknown(
                        Types.ACTIVE,
                        "Queued",
                        "Requests to the target are being buffered as resources are"
                                + " provisioned.");
            } else {
                markIdle(status);
            }
        } else if (wanted) {
            status.markTrue(Types.ACTIVE);
        }
    }

    static void markIdle(StatusDraft status) {
        status.markFalse(Types.ACTIVE, "NoTraffic", "The target is not receiving traffic.");
    }
}
