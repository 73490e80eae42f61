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
public enum Activity {
    /** Its pods are up. */
    ACTIVE,
    /** Requests are held until its pods are up. */
    QUEUED,
    /** Nobody calls it. */
    IDLE,
    /** It was given up to start it. */
    TIMED_OUT,
    /** Whatever was so before still is. */
    UNCHANGED;

    /**
     * @param want how many pods are wanted; -1 for unknown
     */
    public static Activity of(ScaleSubject autoscaler, int want, int ready) {
        int minReady = autoscaler.minReady();
        boolean wanted = want > 0 || !autoscaler.isInactive();
        if (want == 0 || minReady == 0) {
            return autoscaler.isActivating() && minReady > 0 ? TIMED_OUT : IDLE;
        }
        if (ready < minReady) {
            return wanted ? QUEUED : IDLE;
        }
        return wanted ? ACTIVE : UNCHANGED;
    }

    /**
     * @param want how many pods are wanted; -1 for unknown
     */
    static void compute(Autoscaler autoscaler, int want, int ready, StatusDraft status) {
        boolean hasService = !status.text("serviceName").isEmpty();
        if (ready >= autoscaler.minReady() && hasService) {
            status.markTrue(Types.SCALE_TARGET_INITIALIZED);
        }
        switch (of(autoscaler, want, ready)) {
            case ACTIVE -> status.markTrue(Types.ACTIVE);
            case QUEUED ->
                    status.markUnknown(
                            Types.ACTIVE,
                            "Queued",
                            "Requests to the target are being buffered as resources are"
                                    + " provisioned.");
            case IDLE -> markIdle(status);
            case TIMED_OUT ->
                    status.markFalse(
                            Types.ACTIVE, "TimedOut", "The target could not be activated.");
            case UNCHANGED -> {}
        }
    }

    static void markIdle(StatusDraft status) {
        status.markFalse(Types.ACTIVE, "NoTraffic", "The target is not receiving traffic.");
    }
}
