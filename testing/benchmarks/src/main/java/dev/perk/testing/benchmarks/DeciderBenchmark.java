package dev.perk.testing.benchmarks;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.ScalingMetric;
import dev.perk.scaling.autoscaler.DeciderState;
import dev.perk.scaling.autoscaler.Decision;
import dev.perk.scaling.autoscaler.KpaDecider;
import dev.perk.scaling.autoscaler.Observation;
import dev.perk.scaling.metrics.Collector;
import dev.perk.scaling.metrics.Measurement;
import dev.perk.scaling.metrics.Scrape;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision for one revision: its windows averaged, the algorithm, its state kept. Budget: 2 µs,
 * and no allocation that grows with history.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 5, time = 1)
@org.openjdk.jmh.annotations.Measurement(iterations = 5, time = 1)
public class DeciderBenchmark {

    /** How many revisions take turns: what one, a thousand and a hundred thousand do to caches. */
    @Param({"1", "1000", "100000"})
    public int revisions;

    private RevisionKey[] keys = {};
    private DeciderState[] states = {};
    private final Collector collector =
            new Collector(
                    new ManualScheduler(ScalingRevisions.NOW),
                    (revision, spec, then) -> then.accept(new Scrape.NoPods()),
                    revision -> {});
    private int next;

    @Setup
    public void load() {
        keys = ScalingRevisions.keys(revisions);
        for (RevisionKey key : keys) {
            collector.collect(key, ScalingRevisions.METRIC);
        }
        ScalingRevisions.load(keys, collector::record);
        states = new DeciderState[revisions];
        Arrays.setAll(
                states,
                at -> DeciderState.initial(ScalingRevisions.SPEC, at % 4, ScalingRevisions.NOW));
    }

    @Benchmark
    public Decision decide() {
        int at = next;
        next = at + 1 == revisions ? 0 : at + 1;
        Measurement measured =
                collector.measure(keys[at], ScalingMetric.CONCURRENCY, ScalingRevisions.NOW);
        Observation seen =
                switch (measured) {
                    case Measurement.Load(double stable, double panic, double inFlight) ->
                            new Observation.Load(at % 4, stable, panic, inFlight);
                    case Measurement.NoData _ -> throw new IllegalStateException("no data");
                    case Measurement.NotCollecting _ -> throw new IllegalStateException("unknown");
                };
        Decision decision =
                KpaDecider.decide(ScalingRevisions.SPEC, seen, states[at], ScalingRevisions.NOW);
        states[at] = decision.next();
        return decision;
    }
}
