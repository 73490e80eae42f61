package dev.perk.run.standalone.whatif;

import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.Reachability;
import dev.perk.api.scaling.ScalingSettings;
import java.time.Duration;

/**
 * A Service as a replay knows it.
 *
 * @param containerConcurrency how many requests a pod takes at a time, 0 for any number
 * @param podStart from the wish for a pod until it takes requests
 * @param podStop from the end of a pod's last request until nothing is left of the pod
 * @param replicas how many pods are ready at the beginning
 */
public record Setup(
        ScalingSettings settings,
        int containerConcurrency,
        Duration podStart,
        Duration podStop,
        int replicas) {

    public Setup {
        if (containerConcurrency < 0
                || podStart.isNegative()
                || podStop.isNegative()
                || replicas < 0) {
            throw new IllegalArgumentException(
                    "containerConcurrency = "
                            + containerConcurrency
                            + ", pod start = "
                            + podStart
                            + ", pod stop = "
                            + podStop
                            + ", replicas = "
                            + replicas
                            + " (expected: 0 or more each)");
        }
    }

    /** The load that a pod could take at full utilization. */
    double target() {
        return DeciderSpec.of(settings, containerConcurrency, Reachability.REACHABLE)
                .target()
                .total();
    }
}
