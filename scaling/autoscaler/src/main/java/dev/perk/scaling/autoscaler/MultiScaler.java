package dev.perk.scaling.autoscaler;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.ScalingMetric;
import dev.perk.api.stats.Stat;
import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import dev.perk.api.why.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a decider per revision and lets each decide every two seconds, and at once when the first
 * request comes for a revision that was scaled to zero.
 *
 * <p>Safe for use by several threads: each revision has its own lock, and listeners are called
 * without any. Source: {@code knative/serving pkg/autoscaler/scaling/multiscaler.go}.
 */
final class MultiScaler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MultiScaler.class);
    private static final Duration TICK = Duration.ofSeconds(2);
    private static final String PART = "decider";

    /** What the deciders look at. */
    interface Sight {
        Observation observe(RevisionKey revision, ScalingMetric metric, Instant now);
    }

    private final Scheduler scheduler;
    private final ReadyPods readyPods;
    private final Sight sight;
    private final Journal journal;
    private final Map<RevisionKey, RevisionScaler> scalers = new ConcurrentHashMap<>();
    private final List<Consumer<RevisionKey>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<DecisionStep>> traces = new CopyOnWriteArrayList<>();
    private @Nullable Timer ticker;

    MultiScaler(Scheduler scheduler, ReadyPods readyPods, Sight sight, Journal journal) {
        this.scheduler = scheduler;
        this.readyPods = readyPods;
        this.sight = sight;
        this.journal = journal;
    }

    void onChange(Consumer<RevisionKey> listener) {
        listeners.add(listener);
    }

    void traceTo(Consumer<DecisionStep> trace) {
        traces.add(trace);
    }

    synchronized void start() {
        if (ticker == null) {
            ticker = scheduler.every(TICK, this::tick);
        }
    }

    @Override
    public synchronized void close() {
        if (ticker != null) {
            ticker.cancel();
            ticker = null;
        }
    }

    DeciderStatus ensure(RevisionKey revision, DeciderSpec spec) {
        RevisionScaler scaler = scalers.computeIfAbsent(revision, key -> create(key, spec));
        scaler.update(spec);
        return scaler.status();
    }

    private RevisionScaler create(RevisionKey revision, DeciderSpec spec) {
        OptionalInt ready = readyPods.count(revision);
        return new RevisionScaler(spec, ready.orElse(0), scheduler.instant());
    }

    void forget(RevisionKey revision) {
        scalers.remove(revision);
    }

    Optional<DeciderStatus> status(RevisionKey revision) {
        return Optional.ofNullable(scalers.get(revision)).map(RevisionScaler::status);
    }

    /**
     * Decides at once if {@code stat} is load for a revision that should have no pods, or about
     * which nothing was decided yet; upstream lets the latter wait for its tick, and a held request
     * with it. Never blocks: the evaluation runs on its own, and any number of pokes before it
     * cause only one.
     */
    void poke(RevisionKey revision, Stat stat) {
        RevisionScaler scaler = scalers.get(revision);
        if (scaler != null
                && scaler.status().desiredScale() <= 0
                && stat.averageConcurrentRequests() != 0
                && scaler.poke()) {
            scheduler.execute(() -> {
                scaler.pokeHeard();
                evaluate(revision, scaler);
            });
        }
    }

    private void tick() {
        scalers.forEach(this::evaluate);
    }

    private void evaluate(RevisionKey revision, RevisionScaler scaler) {
        try {
            Instant now = scheduler.instant();
            Observation seen = sight.observe(revision, scaler.spec().metric(), now);
            RevisionScaler.Outcome outcome = scaler.evaluate(seen, now);
            var step =
                    new DecisionStep(
                            revision,
                            now,
                            outcome.spec(),
                            seen,
                            outcome.before(),
                            outcome.decision());
            traces.forEach(trace -> trace.accept(step));
            if (outcome.newReason()) {
                journal.record(revision.toString(), now, PART, step.reason());
            }
            if (outcome.changed()) {
                listeners.forEach(listener -> listener.accept(revision));
            }
        } catch (RuntimeException e) {
            // One revision must not keep those after it from being decided about.
            log.atError()
                    .addKeyValue("knative.dev/key", revision)
                    .setCause(e)
                    .log("decision failed");
        }
    }
}
