package dev.perk.scaling.metrics;

import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.scaling.ScalingMetric;
import dev.perk.api.stats.Stat;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The four windows of one revision: concurrency and requests per second, stable and panic.
 *
 * <p>Invariant: all four windows were written in the same seconds and have the lengths of {@code
 * spec}. All access holds the monitor, and nothing else is locked under it. How averages are made
 * is chosen once, at creation, as upstream.
 */
final class MetricCollection {
    /** How far the clocks of two machines may differ. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(10);

    private static final int REMEMBERED_SOURCES = 128;

    private final MetricWindow stableConcurrency;
    private final MetricWindow panicConcurrency;
    private final MetricWindow stableRps;
    private final MetricWindow panicRps;
    private MetricSpec spec;

    /** The last report of each pod that reports by itself; only where several autoscalers run. */
    private @Nullable Map<String, Stat> lastReports;

    MetricCollection(MetricSpec spec) {
        this.spec = spec;
        this.stableConcurrency = new MetricWindow(spec.stableWindow(), spec.aggregation());
        this.panicConcurrency = new MetricWindow(spec.panicWindow(), spec.aggregation());
        this.stableRps = new MetricWindow(spec.stableWindow(), spec.aggregation());
        this.panicRps = new MetricWindow(spec.panicWindow(), spec.aggregation());
    }

    synchronized MetricSpec spec() {
        return spec;
    }

    /** Follows a changed spec; the windows keep what they know. */
    synchronized void update(MetricSpec newSpec, Instant now) {
        spec = newSpec;
        stableConcurrency.resize(newSpec.stableWindow(), now);
        panicConcurrency.resize(newSpec.panicWindow(), now);
        stableRps.resize(newSpec.stableWindow(), now);
        panicRps.resize(newSpec.panicWindow(), now);
    }

    /** Takes a report that came by itself, from an activator or another autoscaler. */
    synchronized Recorded report(Stat stat, Instant now) {
        Instant when = stat.timestamp().equals(Instant.EPOCH) ? now : stat.timestamp();
        if (when.isAfter(now.plus(CLOCK_SKEW))) {
            return Recorded.TOO_EARLY;
        }
        return isRepeated(stat) ? Recorded.DUPLICATE : record(stat, when);
    }

    /**
     * The proxied part was reported by an activator already, so only the rest is added. Whatever
     * falls into one second adds up, which makes the average the load of the whole revision.
     */
    synchronized Recorded record(Stat stat, Instant when) {
        Recorded verdict = Recorded.check(stat);
        if (verdict != Recorded.COUNTED) {
            return verdict;
        }
        double concurrency =
                stat.averageConcurrentRequests() - stat.averageProxiedConcurrentRequests();
        double rps = stat.requestCount() - stat.proxiedRequestCount();
        boolean inTime = stableConcurrency.record(when, concurrency);
        panicConcurrency.record(when, concurrency);
        stableRps.record(when, rps);
        panicRps.record(when, rps);
        return inTime ? Recorded.COUNTED : Recorded.TOO_LATE;
    }

    /** A process that has run for the same time twice has sent the same report twice. */
    private boolean isRepeated(Stat stat) {
        if (stat.processUptime().isZero() || stat.timestamp().equals(Instant.EPOCH)) {
            return false;
        }
        if (lastReports == null) {
            lastReports = new LinkedHashMap<>();
        }
        Stat before = lastReports.put(stat.podName(), stat);
        if (lastReports.size() > REMEMBERED_SOURCES) {
            lastReports.remove(lastReports.keySet().iterator().next());
        }
        return stat.equals(before);
    }

    /** With no pods to ask, silence means that there is no load; otherwise that nobody answered. */
    synchronized Measurement measure(ScalingMetric metric, Instant now) {
        if (spec.scrapes() && stableConcurrency.isEmpty(now)) {
            return new Measurement.NoData();
        }
        double inFlight = stableConcurrency.average(now);
        return switch (metric) {
            case CONCURRENCY ->
                    new Measurement.Load(inFlight, panicConcurrency.average(now), inFlight);
            case RPS ->
                    new Measurement.Load(stableRps.average(now), panicRps.average(now), inFlight);
        };
    }
}
