package dev.perk.testing.benchmarks.io;

import java.util.Arrays;
import java.util.Locale;

/** How long things took, in nanoseconds; as many as fit, from any thread. */
final class Latencies {
    private long[] all = new long[1024];
    private int count;

    synchronized void add(long nanos) {
        if (count == all.length) {
            all = Arrays.copyOf(all, 2 * count);
        }
        all[count++] = nanos;
    }

    synchronized double millis(double part) {
        long[] sorted = Arrays.copyOf(all, count);
        Arrays.sort(sorted);
        int at = (int) Math.ceil(part * count) - 1;
        return sorted[Math.max(0, at)] / 1e6;
    }

    /** Such as {@code p50 1.23 ms p99 4.56 ms}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "p50 %.2f ms  p99 %.2f ms", millis(0.5), millis(0.99));
    }
}
