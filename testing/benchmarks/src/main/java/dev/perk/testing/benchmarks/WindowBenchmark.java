package dev.perk.testing.benchmarks;

import dev.perk.api.scaling.Aggregation;
import dev.perk.scaling.metrics.MetricWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One report into a window, and one average out of it. Upstream: BenchmarkWindowAverage. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class WindowBenchmark {

    @Param({"LINEAR", "WEIGHTED_EXPONENTIAL"})
    public Aggregation aggregation = Aggregation.LINEAR;

    @Param({"6", "60", "600"})
    public int seconds;

    private MetricWindow window = new MetricWindow(Duration.ofSeconds(1), aggregation);
    private long second = ScalingRevisions.START.getEpochSecond();
    private Instant last = ScalingRevisions.START;
    private Instant halfSilent = ScalingRevisions.START;

    @Setup
    public void fill() {
        window = new MetricWindow(Duration.ofSeconds(seconds), aggregation);
        for (int at = 0; at < seconds; at++) {
            second++;
            window.record(Instant.ofEpochSecond(second), at % 100);
        }
        last = Instant.ofEpochSecond(second);
        halfSilent = last.plusSeconds(seconds / 2);
    }

    @Benchmark
    public boolean recordInTheSameSecond() {
        return window.record(last, 1);
    }

    @Benchmark
    public boolean recordInTheNextSecond() {
        second++;
        return window.record(Instant.ofEpochSecond(second), 1);
    }

    @Benchmark
    public double average() {
        return window.average(last);
    }

    @Benchmark
    public double averageAfterSilence() {
        return window.average(halfSilent);
    }
}
