package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The siege: 500 users, containerConcurrency 100, max-scale 3, from zero. The worked example of the
 * decisions is {@code autoscaling/kpa} at 500 concurrent requests with 70 % utilisation.
 */
class ConcurrencyLimitTest {
    private static final Manifest SERVICE =
            Manifest.service("hello")
                    .containerConcurrency(100)
                    .annotated("max-scale", "3")
                    .startsIn("300")
                    .answersIn("180-220");

    @Test
    void fiveHundredUsersShareThreePodsOfAHundredEach() {
        try (var perk = SimulatedPerk.seeded(11)) {
            perk.apply(SERVICE.yaml());
            perk.advance("3m");
            Users users = perk.users("hello", 500);
            perk.advance("2m");
            int pods = perk.pods("hello-00001");
            users.stop();
            perk.advance("2s");

            List<SimulatedContainer> containers = perk.containers("hello-00001");
            assertThat(perk.requests().failures()).isEmpty();
            assertThat(perk.requests().underWay()).isZero();
            assertThat(pods).isEqualTo(3);
            assertThat(containers).as("one from the first start, three from the siege").hasSize(4);
            assertThat(containers.subList(1, 4))
                    .as("each was filled, and none over its limit")
                    .extracting(SimulatedContainer::mostAtOnce)
                    .containsOnly(100);
            assertThat(perk.requests().longest())
                    .as("500 users over 300 places: nobody waits for more than two turns")
                    .isLessThan(Duration.ofMillis(1500));
        }
    }

    @Test
    void aPodWithOnePlaceServesOneAfterTheOther() {
        try (var perk = SimulatedPerk.seeded(12)) {
            perk.apply(
                    Manifest.service("hello")
                            .containerConcurrency(1)
                            .annotated("max-scale", "1")
                            .answersIn("100")
                            .yaml());
            for (int i = 0; i < 10; i++) {
                perk.call("hello");
            }
            perk.advance("950ms");
            assertThat(perk.requests().answered()).isEqualTo(9);
            perk.advance("50ms");
            assertThat(perk.requests().answered()).isEqualTo(10);
        }
    }
}
