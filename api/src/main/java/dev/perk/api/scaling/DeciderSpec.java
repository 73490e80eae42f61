package dev.perk.api.scaling;

import java.time.Duration;

/**
 * Everything that the KPA algorithm must know about a revision, besides its load and its pods.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/autoscaling/kpa/resources/decider.go}.
 *
 * @param metric what the revision is scaled by
 * @param target load per pod
 * @param maxScaleUpRate largest factor between the ready pods and the pods wanted, above 1
 * @param maxScaleDownRate largest divisor of the ready pods, above 1
 * @param panicThreshold pods wanted by the panic window per ready pod at which panic starts
 * @param stableWindow how far the stable average looks back, and how long panic lasts
 * @param scaleDownDelay how long a smaller number must be wanted before it is granted, 0 or more
 * @param targetBurstCapacity spare load that needs no activator; 0 for an activator at zero pods
 *     only, -1 for always
 * @param activatorCapacity load that one activator takes, 1 or more
 * @param initialScale pods of a new revision
 * @param activationScale pods to have at least while there is any load; 1 means no such wish
 * @param reachable false lifts all brakes on shrinking
 */
public record DeciderSpec(
        ScalingMetric metric,
        MetricTarget target,
        double maxScaleUpRate,
        double maxScaleDownRate,
        double panicThreshold,
        Duration stableWindow,
        Duration scaleDownDelay,
        double targetBurstCapacity,
        double activatorCapacity,
        int initialScale,
        int activationScale,
        boolean reachable) {
    private static final int FEWEST_ACTIVATORS = 2;

    public DeciderSpec {
        if (!(target.value() > 0)) {
            throw new IllegalArgumentException(
                    "target = " + target.value() + " (expected: more than 0)");
        }
        if (!(maxScaleUpRate > 1) || !(maxScaleDownRate > 1)) {
            throw new IllegalArgumentException(
                    "max-scale-up-rate = "
                            + maxScaleUpRate
                            + ", max-scale-down-rate = "
                            + maxScaleDownRate
                            + " (expected: more than 1 each)");
        }
    }

    /**
     * @param containerConcurrency how many requests a container takes at a time; 0 for no limit
     */
    public static DeciderSpec of(
            ScalingSettings settings, long containerConcurrency, Reachability reachability) {
        return new DeciderSpec(
                settings.metric(),
                MetricTarget.resolve(settings, containerConcurrency),
                settings.config().maxScaleUpRate(),
                settings.config().maxScaleDownRate(),
                settings.panicThreshold(),
                settings.stableWindow(),
                settings.scaleDownDelay(),
                settings.targetBurstCapacity(),
                settings.config().activatorCapacity(),
                settings.initialScale(),
                settings.activationScale(),
                reachability != Reachability.UNREACHABLE);
    }

    /**
     * How much load beyond its own a revision could take, before anything was measured: negative
     * keeps the activators in the path ({@code pkg/autoscaler/scaling/multiscaler.go}).
     */
    public int initialExcessBurstCapacity() {
        if (targetBurstCapacity == -1 || targetBurstCapacity == 0) {
            return (int) targetBurstCapacity;
        }
        return (int) (initialScale * target.total() - targetBurstCapacity);
    }

    /**
     * How many activators should carry the revision: enough for what its ready pods and its burst
     * capacity may take, and at least two ({@code pkg/reconciler/autoscaling/kpa/kpa.go}, {@code
     * computeNumActivators}).
     */
    public int activators(int readyPods) {
        if (targetBurstCapacity == 0) {
            return FEWEST_ACTIVATORS;
        }
        double capacityToCover = readyPods * target.total();
        if (targetBurstCapacity > 0) {
            capacityToCover += targetBurstCapacity;
        }
        return (int) Math.max(FEWEST_ACTIVATORS, Math.ceil(capacityToCover / activatorCapacity));
    }
}
