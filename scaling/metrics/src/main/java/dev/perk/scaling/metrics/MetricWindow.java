package dev.perk.scaling.metrics;

import dev.perk.api.scaling.Aggregation;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The load of one revision over the last seconds: one bucket per second, in which everything that
 * was reported for that second adds up, and their average.
 *
 * <p>Every operation on doubles is the reference's, in its order, so that averages agree with it to
 * the last bit. Source: {@code knative/serving pkg/autoscaler/aggregation/bucketing.go}, {@code
 * TimedFloat64Buckets} and {@code WeightedFloat64Buckets}.
 *
 * <p>Invariant: {@code buckets[s mod length]} is the load of second {@code s} for each of the
 * {@code length} seconds up to {@code lastWrite}; {@code total} is their sum; no second after
 * {@code lastWrite} was written. Not safe for use by several threads: {@link MetricCollection}
 * guards it.
 */
public final class MetricWindow {
    /** Long before every moment, and no overflow when subtracted from one. */
    private static final long NEVER = Long.MIN_VALUE / 4;

    private static final double MICRO = 1e6;

    /** How far a total that was added to and subtracted from may be off. */
    private static final double ROUNDING = 1e-3;

    private static final double LEAST_WEIGHT = 0.2;
    private static final double WEIGHT_LEFT_OUT = 0.0001;

    private static final int CHECK = 64;

    private final Aggregation aggregation;
    private double[] buckets;
    private double total;
    private long firstWrite = NEVER;
    private long lastWrite = NEVER;

    /**
     * @param window how far it looks back, 1 s or more; a part of a second counts as a whole one
     */
    public MetricWindow(Duration window, Aggregation aggregation) {
        this.aggregation = aggregation;
        this.buckets = new double[seconds(window)];
    }

    private static int seconds(Duration window) {
        long seconds = window.plusNanos(999_999_999).toSeconds();
        if (seconds < 1) {
            throw new IllegalArgumentException("window = " + window + " (expected: 1 s or more)");
        }
        return Math.toIntExact(seconds);
    }

    /**
     * Adds load to the second of {@code time}; false if that second has already left the window.
     */
    public boolean record(Instant time, double load) {
        long second = time.getEpochSecond();
        if (second != lastWrite) {
            if (second + buckets.length <= lastWrite) {
                return false;
            }
            if (firstWrite == NEVER || firstWrite > second) {
                firstWrite = second;
            }
            if (second > lastWrite) {
                moveTo(second);
            }
        }
        buckets[index(second)] += load;
        total += load;
        return true;
    }

    private void moveTo(long second) {
        if (second - lastWrite >= buckets.length) {
            firstWrite = second;
            Arrays.fill(buckets, 0);
            total = 0;
        } else {
            for (long skipped = lastWrite + 1; skipped <= second; skipped++) {
                total -= buckets[index(skipped)];
                buckets[index(skipped)] = 0;
            }
        }
        lastWrite = second;
    }

    /** The average load over the window that ends at {@code now}; 0 if nothing is known. */
    public double average(Instant now) {
        long silence = now.getEpochSecond() - lastWrite;
        if (silence >= buckets.length) {
            return 0;
        }
        return switch (aggregation) {
            case LINEAR -> linear((int) Math.max(0, silence));
            case WEIGHTED_EXPONENTIAL -> weighted((int) Math.max(0, silence));
        };
    }

    /** Silence takes seconds out of the window and adds none: a late report is no drop in load. */
    private double linear(int silence) {
        double sum = total;
        for (long gone = lastWrite + 1; gone <= lastWrite + silence; gone++) {
            sum -= buckets[index(gone)];
        }
        long written = lastWrite - firstWrite + 1;
        int counted = (int) Math.min(written, buckets.length - silence);
        return roundToMicro(sum / counted);
    }

    private double weighted(int silence) {
        double smoothing = smoothing(buckets.length);
        double weight = smoothing * Math.pow(1 - smoothing, silence);
        double mostInOne = 2 * Math.abs(total) + ROUNDING;
        int counted = buckets.length - silence;
        double sum = 0;
        for (int back = 0; back < counted; back++) {
            // Weights fall for ever: looks now and then whether any bucket could still change the
            // sum.
            if (back % CHECK == CHECK - 1 && weight * mostInOne < Math.ulp(sum) / 4) {
                break;
            }
            sum += buckets[index(lastWrite - back)] * weight;
            weight *= 1 - smoothing;
        }
        return sum;
    }

    /**
     * The weight of the newest second, such that those before the window would weigh {@value
     * #WEIGHT_LEFT_OUT} together; at least {@value #LEAST_WEIGHT}.
     */
    static double smoothing(int seconds) {
        return Math.max(1 - Math.pow(WEIGHT_LEFT_OUT, 1.0 / seconds), LEAST_WEIGHT);
    }

    /** Whether nothing was reported for longer than the window. */
    public boolean isEmpty(Instant now) {
        return now.getEpochSecond() - lastWrite > buckets.length;
    }

    /**
     * Looks further back from now on, or less far. What is known stays, and counts as if the whole
     * old window had been written, as upstream.
     */
    public void resize(Duration window, Instant now) {
        int length = seconds(window);
        if (length == buckets.length) {
            return;
        }
        var resized = new double[length];
        double newTotal = 0;
        if (isEmpty(now)) {
            firstWrite = NEVER;
        } else {
            for (int back = 0; back < Math.min(length, buckets.length); back++) {
                double load = buckets[index(lastWrite - back)];
                resized[Math.floorMod(lastWrite - back, length)] = load;
                newTotal += load;
            }
            firstWrite = lastWrite - (buckets.length - 1);
        }
        buckets = resized;
        total = newTotal;
    }

    private int index(long second) {
        return Math.floorMod(second, buckets.length);
    }

    /** Half away from zero, as Go rounds. */
    private static double roundToMicro(double value) {
        double scaled = Math.abs(value * MICRO);
        double floor = Math.floor(scaled);
        double rounded = scaled - floor >= 0.5 ? floor + 1 : floor;
        return Math.copySign(rounded / MICRO, value);
    }
}
