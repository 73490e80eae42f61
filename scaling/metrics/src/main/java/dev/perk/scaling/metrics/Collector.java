package dev.perk.scaling.metrics;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.scaling.ScalingMetric;
import dev.perk.api.stats.Stat;
import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the load of every revision that somebody asked to collect: once per second from its
 * pods, and whenever an activator reports.
 *
 * <p>Safe for use by several threads. There is no lock over the whole: each revision has its own.
 * Source: {@code knative/serving pkg/autoscaler/metrics/collector.go}.
 */
public final class Collector implements AutoCloseable {
    private static final Duration SCRAPE_TICK = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final PodStats pods;
    private final Consumer<RevisionKey> failureChanged;
    private final Map<RevisionKey, Scraped> collections = new ConcurrentHashMap<>();
    private final Map<Recorded, LongAdder> counts = new ConcurrentHashMap<>();
    private @Nullable Timer ticker;

    /**
     * @param failureChanged is told when scraping a revision begins to fail, fails differently or
     *     works again
     */
    public Collector(Scheduler scheduler, PodStats pods, Consumer<RevisionKey> failureChanged) {
        this.scheduler = scheduler;
        this.pods = pods;
        this.failureChanged = failureChanged;
    }

    /** Begins to scrape, once per second. */
    public synchronized void start() {
        if (ticker == null) {
            ticker = scheduler.every(SCRAPE_TICK, this::scrapeAll);
        }
    }

    @Override
    public synchronized void close() {
        if (ticker != null) {
            ticker.cancel();
            ticker = null;
        }
    }

    /** Collects {@code revision} from now on, or goes on with another spec. */
    public void collect(RevisionKey revision, MetricSpec spec) {
        Scraped known = collections.computeIfAbsent(revision, key -> new Scraped(spec));
        known.collection.update(spec, scheduler.instant());
    }

    /** Drops what is known about {@code revision}. */
    public void forget(RevisionKey revision) {
        collections.remove(revision);
    }

    /** Takes a report that came by itself; a stat without a time is of now. */
    public Recorded record(RevisionKey revision, Stat stat) {
        Scraped known = collections.get(revision);
        return count(
                known == null
                        ? Recorded.NOT_COLLECTING
                        : known.collection.report(stat, scheduler.instant()));
    }

    public Measurement measure(RevisionKey revision, ScalingMetric metric, Instant now) {
        Scraped known = collections.get(revision);
        return known == null
                ? new Measurement.NotCollecting()
                : known.collection.measure(metric, now);
    }

    /** Why the last scrape failed; empty if it did not, or if there is nothing to scrape. */
    public Optional<Scrape.Failed> failure(RevisionKey revision) {
        Scraped known = collections.get(revision);
        return known == null ? Optional.empty() : known.failure;
    }

    /** How many stats were counted or ignored, and why, since the start. */
    public Map<Recorded, Long> counts() {
        Map<Recorded, Long> copy = new EnumMap<>(Recorded.class);
        counts.forEach((verdict, count) -> copy.put(verdict, count.sum()));
        return copy;
    }

    private Recorded count(Recorded verdict) {
        counts.computeIfAbsent(verdict, first -> new LongAdder()).increment();
        return verdict;
    }

    private void scrapeAll() {
        collections.forEach(this::scrape);
    }

    private void scrape(RevisionKey revision, Scraped known) {
        MetricSpec spec = known.collection.spec();
        if (!spec.scrapes()) {
            settle(revision, known, Optional.empty());
        } else if (known.begin()) {
            try {
                pods.scrape(revision, spec, result -> finish(revision, known, result));
            } catch (RuntimeException e) {
                // One revision that cannot be asked must not silence those after it.
                finish(
                        revision,
                        known,
                        new Scrape.Failed(Scrape.Cause.COLLECTION_FAILED, e.toString()));
            }
        }
    }

    private void finish(RevisionKey revision, Scraped known, Scrape result) {
        known.end();
        switch (result) {
            case Scrape.Answered(Stat stat) -> {
                count(known.collection.record(stat, scheduler.instant()));
                settle(revision, known, Optional.empty());
            }
            case Scrape.NoPods _ -> settle(revision, known, Optional.empty());
            case Scrape.Failed failed -> settle(revision, known, Optional.of(failed));
        }
    }

    private void settle(RevisionKey revision, Scraped known, Optional<Scrape.Failed> failure) {
        if (!known.failure.equals(failure)) {
            known.failure = failure;
            failureChanged.accept(revision);
        }
    }
}
