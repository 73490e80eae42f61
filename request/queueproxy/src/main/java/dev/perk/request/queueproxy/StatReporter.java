package dev.perk.request.queueproxy;

import dev.perk.api.stats.RequestStats;
import dev.perk.api.stats.Stat;
import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import java.time.Duration;
import java.time.Instant;

/**
 * What a pod says about itself: recomputed every second, whoever asks and how often. Source:
 * knative/serving {@code pkg/queue/protobuf_stats_reporter.go}.
 */
public final class StatReporter implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final String podName;
    private final RequestStats stats;
    private final Scheduler scheduler;
    private final long started;
    private final Timer ticks;
    private volatile Stat latest;

    public StatReporter(String podName, RequestStats stats, Scheduler scheduler) {
        this.podName = podName;
        this.stats = stats;
        this.scheduler = scheduler;
        this.started = scheduler.nanoTime();
        this.latest = Stat.unknown(podName);
        this.ticks = scheduler.every(PERIOD, this::report);
    }

    /** The last full second; only the pod's name before the first one is over. */
    public Stat latest() {
        return latest;
    }

    private void report() {
        long now = scheduler.nanoTime();
        RequestStats.Report report = stats.report(now);
        latest = stat(podName, report, PERIOD, Duration.ofNanos(now - started));
    }

    /** Counts of a {@code period} of whole seconds become requests per second. */
    static Stat stat(String podName, RequestStats.Report report, Duration period, Duration uptime) {
        return new Stat(
                podName,
                report.averageConcurrency(),
                report.averageProxiedConcurrency(),
                report.requestCount() / period.toSeconds(),
                report.proxiedRequestCount() / period.toSeconds(),
                uptime,
                Instant.EPOCH);
    }

    @Override
    public void close() {
        ticks.cancel();
    }
}
