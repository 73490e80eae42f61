package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Traffic and revisions: what moves when a Service is applied again. */
class RolloutTest {
    private static final Manifest FIRST =
            Manifest.service("hello").startsIn("200-900").answersIn("20-60");

    @Test
    void aNewRevisionTakesTheTrafficWithoutAFailedRequest() {
        try (var perk = SimulatedPerk.seeded(31)) {
            perk.apply(FIRST.yaml());
            perk.advance("5s");
            Users users = perk.users("hello", 40);
            perk.advance("10s");
            perk.apply(FIRST.env("VERSION", "2").yaml());
            perk.advance("5s");
            long before = perk.answeredBy("hello-00001");
            perk.advance("4m");
            users.stop();
            perk.advance("1s");

            assertThat(perk.requests().failures()).isEmpty();
            assertThat(perk.requests().underWay()).isZero();
            assertThat(perk.answeredBy("hello-00001"))
                    .as("none after the switch")
                    .isEqualTo(before);
            assertThat(perk.answeredBy("hello-00002")).isGreaterThan(10_000);
            assertThat(perk.pods("hello-00001")).as("nobody calls it any more").isZero();
            assertThat(perk.requests().longest())
                    .as("the switch waits for the new pods, requests do not")
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void twoRevisionsShareTheTrafficAsTheyAreTold() {
        try (var perk = SimulatedPerk.seeded(32)) {
            perk.apply(FIRST.yaml());
            perk.advance("5s");
            perk.apply(
                    FIRST.env("VERSION", "2")
                            .traffic(
                                    "{revisionName: hello-00001, percent: 50}",
                                    "{revisionName: hello-00002, percent: 50}")
                            .yaml());
            perk.advance("5s");
            assertThat(perk.isReady("hello")).isTrue();
            for (int i = 0; i < 10_000; i++) {
                perk.call("hello");
                perk.advance("2ms");
            }
            perk.advance("10s");

            assertThat(perk.requests().failures()).isEmpty();
            // Five standard deviations of a fair coin are 2.5 % of 10,000.
            assertThat(perk.answeredBy("hello-00001"))
                    .isCloseTo(5000L, Percentage.withPercentage(5));
            assertThat(perk.answeredBy("hello-00001") + perk.answeredBy("hello-00002"))
                    .isEqualTo(10_000);
        }
    }

    @Test
    void deletingAServiceLetsTheRequestsThatItHasFinish() {
        try (var perk = SimulatedPerk.seeded(33)) {
            perk.apply(Manifest.service("hello").answersIn("4000").yaml());
            for (int i = 0; i < 20; i++) {
                perk.call("hello");
            }
            perk.advance("1s");
            perk.delete(Kinds.KNATIVE_SERVICE, "hello");
            perk.advance("1s");
            var late = perk.call("hello");
            perk.advance("1m");

            assertThat(perk.requests().answered()).isEqualTo(20);
            assertThat(late.answer())
                    .hasValueSatisfying(answer ->
                            assertThat(answer.status()).as("the route is gone").isEqualTo(404));
            assertThat(perk.requests().failures()).hasSize(1);
            assertThat(perk.get(Kinds.REVISION, "hello-00001")).isEmpty();
            assertThat(perk.pods("hello-00001")).isZero();
        }
    }
}
