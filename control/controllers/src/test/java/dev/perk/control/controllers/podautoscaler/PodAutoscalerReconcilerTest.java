package dev.perk.control.controllers.podautoscaler;

import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.show;
import static dev.perk.control.controllers.fixture.Manifests.with;
import static dev.perk.control.controllers.fixture.Manifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.controllers.fixture.PlanText;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The rows of upstream's TestReconcile (knative/serving
 * pkg/reconciler/autoscaling/kpa/kpa_test.go), as in the specification's table 7.19.
 */
class PodAutoscalerReconcilerTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String QUEUED =
            "Unknown Queued: Requests to the target are being buffered as resources are"
                    + " provisioned.";
    private static final String NO_TRAFFIC =
            "False NoTraffic: The target is not receiving traffic.";
    private static final String TIMED_OUT = "False TimedOut: The target could not be activated.";

    private final PodAutoscalerFixture row = new PodAutoscalerFixture();

    @Test
    void createsTheServerlessServiceInProxyModeBeforeAnythingElse() {
        PlanText plan = row.noSks().ready(1).reconcile();
        assertThat(plan.changes()).containsExactly("create serverlessservices hello-00001");
        assertThat(show(plan.written(Kinds.SERVERLESS_SERVICE).spec()))
                .isEqualTo(
                        show(
                                yaml(
                                        """
                                        mode: Proxy
                                        numActivators: 2
                                        protocolType: http1
                                        objectRef: {apiVersion: apps/v1, kind: Deployment, name: hello-00001-deployment}
                                        """)));
        assertThat(plan.written(Kinds.SERVERLESS_SERVICE).annotations())
                .containsKey("autoscaling.knative.dev/target")
                .doesNotContainKey("autoscaling.knative.dev/metric");
        assertThat(plan.condition("SKSReady"))
                .isEqualTo("Unknown NotReady: No Private Service Name");
    }

    @Test
    void waitsForTheNamesOfTheServerlessService() {
        row.sks = row.sks.map(sks -> with(sks, "/status", "{}"));
        PlanText plan = row.reconcile();
        assertThat(plan.changes()).containsExactly("update serverlessservices hello-00001");
        assertThat(plan.condition("SKSReady"))
                .isEqualTo("Unknown NotReady: No Private Service Name");
    }

    @Test
    void createsAMetricForTheCollector() {
        row.metric = Optional.empty();
        PlanText plan = row.decision(1, 0).ready(1).reconcile();
        assertThat(show(plan.written(Kinds.METRIC).spec()))
                .isEqualTo(
                        show(
                                yaml(
                                        """
                                        stableWindow: 60000000000
                                        panicWindow: 6000000000
                                        scrapeTarget: hello-00001-private
                                        """)));
        assertThat(plan.status().path("metricsServiceName").asText())
                .isEqualTo("hello-00001-private");
    }

    @Test
    void scrapesNothingIfEverythingPassesTheActivator() {
        row.metric = Optional.empty();
        PlanText plan = row.annotation("target-burst-capacity", "-1").decision(1, -1).reconcile();
        assertThat(plan.written(Kinds.METRIC).spec().path("scrapeTarget").asText("none")).isEmpty();
    }

    /** Row "steady state": 11, 0 | 1 ready | Active. */
    @Test
    void scalesToWhatTheDeciderWants() {
        PlanText plan = row.decision(11, 0).ready(1).reconcile();
        assertThat(plan.changes())
                .containsExactly("scale deployments hello-00001-deployment to 11");
        assertThat(plan.condition("Active")).isEqualTo("True");
        assertThat(plan.ready()).isEqualTo("True");
        assertThat(scales(plan)).isEqualTo("actual 1 desired 11");
        assertThat(plan.reasons()).containsExactly("Decided");
    }

    @Test
    void leavesTheReplicasAloneIfTheyAreRight() {
        PlanText plan = row.decision(11, 0).ready(1).replicas(11).reconcile();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.reasons()).isEmpty();
    }

    /** Row: 11, 0 | 0 ready | NoTraffic → Queued. */
    @Test
    void queuesWhileTheFirstPodsComeUp() {
        PlanText plan = row.decision(11, 0).ready(0).inactive(HOUR).replicas(11).reconcile();
        assertThat(plan.changes())
                .as("fewer pods need fewer activators")
                .containsExactly("update serverlessservices hello-00001");
        assertThat(activators(plan)).isEqualTo(2);
        assertThat(plan.condition("Active")).isEqualTo(QUEUED);
        assertThat(scales(plan)).isEqualTo("actual 0 desired 11");
    }

    /** Row: 0, 0 | 1 ready | Active for longer than the stable window. */
    @Test
    void becomesInactiveBeforeThePodGoes() {
        PlanText plan = row.decision(0, 0).ready(1).active(HOUR).reconcile();
        assertThat(plan.changes()).containsExactly("update serverlessservices hello-00001");
        assertThat(mode(plan)).isEqualTo("Proxy");
        assertThat(plan.condition("Active")).isEqualTo(NO_TRAFFIC);
        assertThat(scales(plan)).isEqualTo("actual 1 desired 0");
        assertThat(plan.condition("SKSReady"))
                .as("its mode is being changed")
                .isEqualTo("Unknown NotReady");
    }

    /** Row: 0, 0 | 1 ready | Active for less than the stable window. */
    @Test
    void keepsOnePodForAWholeStableWindow() {
        PlanText plan = row.decision(0, 0).ready(1).active(Duration.ofSeconds(2)).reconcile();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.condition("Active")).isEqualTo("True");
        assertThat(scales(plan)).isEqualTo("actual 1 desired 1");
        assertThat(plan.requeue()).isEqualTo("after PT58S");
    }

    /** Row: 0, 0 | 1 ready | Activating for an hour, more than 121 s + 30 s. */
    @Test
    void givesUpOnAStartThatTakesTooLong() {
        PlanText plan = row.decision(0, 0).ready(1).activating(HOUR).reconcile();
        assertThat(plan.changes())
                .containsExactly(
                        "scale deployments hello-00001-deployment to 0",
                        "update serverlessservices hello-00001");
        assertThat(plan.condition("Active")).isEqualTo(TIMED_OUT);
        assertThat(plan.reasons()).containsExactly("ActivationFailed", "ThroughActivator");
    }

    /** Row: 0, 0 | NoTraffic for an hour, the Deployment not yet at 0. */
    @Test
    void removesTheLastPodOfAnInactiveRevision() {
        row.sks("Proxy", HOUR);
        PlanText plan = row.decision(0, 0).ready(1).inactive(HOUR).reconcile();
        assertThat(plan.changes()).containsExactly("scale deployments hello-00001-deployment to 0");
        assertThat(plan.condition("Active")).isEqualTo(NO_TRAFFIC);
    }

    /** Row: −1, 0 | 10 ready, min 11 | NoTraffic → unchanged. */
    @Test
    void changesNothingAboutAnInactiveRevisionBeforeAnythingWasMeasured() {
        row.sks("Proxy", HOUR);
        PlanText plan =
                row.annotation("min-scale", "11")
                        .decision(-1, 0)
                        .ready(10)
                        .inactive(HOUR)
                        .reconcile();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.condition("Active")).isEqualTo(NO_TRAFFIC);
    }

    /** Row: 1, 0 | 10 ready, min 11 | NoTraffic → 11, Queued. */
    @Test
    void raisesWhatIsWantedToTheMinimum() {
        PlanText plan =
                row.annotation("min-scale", "11")
                        .decision(1, 0)
                        .ready(10)
                        .inactive(HOUR)
                        .reconcile();
        assertThat(plan.changes())
                .containsExactly("scale deployments hello-00001-deployment to 11");
        assertThat(plan.condition("Active")).isEqualTo(QUEUED);
        assertThat(scales(plan)).isEqualTo("actual 10 desired 11");
        assertThat(plan.reasons()).containsExactly("Bounded");
    }

    /** Row: 11, 0 | 10 ready, min 11 | Active → Queued. */
    @Test
    void isNotActiveBelowItsMinimum() {
        PlanText plan =
                row.annotation("min-scale", "11")
                        .decision(11, 0)
                        .ready(10)
                        .active(HOUR)
                        .reconcile();
        assertThat(plan.condition("Active")).isEqualTo(QUEUED);
    }

    /** Row: 0, 0 | 12 ready, min 11 | NoTraffic → 11, Active. */
    @Test
    void isActiveAsLongAsItHasAMinimum() {
        PlanText plan =
                row.annotation("min-scale", "11")
                        .decision(0, 0)
                        .ready(12)
                        .inactive(HOUR)
                        .reconcile();
        assertThat(plan.changes())
                .containsExactly(
                        "scale deployments hello-00001-deployment to 11",
                        "update serverlessservices hello-00001");
        assertThat(plan.condition("Active")).isEqualTo("True");
        assertThat(scales(plan)).isEqualTo("actual 12 desired 11");
        assertThat(activators(plan)).isEqualTo(4);
    }

    /** Rows "traffic increased, negative / non-negative burst capacity": 11, −42 / −18 / +1. */
    @Test
    void needsTheActivatorsWhileThereIsNoRoomToSpare() {
        PlanText plan = row.decision(11, -42).ready(1).replicas(11).reconcile();
        assertThat(mode(plan)).isEqualTo("Proxy");
        assertThat(activators(plan)).isEqualTo(3);
        row.sks("Proxy", HOUR);
        assertThat(mode(row.decision(11, 1).reconcile())).isEqualTo("Serve");
    }

    /** Row: 11, −42; initial scale 20 | 11 ready, min 11 | Queued. */
    @Test
    void startsANewRevisionWithItsInitialScale() {
        row.annotation("min-scale", "11").annotation("initial-scale", "20").activating(HOUR);
        row.neverInitialized();
        PlanText plan = row.decision(11, -42).ready(11).replicas(11).reconcile();
        assertThat(plan.changes().getFirst())
                .isEqualTo("scale deployments hello-00001-deployment to 20");
        assertThat(plan.condition("Active")).isEqualTo(QUEUED);
        assertThat(scales(plan)).isEqualTo("actual 11 desired 20");
        assertThat(activators(plan)).isEqualTo(4);
        assertThat(plan.condition("ScaleTargetInitialized")).isEqualTo("Unknown");
        plan = row.ready(20).replicas(20).reconcile();
        assertThat(plan.condition("Active")).isEqualTo("True");
        assertThat(plan.condition("ScaleTargetInitialized")).isEqualTo("True");
    }

    /** Row: −1; initial scale 0 allowed | 0 ready | Unknown → NoTraffic. */
    @Test
    void sleepsFromTheStartIfItsInitialScaleIsZero() {
        row.config("allow-zero-initial-scale", "true").annotation("initial-scale", "0");
        row.activating(Duration.ofSeconds(1)).neverInitialized();
        PlanText plan = row.decision(-1, 0).ready(0).replicas(0).reconcile();
        assertThat(plan.changes()).containsExactly("update serverlessservices hello-00001");
        assertThat(plan.condition("Active")).isEqualTo(NO_TRAFFIC);
        assertThat(plan.condition("ScaleTargetInitialized")).isEqualTo("True");
        row.sks = row.sks.map(sks -> with(sks, "/status/serviceName", "''"));
        assertThat(row.reconcile().condition("ScaleTargetInitialized"))
                .as("nobody can call it yet")
                .isEqualTo("Unknown");
    }

    @Test
    void keepsTheKnownScaleWhenTheDeciderHasForgotten() {
        row.active(HOUR);
        row.autoscaler = with(row.autoscaler, "/status/desiredScale", "5");
        PlanText plan = row.decision(-1, -1).ready(5).replicas(5).reconcile();
        assertThat(plan.status().path("desiredScale").asInt()).isEqualTo(5);
        assertThat(plan.condition("Active")).isEqualTo("True");
        assertThat(mode(plan)).as("until the first decision").isEqualTo("Proxy");
    }

    @Test
    void touchesAnActiveConditionOnlyIfItChanges() {
        PlanText plan = row.decision(1, 0).ready(1).active(HOUR).reconcile();
        assertThat(plan.status().toString())
                .contains("\"type\":\"Active\",\"status\":\"True\"")
                .contains("2025-12-31T23:00:00Z");
    }

    @Test
    void tellsOfAServerlessServiceThatIsNotReady() {
        row.sks =
                row.sks.map(sks ->
                        with(
                                sks,
                                "/status/conditions",
                                "[{type: Ready, status: Unknown, message: wait a little}]"));
        assertThat(row.decision(1, 0).ready(1).reconcile().condition("SKSReady"))
                .isEqualTo("Unknown NotReady: wait a little");
    }

    /** Row "sks does not exist / not owned". */
    @Test
    void leavesAForeignServerlessServiceAlone() {
        row.sks =
                Optional.of(
                        object(
                                """
                                apiVersion: networking.internal.knative.dev/v1alpha1
                                kind: ServerlessService
                                metadata:
                                  name: hello-00001
                                  ownerReferences:
                                  - {apiVersion: v1, kind: X, name: x, uid: x, controller: true}
                                """));
        PlanText plan = row.reconcile();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.condition("Active"))
                .isEqualTo(
                        "False NotOwned: There is an existing ServerlessService \"hello-00001\""
                                + " that we do not own.");
        assertThat(plan.requeue()).startsWith("retry: ");
    }

    @Test
    void retriesUntilItsDeploymentIsThere() {
        assertThat(row.noTarget().decision(1, 0).reconcile().requeue())
                .isEqualTo(
                        "retry: error scaling target: Deployment \"hello-00001-deployment\" not"
                                + " found");
    }

    private static String scales(PlanText plan) {
        return "actual "
                + plan.status().path("actualScale").asInt()
                + " desired "
                + plan.status().path("desiredScale").asInt();
    }

    private static String mode(PlanText plan) {
        return plan.written(Kinds.SERVERLESS_SERVICE).spec().path("mode").asText();
    }

    private static int activators(PlanText plan) {
        return plan.written(Kinds.SERVERLESS_SERVICE).spec().path("numActivators").asInt();
    }
}
