package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.http.End;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** More requests than there is room for, and containers that crash while others wait for them. */
final class Crashes {
    private static final int CRASHES = 8;

    private Crashes() {}

    /** All requests are answered but those that a container had when it crashed. */
    static void failOnlyWhatTheyHit(
            SimulatedPerk perk, long seed, int containerConcurrency, int maxScale) {
        var random = new SplittableRandom(seed);
        perk.apply(
                Manifest.service("hello")
                        .containerConcurrency(containerConcurrency)
                        .annotated("max-scale", String.valueOf(maxScale))
                        .startsIn("0-900")
                        .answersIn("0-600")
                        .yaml());
        perk.advance("3s");
        Arrivals arrivals = perk.arrivals("hello", _ -> 12);
        for (int crash = 0; crash < CRASHES; crash++) {
            perk.advance(Duration.ofMillis(random.nextLong(1, 4000)));
            List<SimulatedContainer> busy =
                    perk.containers("hello-00001").stream()
                            .filter(container -> container.inFlight() > 0)
                            .toList();
            if (!busy.isEmpty()) {
                busy.get(random.nextInt(busy.size())).crash(1);
            }
        }
        perk.advance("5s");
        arrivals.stop();
        perk.advance("5m");

        long hit =
                perk.containers("hello-00001").stream().mapToLong(SimulatedContainer::cutOff).sum();
        assertThat(hit).as("requests in containers that crashed").isPositive();
        assertThat(perk.requests().failures())
                .allSatisfy(failure -> assertThat(failure.end()).isEqualTo(new End.Answered(502)))
                .as("of %d requests", perk.requests().sent())
                .hasSize((int) hit);
        assertThat(perk.requests().underWay()).isZero();
    }
}
