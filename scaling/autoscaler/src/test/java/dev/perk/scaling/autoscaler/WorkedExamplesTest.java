package dev.perk.scaling.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.Aggregation;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.scaling.ScaleBounds;
import dev.perk.api.scaling.ScalingMetric;
import dev.perk.api.stats.Stat;
import dev.perk.scaling.metrics.Collector;
import dev.perk.scaling.metrics.Measurement;
import dev.perk.scaling.metrics.Scrape;
import dev.perk.testing.testkit.DeciderSpecBuilder;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The worked examples of the specification that go through the windows: 7.1, 7.4, the deciding half
 * of 7.7 and the rounding of 7.16. Windows of 60 s and 6 s, target 70 of 100, burst capacity 211.
 */
class WorkedExamplesTest {
    private static final RevisionKey HELLO = new RevisionKey("default", "hello-00001");

    private final FakeClock clock = new FakeClock();
    private final Collector collector =
            new Collector(
                    clock, (revision, spec, then) -> then.accept(new Scrape.NoPods()), key -> {});
    private final DeciderSpec spec = new DeciderSpecBuilder().build();
    private DeciderState state = new DeciderState(new Mode.Stable(), DelayWindow.NONE);

    WorkedExamplesTest() {
        collector.collect(
                HELLO,
                new MetricSpec(
                        Duration.ofSeconds(60), Duration.ofSeconds(6), "", Aggregation.LINEAR));
    }

    /** 7.1: each row is t, ready, S, P, desired, EBC, want after max-scale 3. */
    @Test
    void fiveHundredRequestsOnThreePodsPanicForEver() {
        double[][] rows = {
            {0, 1, 8.333333, 83.333333, 2, -195, 2},
            {2, 1, 25, 250, 4, -361, 3},
            {4, 1, 41.666667, 416.666667, 6, -528, 3},
            {6, 1, 58.333333, 500, 8, -611, 3},
            {8, 1, 75, 500, 8, -611, 3},
            {10, 3, 91.666667, 500, 8, -411, 3},
            {30, 3, 258.333333, 500, 8, -411, 3},
            {60, 3, 500, 500, 8, -411, 3},
            {300, 3, 500, 500, 8, -411, 3},
        };
        for (int second = 0; second < 60; second++) {
            load(0);
            clock.advance("1s");
        }
        int second = 0;
        for (double[] row : rows) {
            for (; second < row[0]; second++) {
                load(500);
                if (second % 2 == 0) {
                    decide(second < 10 ? 1 : 3);
                }
                clock.advance("1s");
            }
            load(500);
            Decision.Scale decision = decide((int) row[1]);
            String at = "at " + second + " s";
            assertThat(decision.seen())
                    .as(at)
                    .isEqualTo(new Observation.Load((int) row[1], row[2], row[3]));
            assertThat(decision.desiredPods()).as(at).isEqualTo((int) row[4]);
            assertThat(decision.excessBurstCapacity()).as(at).isEqualTo((int) row[5]);
            assertThat(new ScaleBounds(0, 3).clamp(decision.desiredPods()))
                    .as(at)
                    .isEqualTo((int) row[6]);
            assertThat(decision.next().mode())
                    .as(at)
                    .isInstanceOfSatisfying(
                            Mode.Panic.class,
                            panic -> assertThat(panic.lastExceeded()).isEqualTo(clock.instant()));
            clock.advance("1s");
            second++;
        }
        assertThat(spec.activators(3)).isEqualTo(6);
    }

    /** 7.4. */
    @Test
    void aBurstOfThreeHundredFromZero() {
        load(1);
        Decision.Scale first = decide(0);
        assertThat(first.desiredPods()).isEqualTo(1);

        clock.advance("1s");
        load(299);
        clock.advance("1s");
        load(300);
        Decision.Scale second = decide(0);
        assertThat(second.seen()).isEqualTo(new Observation.Load(0, 200, 200));
        assertThat(second.desiredPods()).isEqualTo(3);
        assertThat(second.excessBurstCapacity()).isEqualTo(-411);
        assertThat(second.next().mode()).isInstanceOf(Mode.Panic.class);

        clock.advance("1s");
        load(300);
        clock.advance("1s");
        load(300);
        Decision.Scale third = decide(0);
        assertThat(third.desiredPods()).isEqualTo(4);
        assertThat(third.excessBurstCapacity()).isEqualTo(-451);

        clock.advance("1s");
        load(300);
        clock.advance("1s");
        load(300);
        Decision.Scale fourth = decide(5);
        assertThat(fourth.seen()).isEqualTo(new Observation.Load(5, 257.142857, 299.833333));
        assertThat(fourth.desiredPods()).isEqualTo(5);
        assertThat(fourth.excessBurstCapacity()).isEqualTo(-11);
    }

    /** 7.7: the last request ends at second 0, so the last busy bucket leaves at second 60. */
    @Test
    void anIdlePodIsWantedUntilItsLastBusySecondLeavesTheWindow() {
        load(1);
        decide(1);
        for (int second = 1; second <= 62; second++) {
            clock.advance("1s");
            load(0);
            if (second % 2 == 0) {
                assertThat(decide(1).desiredPods())
                        .as("at %d s", second)
                        .isEqualTo(second < 60 ? 1 : 0);
            }
        }
    }

    /** 7.16: averages are rounded to six decimals first, and the rest decides about a pod. */
    @ParameterizedTest
    @CsvSource({"70.0000004, 70, 1", "70.0000006, 70.000001, 2"})
    void aMillionthOfARequestAsksForAPod(double concurrency, double average, int pods) {
        load(concurrency);
        Decision.Scale decision = decide(1);
        assertThat(decision.seen()).isEqualTo(new Observation.Load(1, average, average));
        assertThat(decision.desiredPods()).isEqualTo(pods);
    }

    private void load(double concurrency) {
        collector.record(HELLO, Stat.ofActivator("activator", concurrency, concurrency));
    }

    private Decision.Scale decide(int ready) {
        var load =
                (Measurement.Load)
                        collector.measure(HELLO, ScalingMetric.CONCURRENCY, clock.instant());
        var seen = new Observation.Load(ready, load.stable(), load.panic(), load.inFlight());
        var decision = (Decision.Scale) KpaDecider.decide(spec, seen, state, clock.instant());
        state = decision.next();
        return decision;
    }
}
