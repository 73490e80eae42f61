package dev.perk.run.standalone.whatif;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.scaling.Reachability;
import dev.perk.api.stats.Stat;
import dev.perk.api.stats.StatMessage;
import dev.perk.api.why.Journal;
import dev.perk.request.activator.ConcurrencyReporter;
import dev.perk.scaling.autoscaler.Autoscaler;
import dev.perk.scaling.autoscaler.DecisionStep;
import dev.perk.scaling.metrics.PodStats;
import dev.perk.scaling.metrics.Scrape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What the scaling path would have done with some requests and some settings: the code that runs in
 * production, from the counting of requests to the number of replicas, on time that is not real.
 *
 * <p>Equal arguments give equal outcomes.
 */
public final class Replay {
    private static final RevisionKey REVISION = new RevisionKey("replay", "revision");

    /**
     * When within the second of the activator's reports pods are asked and decisions made. The
     * clocks of running parts tick apart from each other, half a second on the whole. At the same
     * moment, a decision would come before the reports of its second, and a panic window of one
     * second would always be empty.
     */
    private static final Duration BETWEEN_REPORTS = Duration.ofMillis(500);

    /** What the chart of an outcome is made of. */
    public static final int PARTS = 72;

    private final Arrivals arrivals;
    private final VirtualTime time;
    private final Tally tally;
    private final long end;
    private final Autoscaler autoscaler;
    private final ConcurrencyReporter reporter;
    private final Fleet fleet;
    private final Scaler scaler;

    /**
     * Who wants to see how an outcome came about.
     *
     * @param stats what reached the autoscaler, from the activator and from the pods
     * @param decisions what the decider made of it
     * @param looks what the scaler made of that
     */
    public record Traces(
            BiConsumer<Instant, Stat> stats,
            Consumer<DecisionStep> decisions,
            Consumer<Look> looks) {
        static final Traces NONE = new Traces((_, _) -> {}, _ -> {}, _ -> {});
    }

    private Replay(Arrivals arrivals, Setup setup, Duration tail, Traces traces) {
        this.arrivals = arrivals;
        this.end = arrivals.length().plus(tail).toNanos();
        time = new VirtualTime(arrivals.begin());
        tally = new Tally(PARTS, Math.max(1, end));
        fleet = new Fleet(time, setup, tally, this::readyChanged);
        autoscaler = new Autoscaler(time, fleet, pods(traces), new Journal(1, 1));
        autoscaler.traceTo(traces.decisions());
        reporter = new ConcurrencyReporter("activator", time, messages -> report(messages, traces));
        int least = setup.settings().bounds(Reachability.REACHABLE).min();
        fleet.begin(Math.max(setup.replicas(), least));
        scaler = new Scaler(time, autoscaler, REVISION, setup, fleet, traces.looks());
        autoscaler.onDecision(_ -> scaler.lookSoon());
        autoscaler.collect(REVISION, MetricSpec.of(setup.settings(), "private"));
    }

    private void report(List<StatMessage> messages, Traces traces) {
        for (StatMessage message : messages) {
            traces.stats().accept(time.instant(), message.stat());
            autoscaler.record(message.revision(), message.stat());
        }
    }

    private PodStats pods(Traces traces) {
        return (revision, spec, then) ->
                fleet.scrape(
                        revision,
                        spec,
                        answer -> {
                            if (answer instanceof Scrape.Answered(Stat stat)) {
                                traces.stats().accept(time.instant(), stat);
                            }
                            then.accept(answer);
                        });
    }

    private void readyChanged() {
        scaler.lookSoon();
    }

    /**
     * @param tail how long to look on after the last arrival
     */
    public static Outcome of(Arrivals arrivals, Setup setup, Duration tail) {
        return of(arrivals, setup, tail, Traces.NONE);
    }

    /** As {@link #of(Arrivals, Setup, Duration)}, for one who wants to see everything. */
    public static Outcome of(Arrivals arrivals, Setup setup, Duration tail, Traces traces) {
        return new Replay(arrivals, setup, tail, traces).run();
    }

    private Outcome run() {
        scaler.lookSoon();
        time.after(BETWEEN_REPORTS.toNanos(), autoscaler::start);
        for (int i = 0; i < arrivals.count(); i++) {
            time.advanceTo(arrivals.time(i));
            arrive(arrivals.duration(i));
        }
        time.advanceTo(end);
        return tally.outcome();
    }

    private void arrive(long duration) {
        tally.arrived(time.nanoTime());
        if (!scaler.isDirect() || !fleet.direct(duration)) {
            fleet.throughActivator(duration, reporter.count(REVISION));
        }
        time.runSoon();
    }
}
