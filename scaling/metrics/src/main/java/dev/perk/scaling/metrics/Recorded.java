package dev.perk.scaling.metrics;

import dev.perk.api.stats.Stat;

/**
 * What became of a {@link Stat}. Sources are other processes, so a stat that makes no sense is
 * ignored and counted: no report of one pod may stop the scaling of its revision.
 */
public enum Recorded {
    /** It is in the windows. */
    COUNTED,
    /** Nobody collects this revision; upstream drops such a stat in silence. */
    NOT_COLLECTING,
    /** A value is NaN or infinite. */
    NOT_FINITE,
    /** A value, or what is left of it without its proxied part, is below zero. */
    NEGATIVE,
    /** A value is beyond what one source can have seen in one second. */
    ABSURD,
    /** Its second has already left the stable window. */
    TOO_LATE,
    /**
     * Its second is further ahead than clocks may differ; it would push the present out of the
     * windows.
     */
    TOO_EARLY,
    /** The same report of the same process, sent twice. */
    DUPLICATE;

    private static final double MOST = 1e9;

    /** Subtracting one average from another may leave this much less than nothing. */
    private static final double ROUNDING = 1e-6;

    /** What the values alone say. */
    static Recorded check(Stat stat) {
        double concurrency = stat.averageConcurrentRequests();
        double proxiedConcurrency = stat.averageProxiedConcurrentRequests();
        double count = stat.requestCount();
        double proxiedCount = stat.proxiedRequestCount();
        double most =
                Math.max(Math.max(concurrency, proxiedConcurrency), Math.max(count, proxiedCount));
        double least =
                Math.min(Math.min(concurrency, proxiedConcurrency), Math.min(count, proxiedCount));
        if (!Double.isFinite(most) || !Double.isFinite(least)) {
            return NOT_FINITE;
        }
        if (least < 0
                || concurrency - proxiedConcurrency < -ROUNDING
                || count - proxiedCount < -ROUNDING) {
            return NEGATIVE;
        }
        return most > MOST ? ABSURD : COUNTED;
    }
}
