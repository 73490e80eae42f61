package dev.perk.api.scaling;

/** What a revision is scaled by ({@code autoscaling.knative.dev/metric}). */
public enum ScalingMetric {
    /** Requests at a time. */
    CONCURRENCY,
    /** Requests per second. */
    RPS;

    /** The metric of that name. The KPA class knows two, and takes any other for concurrency. */
    public static ScalingMetric named(String name) {
        return name.equals("rps") ? RPS : CONCURRENCY;
    }
}
