package dev.perk.testing.benchmarks;

import dev.perk.api.RevisionKey;
import dev.perk.api.why.Journal;
import dev.perk.scaling.autoscaler.Autoscaler;
import dev.perk.scaling.metrics.Scrape;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The tick that comes every two seconds: pods counted, windows averaged, every revision decided
 * about, locks and journal included. {@code decisions} is how many one core makes per second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AutoscalerTickBenchmark {

    @Param({"1", "1000", "100000"})
    public int revisions;

    private Runnable tick = () -> {};

    /** Decisions, next to the ticks that JMH counts. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Counters {
        public long decisions;

        @Setup(Level.Iteration)
        public void reset() {
            decisions = 0;
        }
    }

    @Setup
    public void load() {
        var scheduler = new ManualScheduler(ScalingRevisions.NOW);
        var autoscaler =
                new Autoscaler(
                        scheduler,
                        revision -> OptionalInt.of(3),
                        (revision, spec, then) -> then.accept(new Scrape.NoPods()),
                        new Journal(1000, 50));
        RevisionKey[] keys = ScalingRevisions.keys(revisions);
        for (RevisionKey key : keys) {
            autoscaler.collect(key, ScalingRevisions.METRIC);
            autoscaler.ensure(key, ScalingRevisions.SPEC);
        }
        ScalingRevisions.load(keys, autoscaler::record);
        autoscaler.start();
        tick = scheduler.every(Duration.ofSeconds(2));
    }

    @Benchmark
    public void tick(Counters counters) {
        tick.run();
        counters.decisions += revisions;
    }
}
