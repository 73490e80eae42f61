package dev.perk.scaling.autoscaler;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The most pods that were wanted within the last while, so that a lower number is granted only
 * after it has been wanted for that long. A value: recording gives another window.
 *
 * <p>Time is counted in buckets of two seconds, one per decision. Only bests that no later one has
 * reached are kept, so the pods fall from entry to entry: there are never more entries than
 * different numbers of pods, and usually there is one.
 *
 * <p>Source: {@code knative/serving pkg/autoscaler/aggregation/max}.
 */
public final class DelayWindow {
    private static final long BUCKET_SECONDS = 2;
    private static final int[] NO_PODS = {};
    private static final long[] NO_BUCKETS = {};

    /** Holds nothing back. */
    public static final DelayWindow NONE = new DelayWindow(0, NO_BUCKETS, NO_PODS);

    private final int size;
    private final long[] buckets;
    private final int[] pods;

    private DelayWindow(int size, long[] buckets, int[] pods) {
        this.size = size;
        this.buckets = buckets;
        this.pods = pods;
    }

    /**
     * @param delay how long a lower number must be wanted; 0 or less for {@link #NONE}
     */
    public static DelayWindow of(Duration delay) {
        if (!delay.isPositive()) {
            return NONE;
        }
        double exactly = (double) delay.toNanos() / Duration.ofSeconds(BUCKET_SECONDS).toNanos();
        return new DelayWindow((int) Math.ceil(exactly), NO_BUCKETS, NO_PODS);
    }

    /** The window after {@code wanted} pods were wanted at {@code now}. */
    public DelayWindow record(Instant now, int wanted) {
        if (size == 0) {
            return this;
        }
        int last = pods.length - 1;
        long bucket = Math.floorDiv(now.getEpochSecond(), BUCKET_SECONDS);
        if (last >= 0) {
            // A clock that was set back adds to the present.
            bucket = Math.max(bucket, buckets[last]);
        }
        int from = 0;
        while (from <= last && buckets[from] <= bucket - size) {
            from++;
        }
        if (from == 0 && last >= 0 && buckets[last] == bucket && pods[last] >= wanted) {
            return this;
        }
        int to = last + 1;
        while (to > from && pods[to - 1] <= wanted) {
            to--;
        }
        if (to > from && buckets[to - 1] == bucket) {
            return new DelayWindow(
                    size,
                    Arrays.copyOfRange(buckets, from, to),
                    Arrays.copyOfRange(pods, from, to));
        }
        long[] newBuckets = Arrays.copyOfRange(buckets, from, to + 1);
        int[] newPods = Arrays.copyOfRange(pods, from, to + 1);
        newBuckets[to - from] = bucket;
        newPods[to - from] = wanted;
        return new DelayWindow(size, newBuckets, newPods);
    }

    /** The most pods wanted within the window; 0 if nothing was recorded. */
    public int most() {
        return pods.length == 0 ? 0 : pods[0];
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("size", size);
        var moments = json.putArray("buckets");
        Arrays.stream(buckets).forEach(moments::add);
        var most = json.putArray("pods");
        Arrays.stream(pods).forEach(most::add);
        return json;
    }

    static DelayWindow read(ObjectNode json) {
        long[] moments = DecisionJson.longs(json, "buckets");
        int[] most =
                Arrays.stream(DecisionJson.longs(json, "pods"))
                        .mapToInt(Math::toIntExact)
                        .toArray();
        if (moments.length != most.length) {
            throw new IllegalArgumentException(
                    "delay = " + json + " (expected: as many buckets as pods)");
        }
        return new DelayWindow(DecisionJson.field(json, "size").asInt(), moments, most);
    }

    boolean holdsBack() {
        return size > 0;
    }

    int entries() {
        return pods.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DelayWindow window
                && size == window.size
                && Arrays.equals(buckets, window.buckets)
                && Arrays.equals(pods, window.pods);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * size + Arrays.hashCode(buckets)) + Arrays.hashCode(pods);
    }

    @Override
    public String toString() {
        return size == 0
                ? "no delay"
                : "most of "
                        + size
                        + " buckets "
                        + Arrays.toString(buckets)
                        + Arrays.toString(pods);
    }
}
