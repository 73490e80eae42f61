package dev.perk.testing.benchmarks;

import dev.perk.run.standalone.whatif.Arrivals;
import dev.perk.run.standalone.whatif.Outcome;
import dev.perk.run.standalone.whatif.Replay;
import dev.perk.run.standalone.whatif.Settings;
import dev.perk.run.standalone.whatif.Setup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A day of traffic for a hundred Services, replayed on one core by a JVM that has just started, as
 * it is by {@code perk simulate}: 8.6 million requests in all. Budget: 10 s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC"})
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class DayOfTrafficBenchmark {
    private static final int SERVICES = 100;
    private static final int DAY = 86_400;
    private static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Arrivals> days = new ArrayList<>();
    private final List<Setup> setups = new ArrayList<>();

    /** A third sleeps at night, a third has a limit, and each has its noon at another hour. */
    @org.openjdk.jmh.annotations.Setup
    public void load() {
        var random = new SplittableRandom(1);
        for (int service = 0; service < SERVICES; service++) {
            days.add(day(service, random));
            setups.add(
                    Settings.DEFAULT
                            .with("target=" + (5 + service % 20))
                            .with("containerConcurrency=" + (service % 3 == 1 ? 10 : 0))
                            .with("pod-start=1500ms")
                            .setup());
        }
    }

    private static Arrivals day(int service, SplittableRandom random) {
        var arrivals = new Arrivals.Builder(MIDNIGHT);
        double due = 0;
        for (int second = 0; second < DAY; second++) {
            double sun = Math.sin(2 * Math.PI * (second / (double) DAY + service / 100.0));
            due += service % 3 == 0 ? Math.PI * Math.max(0, sun) : 1 + 0.9 * sun;
            for (; due >= 1; due--) {
                arrivals.add(
                        MIDNIGHT.plusSeconds(second).plusMillis(random.nextInt(1000)),
                        Duration.ofMillis(20 + random.nextInt(1000)));
            }
        }
        return arrivals.build();
    }

    @Benchmark
    public long replay() {
        long requests = 0;
        for (int service = 0; service < SERVICES; service++) {
            Outcome outcome =
                    Replay.of(days.get(service), setups.get(service), Duration.ofMinutes(5));
            requests += outcome.waits().all();
        }
        if (requests < 8_000_000) {
            throw new IllegalStateException(requests + " requests (expected: 8.6 million)");
        }
        return requests;
    }
}
