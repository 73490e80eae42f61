package dev.perk.control.controllers.podautoscaler;

import static dev.perk.control.controllers.fixture.Manifests.annotated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.control.controllers.podautoscaler.Scaling.Network;
import dev.perk.control.controllers.podautoscaler.Scaling.Verdict;
import dev.perk.kube.control.Requeue;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Upstream: TestScaler and TestDisableScaleToZero (knative/serving
 * pkg/reconciler/autoscaling/kpa/scaler_test.go); the specification's §3.3 and 7.18.
 */
class ScalingTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private final PodAutoscalerFixture revision = new PodAutoscalerFixture();
    private Duration proxiedFor = Duration.ZERO;
    private boolean proxied;
    private boolean activatorAnswers = true;

    @Test
    void becomesInactiveAfterAStableWindowWithoutTraffic() {
        revision.active(seconds(60));
        assertThat(decide(0)).isEqualTo("want 0, hold, never");
    }

    @Test
    void looksAgainSoonIfTheServerlessServiceIsProxiedAlready() {
        revision.active(seconds(60));
        proxied = true;
        assertThat(decide(0)).isEqualTo("want 0, hold, after PT3S");
    }

    @Test
    void keepsOnePodUntilTheStableWindowIsOver() {
        revision.active(seconds(58));
        assertThat(decide(0)).isEqualTo("want 1, apply, after PT2S");
    }

    @Test
    void usesTheRevisionsOwnStableWindow() {
        revision.annotation("window", "6s").active(seconds(6));
        assertThat(decide(0)).isEqualTo("want 0, hold, never");
    }

    /** "scale to 0 after grace period". */
    @Test
    void goesToZeroAfterTheGracePeriod() {
        revision.inactive(seconds(30));
        assertThat(decide(0)).isEqualTo("want 0, apply, never");
    }

    /** "waits to scale to zero (just before grace period)". */
    @Test
    void waitsForTheGracePeriod() {
        revision.inactive(seconds(29));
        proxiedFor = seconds(10);
        assertThat(decide(0)).isEqualTo("want 0, hold, after PT20S");
    }

    /** "scale to zero, if proxied for grace period, though inactive for less". */
    @Test
    void doesNotWaitIfTheActivatorsWereInThePathAllAlong() {
        revision.inactive(seconds(1));
        proxiedFor = seconds(30);
        assertThat(decide(0)).isEqualTo("want 0, apply, never");
    }

    /** "grace 60s; inactive 60s, retention 120s → no scale". */
    @Test
    void retainsTheLastPodAsLongAsAsked() {
        revision.config("scale-to-zero-grace-period", "60s");
        revision.annotation("scale-to-zero-pod-retention-period", "120s").inactive(seconds(60));
        proxiedFor = HOUR;
        assertThat(decide(0)).isEqualTo("want 0, hold, after PT1M");
        revision.inactive(seconds(120));
        assertThat(decide(0)).isEqualTo("want 0, apply, never");
    }

    /** "inactive 59s, proxied 60s, retention 42s → scale". */
    @Test
    void goesToZeroOnceRetentionAndGraceAreBothOver() {
        revision.config("scale-to-zero-grace-period", "60s");
        revision.annotation("scale-to-zero-pod-retention-period", "42s").inactive(seconds(59));
        proxiedFor = seconds(60);
        assertThat(decide(0)).isEqualTo("want 0, apply, never");
    }

    @Test
    void retainsNoPodOfAnUnreachableRevision() {
        revision.annotation("scale-to-zero-pod-retention-period", "1h").unreachable();
        revision.inactive(seconds(31));
        assertThat(decide(0)).isEqualTo("want 0, apply, never");
    }

    /** "does not scale while the probe fails". */
    @Test
    void keepsThePodUntilTheActivatorAnswers() {
        revision.inactive(HOUR);
        activatorAnswers = false;
        assertThat(decide(0)).isEqualTo("want 0, hold, after PT1S");
    }

    /** "TBC −1 → probe must not be called". */
    @Test
    void asksNobodyIfTheActivatorIsAlwaysInThePath() {
        revision.annotation("target-burst-capacity", "-1").inactive(HOUR);
        activatorAnswers = false;
        assertThat(decide(0)).isEqualTo("want 0, apply, never");
        assertThat(Scaling.needsProbe(revision.view(), 0)).isFalse();
    }

    @Test
    void asksTheActivatorOnlyOnTheLastStepToZero() {
        revision.active(HOUR);
        assertThat(Scaling.needsProbe(revision.view(), 0)).as("still active").isFalse();
        revision.inactive(HOUR);
        assertThat(Scaling.needsProbe(revision.view(), 1)).as("wanted").isFalse();
        assertThat(Scaling.needsProbe(revision.view(), -1)).as("unknown").isFalse();
        assertThat(Scaling.needsProbe(revision.view(), 0)).isTrue();
        revision.annotation("min-scale", "1");
        assertThat(Scaling.needsProbe(revision.view(), 0)).as("has a minimum").isFalse();
    }

    /** "waits for activation to time out": 121 s + 30 s. */
    @Test
    void givesAStartItsProgressDeadlineAndABit() {
        revision.activating(seconds(151));
        assertThat(decide(0)).isEqualTo("want -1, hold, after PT2M31S");
        revision.activating(seconds(152));
        assertThat(decide(0)).isEqualTo("want 0, apply, never");
    }

    @Test
    void usesTheRevisionsOwnProgressDeadline() {
        revision.autoscaler =
                annotated(revision.autoscaler, "serving.knative.dev/progress-deadline", "5s");
        revision.activating(seconds(36));
        assertThat(decide(0)).isEqualTo("want 0, apply, never");
    }

    /** "enable-scale-to-zero=false". */
    @Test
    void keepsOnePodWhereScalingToZeroIsDisabled() {
        revision.config("enable-scale-to-zero", "false").inactive(HOUR);
        assertThat(decide(0)).isEqualTo("want 1, apply, never");
    }

    /** 7.18: "initial 2, not initialised, decider 1 → 2". */
    @Test
    void startsWithTheInitialScale() {
        revision.annotation("initial-scale", "2").activating(seconds(1)).neverInitialized();
        assertThat(decide(1)).isEqualTo("want 2, apply, never");
    }

    /** 7.18: "initial 5, max 3: decider 1 → 5, decider 6 → 3 (min tested first)". */
    @Test
    void testsTheMinimumBeforeTheMaximum() {
        revision.annotation("initial-scale", "5").annotation("max-scale", "3");
        revision.activating(seconds(1)).neverInitialized();
        assertThat(decide(1)).isEqualTo("want 5, apply, never");
        assertThat(decide(6)).isEqualTo("want 3, apply, never");
    }

    /** 7.18: "initial 5 with Deployment at 5, decider 1 → stays 5, no patch". */
    @Test
    void staysAtTheInitialScaleUntilItWasReached() {
        revision.annotation("initial-scale", "5").activating(seconds(1)).neverInitialized();
        PlanText plan = revision.decision(1, 0).ready(4).replicas(5).reconcile();
        assertThat(plan.changes()).noneMatch(change -> change.startsWith("scale "));
        assertThat(plan.status().path("desiredScale").asInt()).isEqualTo(5);
    }

    /** 7.18: "initialised + active 2 min < 5 min window, decider 0 → 1 (re-enqueue)". */
    @Test
    void keepsOnePodForTheRestOfALongWindow() {
        revision.annotation("window", "5m").active(Duration.ofMinutes(2));
        assertThat(decide(0)).isEqualTo("want 1, apply, after PT3M");
    }

    /** 7.18: "max 8, decider 10 → 8". */
    @Test
    void staysBelowTheMaximum() {
        revision.annotation("max-scale", "8");
        assertThat(decide(10)).isEqualTo("want 8, apply, never");
    }

    /** 7.18: "min 2, unreachable, inactive past grace, decider 0 → 0". */
    @Test
    void ignoresTheMinimumOfAnUnreachableRevision() {
        revision.annotation("min-scale", "2").unreachable().inactive(HOUR);
        assertThat(decide(0)).isEqualTo("want 0, apply, never");
    }

    @Test
    void enforcesTheMinimumWhileActivatingEvenBeforeAnythingWasMeasured() {
        revision.annotation("min-scale", "2").activating(seconds(1));
        assertThat(decide(-1)).isEqualTo("want 2, apply, never");
    }

    @Test
    void doesNothingAboutARevisionThatNobodyMeasured() {
        revision.active(HOUR);
        assertThat(decide(-1)).isEqualTo("want -1, hold, never");
    }

    /** As perk why tells it. */
    @Test
    void namesTheBoundThatChangedWhatIsWanted() {
        assertThat(verdict(3).reason().text()).isEqualTo("the autoscaler wants 3 pods");
        revision.annotation("max-scale", "2").annotation("min-scale", "2");
        assertThat(verdict(3).reason().text())
                .isEqualTo("the autoscaler wants 3 pods, max-scale allows 2 pods");
        assertThat(verdict(1).reason().text())
                .isEqualTo("the autoscaler wants 1 pod, min-scale asks for 2 pods");
        revision.annotation("initial-scale", "5").activating(seconds(1)).neverInitialized();
        assertThat(verdict(-1).reason().text())
                .isEqualTo("the autoscaler wants nothing yet, initial-scale asks for 5 pods");
    }

    private Verdict verdict(int desired) {
        var network = new Network(proxiedFor, proxied, activatorAnswers);
        return new Scaling(revision.view(), network, FakeClock.START).decide(desired);
    }

    private String decide(int desired) {
        Verdict verdict = verdict(desired);
        String requeue =
                switch (verdict.requeue()) {
                    case Requeue.Never _ -> "never";
                    case Requeue.After(Duration delay) -> "after " + delay;
                    case Requeue.Retry(String why) -> "retry " + why;
                };
        return "want " + verdict.want() + (verdict.apply() ? ", apply, " : ", hold, ") + requeue;
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
