package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.http.End;
import dev.perk.testing.testkit.FakeExchange;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Knative's timeline of the first request at zero, without its polls: "from the first held request
 * to the container's first byte no step waits for a timer" (Knative Serving: activator, KPA, SKS).
 */
class ColdStartTest {
    /**
     * Orders in which tasks of one moment may run; whatever waits for luck shows in one of them.
     */
    private static final int SEEDS = 40;

    @Test
    void aServiceBecomesReadyWithoutWaitingForATimer() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try (var perk = SimulatedPerk.seeded(seed)) {
                perk.apply(Manifest.service("hello").yaml());

                assertThat(perk.isReady("hello")).as("at once, seed %s", seed).isTrue();
            }
        }
    }

    @Test
    void theFirstRequestIsHeldAndAnsweredWithoutWaitingForATimer() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try (var perk = asleep(seed, Manifest.service("hello"))) {
                FakeExchange call = perk.call("hello");
                perk.advance("0s");

                assertThat(call.end())
                        .as("at the moment of its arrival, seed %s", seed)
                        .contains(new End.Answered(200));
                assertThat(perk.containers("hello-00001")).as("by a new pod").hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 300, 2500})
    void theFirstRequestWaitsForTheApplicationAlone(int startMillis) {
        var service = Manifest.service("hello").startsIn(String.valueOf(startMillis));
        try (var perk = asleep(7, service)) {
            perk.call("hello");
            perk.advance("10s");

            assertThat(perk.requests().longest())
                    .as("the application's own start, and up to 1 ms until a probe sees it")
                    .isBetween(Duration.ofMillis(startMillis), Duration.ofMillis(startMillis + 1));
        }
    }

    @Test
    void aBurstAtZeroIsAnsweredByTheFirstPodThatIsReady() {
        try (var perk = asleep(3, Manifest.service("hello").startsIn("400").answersIn("20"))) {
            for (int i = 0; i < 300; i++) {
                perk.call("hello");
            }
            perk.advance("1s");

            assertThat(perk.requests().answered()).isEqualTo(300);
            assertThat(perk.requests().longest()).isLessThanOrEqualTo(Duration.ofMillis(421));
        }
    }

    private static SimulatedPerk asleep(long seed, Manifest service) {
        SimulatedPerk perk = SimulatedPerk.seeded(seed);
        perk.apply(service.yaml());
        perk.advance("2m");
        assertThat(perk.isReady(service.name())).as("ready, though asleep").isTrue();
        assertThat(perk.pods(service.name() + "-00001")).as("asleep").isZero();
        return perk;
    }
}
