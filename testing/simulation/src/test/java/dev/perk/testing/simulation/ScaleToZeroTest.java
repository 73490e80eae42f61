package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Idle to zero with Knative's defaults: stable window 60 s, grace period 30 s. */
class ScaleToZeroTest {

    /**
     * The activator was in the path all along, so there is nothing to wait for after the window.
     * Decisions are made at even seconds; the second of the request leaves the window after 60.
     */
    @ParameterizedTest
    @CsvSource({"100, 60", "101, 61"})
    void aRevisionBehindTheActivatorSleepsAfterTheStableWindow(int call, int idle) {
        try (var perk = SimulatedPerk.seeded(21)) {
            perk.apply(Manifest.service("hello").yaml());
            callOnceAt(call, perk);
            assertThat(timeUntilNoPodIsWanted(perk)).isEqualTo(Duration.ofSeconds(idle));
        }
    }

    /** Pods were called directly: the way to them is closed for a grace period before they go. */
    @ParameterizedTest
    @CsvSource({"100, 90", "101, 91"})
    void aRevisionThatWasCalledDirectlySleepsAfterTheWindowAndTheGracePeriod(int call, int idle) {
        try (var perk = SimulatedPerk.seeded(22)) {
            perk.apply(Manifest.service("hello").annotated("target-burst-capacity", "0").yaml());
            callOnceAt(call, perk);
            perk.advance("10s");
            assertThat(perk.get(Kinds.SERVERLESS_SERVICE, "hello-00001"))
                    .hasValueSatisfying(service ->
                            assertThat(service.spec().path("mode").asText()).isEqualTo("Serve"));
            assertThat(timeUntilNoPodIsWanted(perk)).isEqualTo(Duration.ofSeconds(idle - 10));
        }
    }

    @Test
    void theLastPodStaysAsLongAsItIsRetained() {
        try (var perk = SimulatedPerk.seeded(23)) {
            perk.apply(
                    Manifest.service("hello")
                            .annotated("scale-to-zero-pod-retention-period", "2m")
                            .yaml());
            callOnceAt(300, perk);
            assertThat(timeUntilNoPodIsWanted(perk))
                    .as("the window, and two minutes")
                    .isEqualTo(Duration.ofMinutes(3));
        }
    }

    @Test
    void aRevisionWithAMinimumNeverSleeps() {
        try (var perk = SimulatedPerk.seeded(24)) {
            perk.apply(Manifest.service("hello").annotated("min-scale", "2").yaml());
            perk.advance("30m");
            assertThat(perk.pods("hello-00001")).isEqualTo(2);
        }
    }

    /** Perk's own: no new revision, and what the template says holds again afterwards. */
    @Test
    void aServiceScalesItsLatestReadyRevisionByItsOwnMetadata() {
        try (var perk = SimulatedPerk.seeded(26)) {
            perk.apply(Manifest.service("hello").yaml());
            perk.advance("5m");
            assertThat(perk.pods("hello-00001")).as("asleep").isZero();

            perk.apply(scaled("'2'"));
            perk.advance("1s");
            assertThat(perk.pods("hello-00001")).as("at once").isEqualTo(2);
            assertThat(perk.get(Kinds.REVISION, "hello-00002")).isEmpty();

            perk.apply(Manifest.service("hello").env("VERSION", "2").yaml());
            perk.advance("5m");
            assertThat(perk.pods("hello-00001")).as("not the latest any more").isZero();
            assertThat(perk.pods("hello-00002")).isEqualTo(2);

            perk.apply(scaled("null"));
            perk.advance("5m");
            assertThat(perk.pods("hello-00002")).isZero();
        }
    }

    private static String scaled(String minScale) {
        return """
        apiVersion: serving.knative.dev/v1
        kind: Service
        metadata: {name: hello, annotations: {autoscaling.knative.dev/min-scale: %s}}
        """
                .formatted(minScale);
    }

    @Test
    void aServiceThatSleepsIsStillReady() {
        try (var perk = SimulatedPerk.seeded(25)) {
            perk.apply(Manifest.service("hello").yaml());
            perk.advance("5m");
            assertThat(perk.pods("hello-00001")).isZero();
            assertThat(perk.isReady("hello")).isTrue();
            assertThat(perk.condition(Kinds.REVISION, "hello-00001", "Active")).isEqualTo("False");
        }
    }

    private static void callOnceAt(int second, SimulatedPerk perk) {
        perk.advance(Duration.ofSeconds(second));
        assertThat(perk.pods("hello-00001")).as("asleep").isZero();
        perk.call("hello");
        perk.clock().runDue();
        assertThat(perk.pods("hello-00001")).as("woken up").isEqualTo(1);
    }

    private static Duration timeUntilNoPodIsWanted(SimulatedPerk perk) {
        Instant begin = perk.clock().instant();
        for (int i = 0; i < 3000; i++) {
            if (replicas(perk) == 0) {
                return Duration.between(begin, perk.clock().instant());
            }
            perk.advance("100ms");
        }
        throw new AssertionError("still " + replicas(perk) + " pods wanted after five minutes");
    }

    private static int replicas(SimulatedPerk perk) {
        return perk.get(Kinds.DEPLOYMENT, "hello-00001-deployment")
                .orElseThrow()
                .spec()
                .path("replicas")
                .asInt();
    }
}
