package dev.perk.run.standalone.whatif;

import java.util.Arrays;

/**
 * A number over time, kept as its mean in each of a few equal parts of that time, its area and its
 * peak.
 *
 * <p>Times are nanoseconds since the beginning and never go back.
 */
public final class Curve {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double[] areas;
    private final long length;
    private long since;
    private long value;
    private long peak;
    private double area;

    /**
     * @param parts 1 or more
     * @param length of all parts together, 1 ns to a few years; what is later is not kept
     */
    Curve(int parts, long length) {
        this.areas = new double[parts];
        this.length = length;
    }

    /** From {@code now} on the number is this. */
    void set(long now, long value) {
        fill(now);
        this.value = value;
        if (now < length) {
            peak = Math.max(peak, value);
        }
    }

    void add(long now, long more) {
        set(now, value + more);
    }

    private void fill(long now) {
        long end = Math.min(now, length);
        if (value != 0 && end > since) {
            area += (double) value * (end - since);
            for (long from = since; from < end; ) {
                int part = (int) (from * areas.length / length);
                while (begin(part + 1) <= from) {
                    part++; // its beginning was rounded down
                }
                long to = Math.min(end, begin(part + 1));
                areas[part] += (double) value * (to - from);
                from = to;
            }
        }
        since = Math.max(since, end);
    }

    /** Nothing changes any more. */
    void end() {
        fill(length);
    }

    public long value() {
        return value;
    }

    public long peak() {
        return peak;
    }

    /** The sum over time, in seconds. */
    public double seconds() {
        return area / NANOS_PER_SECOND;
    }

    /** The mean of each part. */
    public double[] means() {
        double[] means = new double[areas.length];
        Arrays.setAll(means, part -> areas[part] / Math.max(1, begin(part + 1) - begin(part)));
        return means;
    }

    private long begin(int part) {
        return length * part / areas.length;
    }
}
