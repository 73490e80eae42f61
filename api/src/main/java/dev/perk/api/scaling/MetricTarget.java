package dev.perk.api.scaling;

import dev.perk.api.config.AutoscalerConfig;

/**
 * How much load one pod should have.
 *
 * @param value what the autoscaler aims for, 0.01 or more: the total times the utilization
 * @param total what a pod could take at full utilization
 */
public record MetricTarget(double value, double total) {
    private static final double SMALLEST = 0.01;

    /** Not configurable: upstream has a setting for concurrency only. */
    private static final double RPS_UTILIZATION = 0.7;

    /**
     * The target of a revision, computed in the reference's order of operations, since 6 times 0.7
     * is less than 4.2. Source: {@code knative/serving
     * pkg/reconciler/autoscaling/resources/target.go}, {@code ResolveMetricTarget}.
     *
     * @param containerConcurrency how many requests a container takes at a time; 0 for no limit
     */
    static MetricTarget resolve(ScalingSettings settings, long containerConcurrency) {
        AutoscalerConfig config = settings.config();
        double total =
                switch (settings.metric()) {
                    case RPS -> config.rpsTargetDefault();
                    case CONCURRENCY ->
                            containerConcurrency == 0
                                    ? config.containerConcurrencyTargetDefault()
                                    : (double) containerConcurrency;
                };
        double utilization =
                switch (settings.metric()) {
                    case RPS -> RPS_UTILIZATION;
                    case CONCURRENCY -> config.containerConcurrencyTargetFraction();
                };
        if (settings.target().isPresent()) {
            total = settings.target().getAsDouble();
            // A pod that takes fewer at a time than it should have would never reach its target.
            if (settings.metricName().equals("concurrency") && containerConcurrency != 0) {
                total = Math.min(total, (double) containerConcurrency);
            }
        }
        utilization = settings.targetUtilization().orElse(utilization);
        return new MetricTarget(Math.max(SMALLEST, total * utilization), total);
    }
}
