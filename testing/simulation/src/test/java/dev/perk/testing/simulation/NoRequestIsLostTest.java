package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whatever the traffic, the limits and the starts are. */
class NoRequestIsLostTest {

    @Property(tries = 20)
    void everyRequestIsAnsweredWithinTheBoundsAndAllSleepsInTheEnd(
            @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
            @ForAll @IntRange(min = 0, max = 12) int concurrency,
            @ForAll @IntRange(min = 1, max = 6) int maxScale,
            @ForAll @IntRange(min = 0, max = 5000) int slowestStart,
            @ForAll @IntRange(min = 1, max = 400) int slowestAnswer,
            @ForAll @IntRange(min = 1, max = 25) int rate) {
        try (var perk = SimulatedPerk.seeded(seed)) {
            perk.apply(
                    Manifest.service("hello")
                            .containerConcurrency(concurrency)
                            .annotated("max-scale", String.valueOf(maxScale))
                            .startsIn("0-" + slowestStart)
                            .answersIn("0-" + slowestAnswer)
                            .yaml());
            perk.advance("6s");
            Arrivals arrivals =
                    perk.arrivals("hello", since -> since.toSeconds() / 20 % 3 == 0 ? rate : 0.1);
            for (int second = 0; second < 240; second++) {
                perk.advance("1s");
                assertThat(perk.snapshot("hello-00001").ready()).isLessThanOrEqualTo(maxScale);
            }
            arrivals.stop();
            perk.advance("10m");

            assertThat(perk.requests().failures()).isEmpty();
            assertThat(perk.requests().underWay()).isZero();
            assertThat(perk.requests().answered()).isEqualTo(perk.requests().sent());
            assertThat(perk.pods("hello-00001")).isZero();
        }
    }

    @Property(tries = 20)
    void newRevisionsComeAndGoWithoutAFailedRequest(
            @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
            @ForAll @IntRange(min = 0, max = 6) int concurrency,
            @ForAll @IntRange(min = -1, max = 30) int burstCapacity,
            @ForAll @IntRange(min = 3, max = 25) int secondsBetween) {
        Manifest service =
                Manifest.service("hello")
                        .containerConcurrency(concurrency)
                        .annotated("target-burst-capacity", String.valueOf(burstCapacity))
                        .annotated("window", "6s")
                        .startsIn("0-1500")
                        .answersIn("0-700");
        try (var perk = SimulatedPerk.seeded(seed)) {
            perk.apply(service.yaml());
            perk.advance("3s");
            Arrivals arrivals = perk.arrivals("hello", _ -> 6);
            for (int version = 2; version <= 6; version++) {
                perk.advance(Duration.ofSeconds(secondsBetween));
                perk.apply(service.env("VERSION", String.valueOf(version)).yaml());
            }
            perk.advance("10s");
            arrivals.stop();
            perk.advance("5m");

            assertThat(perk.requests().failures()).isEmpty();
            assertThat(perk.requests().underWay()).isZero();
            assertThat(perk.answeredBy("hello-00006")).as("the last one serves").isPositive();
            for (int version = 1; version <= 6; version++) {
                assertThat(perk.pods("hello-0000" + version)).isZero();
            }
        }
    }

    /** Upstream would answer 502 to who is sent to a pod that has just crashed. */
    @Property(tries = 20)
    void crashesFailOnlyWhatTheyHit(
            @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
            @ForAll @IntRange(min = 0, max = 5) int concurrency,
            @ForAll @IntRange(min = 1, max = 3) int maxScale) {
        try (var perk = SimulatedPerk.seeded(seed)) {
            Crashes.failOnlyWhatTheyHit(perk, seed, concurrency, maxScale);
        }
    }
}
