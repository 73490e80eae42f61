package dev.perk.scaling.autoscaler;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.scaling.ScalingMetric;
import dev.perk.api.stats.Stat;
import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Journal;
import dev.perk.scaling.metrics.Collector;
import dev.perk.scaling.metrics.Measurement;
import dev.perk.scaling.metrics.PodStats;
import dev.perk.scaling.metrics.Recorded;
import dev.perk.scaling.metrics.Scrape;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The scaling path as others see it: stats go in, decisions come out.
 *
 * <p>{@code run/} gives it its ports and connects it: activators call {@link #record}, the
 * controller of Metrics {@link #collect}, that of PodAutoscalers {@link #ensure}, and both listen.
 * Safe for use by several threads; nothing here blocks, and listeners are called without any lock.
 */
public final class Autoscaler implements AutoCloseable {
    private static final Observation NO_DATA =
            new Observation.Unknown("no stats came in within the stable window");
    private static final Observation NOT_COLLECTING =
            new Observation.Unknown("its metric is not collected yet");
    private static final Observation NO_PODS =
            new Observation.Unknown("its ready pods cannot be counted");

    private final ReadyPods readyPods;
    private final Collector collector;
    private final MultiScaler deciders;
    private final List<Consumer<RevisionKey>> collectionListeners = new CopyOnWriteArrayList<>();

    public Autoscaler(
            Scheduler scheduler, ReadyPods readyPods, PodStats podStats, Journal journal) {
        this.readyPods = readyPods;
        this.collector = new Collector(scheduler, podStats, this::tellCollection);
        this.deciders = new MultiScaler(scheduler, readyPods, this::observe, journal);
    }

    /** Begins to ask pods every second and to decide every two. */
    public void start() {
        collector.start();
        deciders.start();
    }

    /** Stops asking and deciding; what was decided can still be read. */
    @Override
    public void close() {
        deciders.close();
        collector.close();
    }

    /**
     * Decides about {@code revision} from now on, or goes on deciding by another spec.
     *
     * @return what was decided last; {@link DeciderStatus#UNDECIDED} pods at first
     */
    public DeciderStatus ensure(RevisionKey revision, DeciderSpec spec) {
        return deciders.ensure(revision, spec);
    }

    /** Stops deciding about {@code revision}. */
    public void forget(RevisionKey revision) {
        deciders.forget(revision);
    }

    /** What was decided last; empty if nobody asked to decide about {@code revision}. */
    public Optional<DeciderStatus> decision(RevisionKey revision) {
        return deciders.status(revision);
    }

    /**
     * {@code listener} is told of every revision of which another number of pods is wanted, or of
     * which the excess burst capacity has become negative or ceased to be.
     */
    public void onDecision(Consumer<RevisionKey> listener) {
        deciders.onChange(listener);
    }

    /**
     * {@code trace} is given every decision with all that led to it, such as {@link DecisionLog}.
     */
    public void traceTo(Consumer<DecisionStep> trace) {
        deciders.traceTo(trace);
    }

    /** Collects the load of {@code revision} from now on, or goes on with another spec. */
    public void collect(RevisionKey revision, MetricSpec spec) {
        collector.collect(revision, spec);
    }

    /** Stops collecting, and forgets what was collected. */
    public void stopCollecting(RevisionKey revision) {
        collector.forget(revision);
    }

    /** Why the pods of {@code revision} could not be asked the last time; empty if they could. */
    public Optional<Scrape.Failed> collectionFailure(RevisionKey revision) {
        return collector.failure(revision);
    }

    /** {@code listener} is told of every revision whose {@link #collectionFailure} has changed. */
    public void onCollectionChange(Consumer<RevisionKey> listener) {
        collectionListeners.add(listener);
    }

    /**
     * Takes a report of an activator. The first request for a revision without pods is decided
     * about at once.
     */
    public Recorded record(RevisionKey revision, Stat stat) {
        Recorded verdict = collector.record(revision, stat);
        if (verdict == Recorded.COUNTED) {
            deciders.poke(revision, stat);
        }
        return verdict;
    }

    /** How many stats were counted or ignored, and why, since the start. */
    public Map<Recorded, Long> statCounts() {
        return collector.counts();
    }

    private void tellCollection(RevisionKey revision) {
        collectionListeners.forEach(listener -> listener.accept(revision));
    }

    private Observation observe(RevisionKey revision, ScalingMetric metric, Instant now) {
        OptionalInt ready = readyPods.count(revision);
        if (ready.isEmpty()) {
            return NO_PODS;
        }
        return switch (collector.measure(revision, metric, now)) {
            case Measurement.Load(double stable, double panic, double inFlight) ->
                    new Observation.Load(ready.getAsInt(), stable, panic, inFlight);
            case Measurement.NoData _ -> NO_DATA;
            case Measurement.NotCollecting _ -> NOT_COLLECTING;
        };
    }
}
