package dev.perk.run.cli.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * How a load went.
 *
 * @param requests answered or given up
 * @param failed without an answer, or with another status than 200
 */
record LoadReport(
        int requests,
        int failed,
        Duration elapsed,
        Duration median,
        Duration p99,
        Duration longest) {

    static LoadReport of(long[] latenciesInNanos, int failed, Duration elapsed) {
        Arrays.sort(latenciesInNanos);
        return new LoadReport(
                latenciesInNanos.length,
                failed,
                elapsed,
                quantile(latenciesInNanos, 0.5),
                quantile(latenciesInNanos, 0.99),
                quantile(latenciesInNanos, 1));
    }

    /** The smallest latency that at least this part of the requests did not exceed. */
    private static Duration quantile(long[] sorted, double part) {
        if (sorted.length == 0) {
            return Duration.ZERO;
        }
        int rank = (int) Math.ceil(part * sorted.length);
        return Duration.ofNanos(sorted[Math.max(rank, 1) - 1]);
    }

    /** Percent of requests that were answered with 200. */
    double availability() {
        return requests == 0 ? 0 : 100.0 * (requests - failed) / requests;
    }

    String summary() {
        double perSecond = requests / Math.max(elapsed.toMillis() / 1000.0, 0.001);
        return String.format(
                Locale.ROOT,
                "availability %.2f %%   %,d requests, %,.0f per second   median %d ms, p99 %d ms,"
                        + " longest %d ms",
                availability(),
                requests,
                perSecond,
                median.toMillis(),
                p99.toMillis(),
                longest.toMillis());
    }
}
