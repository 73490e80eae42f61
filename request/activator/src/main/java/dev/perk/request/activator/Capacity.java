package dev.perk.request.activator;

/**
 * How many requests an activator may have under way at a revision. Source: knative/serving {@code
 * pkg/activator/net/throttler.go}, {@code calculateCapacity}.
 */
final class Capacity {
    /** As good as unlimited. */
    static final int MAX = Integer.MAX_VALUE;

    private Capacity() {}

    /**
     * @param containerConcurrency 0 for unlimited
     * @param pods how many pods the activator reaches one by one; 0 behind a cluster IP
     * @param backends how many pods are ready in all
     * @param activators how many activators share them, 0 if not known
     */
    static int of(int containerConcurrency, int pods, int backends, int activators) {
        if (backends == 0) {
            return 0;
        }
        long capacity = (long) containerConcurrency * (pods > 0 ? pods : backends);
        if (containerConcurrency == 0 || capacity > MAX) {
            return MAX;
        }
        // Nobody counts requests across activators, so each takes its share, and at least one.
        return pods > 0 ? (int) capacity : Math.max(1, (int) capacity / Math.max(1, activators));
    }
}
