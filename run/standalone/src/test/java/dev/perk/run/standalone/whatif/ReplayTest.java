package dev.perk.run.standalone.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.config.AutoscalerConfig;
import dev.perk.api.scaling.ScalingSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The specification's worked examples (§7), from the first request to the last replica. */
class ReplayTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TAIL = Duration.ofMinutes(5);

    private final Map<String, String> annotations = new TreeMap<>();
    private final Arrivals.Builder arrivals = new Arrivals.Builder(BEGIN);
    private int containerConcurrency;
    private Duration podStart = Duration.ofSeconds(2);
    private Duration podStop = Duration.ZERO;

    /** 7.3: one request, one pod. */
    @Test
    void aFirstRequestStartsOnePodAndWaitsForItOnly() {
        request(1.0, 0.1);
        Outcome outcome = replay();
        assertThat(outcome.requests()).isEqualTo(1);
        assertThat(outcome.coldStarts()).isEqualTo(1);
        assertThat(outcome.replicas().peak()).isEqualTo(1);
        assertThat(outcome.waits().quantile(1)).isEqualTo(podStart);
    }

    @Test
    void theVeryFirstMomentCountsAsWell() {
        request(0, 0.1);
        Outcome outcome = replay();
        assertThat(outcome.coldStarts()).isEqualTo(1);
        assertThat(outcome.podStarts()).isEqualTo(1);
    }

    /** 7.7 (a): the activator was in the path all along, so the pod goes soon after the window. */
    @Test
    void anIdlePodGoesSoonAfterTheStableWindow() {
        request(0, 0.1);
        assertThat(replay().replicaSeconds()).isBetween(62.0, 68.0);
    }

    @Test
    void aPodIsPaidForUntilNothingIsLeftOfIt() {
        request(0, 0.1);
        double atOnce = replay().replicaSeconds();
        podStop = seconds(3);
        assertThat(replay().replicaSeconds()).isEqualTo(atOnce + 3);
    }

    /** 7.7 (b): with a burst capacity of zero the way has to be turned first. */
    @Test
    void whereTheActivatorHasToTakeOverFirstTheGracePeriodCountsToo() {
        annotations.put("target-burst-capacity", "0");
        request(0, 0.1);
        assertThat(replay().replicaSeconds()).isBetween(90.0, 97.0);
    }

    /** 7.7 (c). */
    @Test
    void aRetainedPodStays() {
        annotations.put("scale-to-zero-pod-retention-period", "2m");
        request(0, 0.1);
        assertThat(replay().replicaSeconds()).isBetween(180.0, 190.0);
    }

    /** 7.1: 500 at a time, 100 per pod, at most three pods. */
    @Test
    void fiveHundredAtATimeHaveThreePodsAndNoMore() {
        containerConcurrency = 100;
        annotations.put("max-scale", "3");
        for (int user = 0; user < 500; user++) {
            request(0, 60);
        }
        Outcome outcome = replay();
        assertThat(outcome.replicas().peak()).isEqualTo(3);
        assertThat(outcome.concurrency().peak()).isEqualTo(500);
        assertThat(outcome.waits().quantile(1)).as("the last 200").isGreaterThan(seconds(60));
        assertThat(outcome.waits().quantile(0.2)).as("100 in the first").isEqualTo(podStart);
    }

    /** Ten percent of ten seconds: a decision has to see the reports of its own second. */
    @Test
    void aSurgeIsSeenByAPanicWindowOfOneSecond() {
        annotations.putAll(Map.of("metric", "rps", "target", "10", "window", "10s"));
        for (int i = 0; i < 40; i++) {
            request(i * 0.5, 0.01);
        }
        for (int i = 0; i < 120; i++) {
            request(20 + i * 0.025, 0.01);
        }
        // 40 per second at 7 per pod; the stable window never sees more than 14.
        assertThat(replay().replicas().peak()).isEqualTo(6);
    }

    @Test
    void aMinimumIsThereFromTheBeginningToTheEnd() {
        annotations.put("min-scale", "2");
        request(10, 0.1);
        Outcome outcome = replay();
        assertThat(outcome.coldStarts()).isZero();
        assertThat(outcome.replicaSeconds()).isEqualTo(2 * 310.0);
        assertThat(outcome.waits().waited()).isZero();
    }

    /** One after the other would take 20 s; two pods with a slot each take ten. */
    @Test
    void whoFindsNoSlotWaitsForOne() {
        containerConcurrency = 1;
        annotations.put("min-scale", "2");
        annotations.put("max-scale", "2");
        for (int i = 0; i < 20; i++) {
            request(0, 1);
        }
        assertThat(replay().waits().quantile(1)).isEqualTo(seconds(9));
    }

    @Test
    void whoComesWhileTheQueueIsFullIsRefused() {
        containerConcurrency = 1;
        annotations.put("max-scale", "1");
        for (int i = 0; i < 10_005; i++) {
            request(0, 0.001);
        }
        Outcome outcome = replay();
        assertThat(outcome.refused()).isEqualTo(5);
        assertThat(outcome.waits().all()).isEqualTo(10_000);
    }

    @Test
    void theSameAgainIsTheSameAgain() {
        for (int i = 0; i < 3000; i++) {
            request(i * 0.017, 0.3 + i % 7);
        }
        Outcome one = replay();
        Outcome other = replay();
        assertThat(other.replicas().means()).isEqualTo(one.replicas().means());
        assertThat(other.waits().quantile(0.99)).isEqualTo(one.waits().quantile(0.99));
    }

    private void request(double at, double duration) {
        arrivals.add(BEGIN.plus(seconds(at)), seconds(duration));
    }

    private Outcome replay() {
        Map<String, String> full = new TreeMap<>();
        annotations.forEach((key, value) -> full.put("autoscaling.knative.dev/" + key, value));
        var setup =
                new Setup(
                        new ScalingSettings(full, AutoscalerConfig.DEFAULT),
                        containerConcurrency,
                        podStart,
                        podStop,
                        0);
        return Replay.of(arrivals.build(), setup, TAIL);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
