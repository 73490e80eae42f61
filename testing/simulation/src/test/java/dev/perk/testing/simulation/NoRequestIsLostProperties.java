package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whatever the traffic, the limits and the starts are. */
class NoRequestIsLostProperties {

    @Property(tries = 40)
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
}
