package dev.perk.api.stats;

/**
 * Counts the requests of one revision at one place, and how many there were at a time on average.
 *
 * <p>Every moment is a {@link dev.perk.api.time.Scheduler#nanoTime} of one clock. Moments may
 * arrive slightly out of order, as callers read the clock before they get their turn; one that lies
 * before the last change adds no time.
 *
 * <p>A request is <em>proxied</em> if an activator has counted it already; proxied requests are
 * part of the totals.
 *
 * <p>Invariant: {@code concurrency >= proxiedConcurrency >= 0} as long as every in has one out of
 * the same sort. All access holds the monitor, and nothing else is locked under it.
 *
 * <p>Upstream: knative/networking {@code pkg/http/stats/request.go}.
 */
public final class RequestStats {
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * What happened since the last report.
     *
     * @param averageConcurrency requests at a time, weighted by time
     * @param averageProxiedConcurrency of these, the proxied ones
     * @param requestCount requests that came
     * @param proxiedRequestCount of these, the proxied ones
     */
    public record Report(
            double averageConcurrency,
            double averageProxiedConcurrency,
            double requestCount,
            double proxiedRequestCount) {}

    private long lastChange;
    private int concurrency;
    private int proxiedConcurrency;
    private double requestCount;
    private double proxiedCount;
    private double computedConcurrency;
    private double computedProxiedConcurrency;
    private double secondsInUse;

    public RequestStats(long now) {
        lastChange = now;
    }

    public synchronized void requestIn(long now) {
        advance(now);
        concurrency++;
        requestCount++;
    }

    public synchronized void requestOut(long now) {
        advance(now);
        concurrency--;
    }

    public synchronized void proxiedIn(long now) {
        requestIn(now);
        proxiedConcurrency++;
        proxiedCount++;
    }

    public synchronized void proxiedOut(long now) {
        requestOut(now);
        proxiedConcurrency--;
    }

    /** How many requests are here at this moment. */
    public synchronized int concurrency() {
        return concurrency;
    }

    /** What happened since the last report; requests that are still here count on. */
    public synchronized Report report(long now) {
        advance(now);
        var report =
                new Report(
                        secondsInUse > 0 ? computedConcurrency / secondsInUse : 0,
                        secondsInUse > 0 ? computedProxiedConcurrency / secondsInUse : 0,
                        requestCount,
                        proxiedCount);
        requestCount = 0;
        proxiedCount = 0;
        computedConcurrency = 0;
        computedProxiedConcurrency = 0;
        secondsInUse = 0;
        return report;
    }

    private void advance(long now) {
        long passed = now - lastChange;
        if (passed > 0) {
            double seconds = passed / NANOS_PER_SECOND;
            secondsInUse += seconds;
            computedConcurrency += concurrency * seconds;
            computedProxiedConcurrency += proxiedConcurrency * seconds;
            lastChange = now;
        }
    }
}
