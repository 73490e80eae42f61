package dev.perk.api.scaling;

/**
 * How few and how many pods a revision may have.
 *
 * @param min 0 or more
 * @param max 1 or more; 0 for no limit
 */
public record ScaleBounds(int min, int max) {

    /**
     * The number of pods within the bounds that is nearest to {@code desired}. Min is tested first,
     * so it wins where it exceeds max ({@code knative/serving
     * pkg/reconciler/autoscaling/kpa/scaler.go}, {@code applyBounds}).
     */
    public int clamp(int desired) {
        if (desired < min) {
            return min;
        }
        return max != 0 && desired > max ? max : desired;
    }

    /** The same bounds with a minimum of at least {@code floor}. */
    public ScaleBounds atLeast(int floor) {
        return floor > min ? new ScaleBounds(floor, max) : this;
    }
}
