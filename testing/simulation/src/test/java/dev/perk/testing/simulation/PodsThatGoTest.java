package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.http.End;
import dev.perk.testing.testkit.FakeExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pod that goes takes nothing along but what it was doing when it crashed. */
class PodsThatGoTest {

    @Test
    void aPodThatDiesFailsItsOwnRequestsOnlyAndIsReplaced() {
        try (var perk = SimulatedPerk.seeded(41)) {
            perk.apply(
                    Manifest.service("hello")
                            .containerConcurrency(10)
                            .annotated("min-scale", "2")
                            .startsIn("500")
                            .answersIn("1000")
                            .yaml());
            perk.advance("5s");
            List<FakeExchange> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(perk.call("hello"));
            }
            perk.advance("500ms");
            SimulatedContainer victim = perk.containers("hello-00001").getFirst();
            assertThat(victim.inFlight()).isEqualTo(10);
            victim.crash(1);
            perk.advance("0s");
            assertThat(calls)
                    .filteredOn(FakeExchange::hasEnded)
                    .hasSize(10)
                    .allSatisfy(call -> assertThat(call.end()).contains(new End.Answered(502)));
            perk.advance("10s");

            assertThat(perk.requests().answered()).as("those of the other pod").isEqualTo(10);
            assertThat(perk.snapshot("hello-00001").ready()).as("replaced").isEqualTo(2);
            assertThat(perk.containers("hello-00001")).hasSize(3);
        }
    }

    /** With each of these seeds, some were once sent to the dead pod, and answered 502. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aCrashFailsOnlyWhatWasInTheContainer(long seed) {
        try (var perk = SimulatedPerk.seeded(seed)) {
            Crashes.failOnlyWhatTheyHit(perk, seed, 3, 2);
        }
    }

    @Test
    void requestsThatComeWhileAPodIsReplacedWaitForIt() {
        try (var perk = SimulatedPerk.seeded(42)) {
            perk.apply(Manifest.service("hello").startsIn("700").answersIn("10").yaml());
            perk.advance("5s");
            perk.containers("hello-00001").getFirst().crash(1);
            perk.advance("1ms");
            perk.call("hello");
            perk.advance("5s");

            assertThat(perk.requests().failures()).isEmpty();
            assertThat(perk.requests().longest())
                    .isBetween(Duration.ofMillis(700), Duration.ofMillis(712));
        }
    }

    /**
     * Upstream waits for requests with a preStop hook of the container, and the drain of its proxy.
     */
    @Test
    void scalingDownNeverEndsAPodThatHasARequest() {
        try (var perk = SimulatedPerk.seeded(43)) {
            perk.apply(
                    Manifest.service("hello")
                            .containerConcurrency(10)
                            .startsIn("200")
                            .answersIn("2000-9000")
                            .annotated("window", "10s")
                            .yaml());
            perk.advance("5s");
            Arrivals arrivals =
                    perk.arrivals(
                            "hello",
                            since -> since.toSeconds() % 120 < 60 ? 12 : 1); // up and down again
            perk.advance("8m");
            arrivals.stop();
            perk.advance("2m");

            assertThat(perk.containers("hello-00001"))
                    .as("it did scale up and down")
                    .hasSizeGreaterThan(30)
                    .allSatisfy(container -> {
                        assertThat(container.hasEnded()).isTrue();
                        assertThat(container.cutOff()).isZero();
                    });
            assertThat(perk.requests().failures()).isEmpty();
            assertThat(perk.requests().underWay()).isZero();
        }
    }

    @Test
    void whoLeavesMakesRoom() {
        try (var perk = SimulatedPerk.seeded(44)) {
            perk.apply(
                    Manifest.service("hello")
                            .containerConcurrency(1)
                            .annotated("max-scale", "1")
                            .answersIn("1000")
                            .yaml());
            FakeExchange first = perk.call("hello");
            FakeExchange second = perk.call("hello");
            FakeExchange third = perk.call("hello");
            perk.advance("200ms");
            second.clientLeaves();
            first.clientLeaves();
            perk.advance("1s");

            assertThat(third.end()).contains(new End.Answered(200));
            assertThat(perk.requests().longest()).isEqualTo(Duration.ofMillis(1200));
        }
    }
}
