package dev.perk.api.scaling;

/**
 * How the values of a window become one number ({@code
 * autoscaling.knative.dev/metric-aggregation-algorithm}).
 */
public enum Aggregation {
    /** Every second counts the same. */
    LINEAR,
    /** The newest second counts most. */
    WEIGHTED_EXPONENTIAL;

    /** The algorithm of that name; linear for everything that is not known, as upstream. */
    public static Aggregation named(String name) {
        return switch (name) {
            case "weighted-exponential", "weightedExponential" -> WEIGHTED_EXPONENTIAL;
            default -> LINEAR;
        };
    }
}
