package dev.perk.control.controllers.revision;

import static dev.perk.control.controllers.fixture.Manifests.annotated;
import static dev.perk.control.controllers.fixture.Manifests.labelled;
import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.show;
import static dev.perk.control.controllers.fixture.Manifests.with;
import static dev.perk.control.controllers.fixture.Manifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.control.controllers.revision.DigestResolver.Answer;
import dev.perk.kube.KubeObject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Upstream: knative/serving pkg/reconciler/revision/table_test.go; the specification's §5 and
 * §13.3.
 */
class RevisionReconcilerTest {
    private static final String PROGRESSING = "{type: Progressing, status: 'True'}";
    private final RevisionFixture row = new RevisionFixture();

    /** Row: "first revision reconciliation". */
    @Test
    void createsEverythingOnceItKnowsTheDigest() {
        PlanText plan = row.reconcile();
        assertThat(plan.changes())
                .containsExactly(
                        "create deployments hello-00001-deployment",
                        "create images hello-00001-cache-user-container",
                        "create podautoscalers hello-00001");
        assertThat(plan.condition("ResourcesAvailable")).isEqualTo("Unknown Deploying");
        assertThat(plan.condition("ContainerHealthy")).isEqualTo("Unknown Deploying");
        assertThat(plan.condition("Active")).isEqualTo("Unknown Deploying");
        assertThat(plan.status().path("containerStatuses"))
                .isEqualTo(
                        yaml(
                                "[{name: user-container, imageDigest: '"
                                        + RevisionFixture.DIGEST
                                        + "'}]"));
    }

    @Test
    void waitsForTheDigest() {
        row.digests = Optional.of(new Answer.Pending());
        PlanText plan = row.reconcile();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.condition("ResourcesAvailable")).isEqualTo("Unknown ResolvingDigests");
        assertThat(plan.requeue()).isEqualTo("never");
    }

    /** Upstream: TestResolutionFailed. */
    @Test
    void namesAnImageThatCannotBeFetched() {
        row.digests = Optional.of(new Answer.Failed("registry.example/hello", "no such host"));
        PlanText plan = row.reconcile();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.condition("ContainerHealthy"))
                .isEqualTo(
                        "False ContainerMissing: Unable to fetch image \"registry.example/hello\":"
                                + " failed to resolve image to digest: no such host");
        assertThat(plan.requeue()).startsWith("retry: Unable to fetch image");
    }

    /** Row: "stable revision reconciliation". */
    @Test
    void comesToRest() {
        row.deployed().deploymentStatus("conditions: [" + PROGRESSING + "]");
        row.autoscalerStatus(started("True", "", ""));
        row.revision = row.revision.withStatus(row.reconcile().status());
        PlanText plan = row.reconcile();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.status()).isEqualTo(row.revision.status());
        assertThat(plan.events()).isEmpty();
    }

    @Test
    void becomesReadyAndSaysSo() {
        row.deployed().deploymentStatus("conditions: [" + PROGRESSING + "]");
        row.autoscalerStatus(started("True", "", "") + "actualScale: 1\ndesiredScale: 1\n");
        PlanText plan = row.reconcile();
        assertThat(plan.ready()).isEqualTo("True");
        assertThat(plan.condition("Active")).isEqualTo("True");
        assertThat(plan.events())
                .containsExactly(
                        "Normal RevisionReady: Revision becomes ready upon all resources being"
                                + " ready");
        assertThat(plan.status().path("actualReplicas").asInt()).isEqualTo(1);
        assertThat(plan.status().path("desiredReplicas").asInt()).isEqualTo(1);
    }

    /** Specification §13.3: a scaled-to-zero revision is Ready=True, Active=False. */
    @Test
    void staysReadyAtZero() {
        row.deployed().deploymentStatus("conditions: [" + PROGRESSING + "]");
        row.autoscalerStatus(started("False", "NoTraffic", "The target is not receiving traffic."));
        PlanText plan = row.reconcile();
        assertThat(plan.ready()).isEqualTo("True");
        assertThat(plan.condition("Active"))
                .isEqualTo("False NoTraffic: The target is not receiving traffic.");
    }

    /** Row: "pa is not ready". */
    @Test
    void isNotAvailableBeforeItsAutoscalerHasStartedIt() {
        row.deployed().deploymentStatus("readyReplicas: 1\nconditions: [" + PROGRESSING + "]");
        row.autoscalerStatus("conditions: [{type: Ready, status: Unknown, reason: Queued}]");
        PlanText plan = row.reconcile();
        assertThat(plan.condition("ResourcesAvailable")).isEqualTo("Unknown Deploying");
        assertThat(plan.condition("ContainerHealthy")).isEqualTo("True");
        assertThat(plan.condition("Active")).isEqualTo("Unknown Queued");
        row.autoscalerStatus("desiredScale: -1");
        plan = row.reconcile();
        assertThat(plan.condition("Active")).isEqualTo("Unknown Deploying");
        assertThat(plan.status().has("desiredReplicas")).isFalse();
    }

    /** Row: "pa inactive, but never initialized". */
    @Test
    void failsIfItsInitialScaleWasNeverAchieved() {
        row.deployed().deploymentStatus("conditions: [" + PROGRESSING + "]");
        row.autoscalerStatus(
                "serviceName: hello-00001\nconditions: [{type: Ready, status: 'False', reason:"
                        + " TimedOut}]");
        assertThat(row.reconcile().condition("ResourcesAvailable"))
                .isEqualTo("False ProgressDeadlineExceeded: Initial scale was never achieved");
    }

    /** Rows: "deployment progress deadline exceeded", "replica failure". */
    @Test
    void failsWithItsDeployment() {
        row.deployed();
        row.deploymentStatus(
                "conditions: [{type: Progressing, status: 'False', reason:"
                        + " ProgressDeadlineExceeded, message: took too long}]");
        assertThat(row.reconcile().condition("ResourcesAvailable"))
                .isEqualTo("False ProgressDeadlineExceeded: took too long");
        row.deploymentStatus(
                "conditions: ["
                        + PROGRESSING
                        + ", {type: ReplicaFailure, status: 'True', reason: FailedCreate, message:"
                        + " quota}]");
        assertThat(row.reconcile().condition("ResourcesAvailable"))
                .isEqualTo("False FailedCreate: quota");
        row.deploymentStatus(
                "conditions: [{type: Progressing, status: Unknown, reason: Paused, message: x}]");
        assertThat(row.reconcile().condition("ResourcesAvailable")).isEqualTo("Unknown Deploying");
    }

    /** Row: "surface pod errors". */
    @Test
    void saysHowAContainerEnded() {
        row.deployed().deploymentStatus("conditions: [" + PROGRESSING + "]");
        row.pod(
                """
                containerStatuses:
                - {name: queue-proxy, lastState: {terminated: {exitCode: 9, message: not me}}}
                - {name: user-container, lastState: {terminated: {exitCode: 5, message: 'I failed 100%'}}}
                """);
        assertThat(row.reconcile().condition("ContainerHealthy"))
                .isEqualTo("False ExitCode5: Container failed with: I failed 100%");
        row.pod(
                "containerStatuses: [{name: user-container, lastState: {terminated: {exitCode:"
                        + " 0}}}]");
        assertThat(row.reconcile().condition("ContainerHealthy"))
                .isEqualTo(
                        "False ExitCode0: Container failed with: container exited with no error");
    }

    /** Rows: "surface ImagePullBackoff", "ErrImagePull before the deadline". */
    @Test
    void saysWhatAContainerWaitsForAfterTheDeadline() {
        row.deployed().deploymentStatus("conditions: [" + PROGRESSING + "]");
        row.pod(
                "containerStatuses: [{name: user-container, state: {waiting: {reason:"
                        + " ImagePullBackOff, message: can't pull it}}}]");
        assertThat(row.reconcile().condition("ResourcesAvailable"))
                .as("there is still hope")
                .isEqualTo("Unknown Deploying");
        row.deploymentStatus(
                "conditions: [{type: Progressing, status: 'False', reason:"
                        + " ProgressDeadlineExceeded}]");
        assertThat(row.reconcile().condition("ResourcesAvailable"))
                .isEqualTo("False ImagePullBackOff: can't pull it");
    }

    /** Row: "surface pod schedule errors". */
    @Test
    void saysThatAPodDoesNotFit() {
        row.deployed().deploymentStatus("conditions: [" + PROGRESSING + "]");
        row.pod(
                "conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message:"
                        + " Insufficient energy}]");
        assertThat(row.reconcile().condition("ResourcesAvailable"))
                .isEqualTo("False Unschedulable: Insufficient energy");
        row.configure(
                "config-deployment",
                Map.of("queue-sidecar-image", "queue:1", "pod-is-always-schedulable", "true"));
        assertThat(row.reconcile().condition("ResourcesAvailable")).startsWith("Unknown");
    }

    @Test
    void looksAtPodsOnlyIfNoneIsUp() {
        row.deployed().deploymentStatus("conditions: [" + PROGRESSING + "]");
        assertThat(RevisionReconciler.needsDiagnosis(row.deployment.orElseThrow())).isTrue();
        row.deploymentStatus("availableReplicas: 1");
        assertThat(RevisionReconciler.needsDiagnosis(row.deployment.orElseThrow())).isFalse();
        row.deploymentStatus("{}");
        row.deployment = row.deployment.map(object -> with(object, "/spec/replicas", "0"));
        assertThat(RevisionReconciler.needsDiagnosis(row.deployment.orElseThrow())).isFalse();
    }

    /** Specification §5.5. */
    @Test
    void tellsItsAutoscalerWhetherItCanBeReached() {
        assertThat(reachability()).isEqualTo("Reachable");
        row.revision = labelled(row.revision, "serving.knative.dev/routingState", "reserve");
        assertThat(reachability()).isEqualTo("Unreachable");
        row.revision = labelled(row.revision, "serving.knative.dev/routingState", "pending");
        assertThat(reachability()).isEmpty();
    }

    @Test
    void isUnreachableIfItIsBrokenAndNobodyIsReady() {
        row.deployed();
        row.deploymentStatus(
                "conditions: [{type: Progressing, status: 'False', reason:"
                        + " ProgressDeadlineExceeded}]");
        assertThat(reachability()).isEqualTo("Unreachable");
        row.deployment = row.deployment.map(object -> with(object, "/status/readyReplicas", "1"));
        assertThat(row.reconcile().changes()).as("somebody is").isEmpty();
    }

    @Test
    void keepsTheAutoscalersAnnotationsInStep() {
        row.deployed();
        row.autoscaler =
                row.autoscaler.map(object ->
                        annotated(
                                annotated(
                                        annotated(object, "autoscaling.knative.dev/min-scale", "9"),
                                        "autoscaling.knative.dev/metric",
                                        "concurrency"),
                                "mine",
                                "stays"));
        assertThat(row.reconcile().written(Kinds.POD_AUTOSCALER).annotations())
                .doesNotContainKey("autoscaling.knative.dev/min-scale")
                .containsEntry("autoscaling.knative.dev/metric", "concurrency")
                .containsEntry("autoscaling.knative.dev/max-scale", "3")
                .containsEntry("mine", "stays");
    }

    /** Perk's own: the latest ready revision of a Service is scaled by the Service's metadata. */
    @Test
    void followsWhatItsServiceSaysAboutScaling() {
        row.deployed();
        row.scaling =
                new ServiceScaling(
                        "hello-00001",
                        Map.of(
                                "autoscaling.knative.dev/max-scale", "9",
                                "autoscaling.knative.dev/min-scale", "2"));
        assertThat(row.reconcile().changes()).containsExactly("update podautoscalers hello-00001");
        assertThat(row.reconcile().written(Kinds.POD_AUTOSCALER).annotations())
                .containsEntry("autoscaling.knative.dev/max-scale", "9")
                .containsEntry("autoscaling.knative.dev/min-scale", "2");

        row.autoscaler = Optional.of(row.reconcile().written(Kinds.POD_AUTOSCALER));
        row.scaling = ServiceScaling.NONE;
        assertThat(row.reconcile().written(Kinds.POD_AUTOSCALER).annotations())
                .as("as it was made")
                .containsEntry("autoscaling.knative.dev/max-scale", "3")
                .doesNotContainKey("autoscaling.knative.dev/min-scale");
    }

    @Test
    void doesNotFollowAServiceThatMeansAnotherRevisionOrContradictsThisOne() {
        row.deployed();
        var five = Map.of("autoscaling.knative.dev/min-scale", "5");
        row.scaling = new ServiceScaling("hello-00002", five);
        assertThat(row.reconcile().changes()).isEmpty();
        row.scaling = new ServiceScaling("hello-00001", five);
        assertThat(row.reconcile().changes()).as("it was made with max-scale 3").isEmpty();
    }

    @Test
    void describesItsAutoscaler() {
        KubeObject autoscaler = row.reconcile().written(Kinds.POD_AUTOSCALER);
        assertThat(show(autoscaler.spec()))
                .isEqualTo(
                        show(
                                yaml(
                                        """
                                        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: hello-00001-deployment}
                                        protocolType: http1
                                        reachability: Reachable
                                        """)));
        assertThat(autoscaler.annotations())
                .containsOnlyKeys(
                        "autoscaling.knative.dev/class",
                        "autoscaling.knative.dev/max-scale",
                        "serving.knative.dev/creator");
        row.spec("/containerConcurrency", "7");
        assertThat(
                        row.reconcile()
                                .written(Kinds.POD_AUTOSCALER)
                                .spec()
                                .path("containerConcurrency")
                                .asInt())
                .isEqualTo(7);
    }

    /** Specification §5.3: only the fingerprint decides, and what is not ours stays. */
    @Test
    void updatesTheDeploymentIfItWantsAnotherOne() {
        row.deployed();
        row.deployment =
                row.deployment.map(object ->
                        with(
                                annotated(object, "mine", "stays"),
                                "/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt",
                                "now"));
        row.deployment = row.deployment.map(object -> with(object, "/spec/replicas", "4"));
        assertThat(row.reconcile().changes()).as("the label says it is ours").isEmpty();
        row.configure("config-deployment", Map.of("queue-sidecar-image", "queue:2"));
        KubeObject updated = row.reconcile().written(Kinds.DEPLOYMENT);
        assertThat(updated.spec().path("replicas").asInt()).isEqualTo(4);
        assertThat(updated.spec().at("/template/spec/containers/1/image").asText())
                .isEqualTo("queue:2");
        assertThat(updated.annotations()).containsEntry("mine", "stays");
        assertThat(
                        updated.spec()
                                .at("/template/metadata/annotations")
                                .path("kubectl.kubernetes.io/restartedAt")
                                .asText())
                .isEqualTo("now");
        assertThat(updated.label("serving.knative.dev/deployment-hash"))
                .isNotEqualTo(
                        row.deployment.orElseThrow().label("serving.knative.dev/deployment-hash"));
    }

    @Test
    void doesNotRollPodsBecauseTheScalingChanged() {
        row.deployed().annotation("autoscaling.knative.dev/target", "5");
        row.annotation("autoscaling.knative.dev/initial-scale", "5");
        assertThat(row.reconcile().changes()).containsExactly("update podautoscalers hello-00001");
    }

    /** Rows: "deployment / pa not owned". */
    @Test
    void leavesForeignChildrenAlone() {
        row.deployment =
                Optional.of(
                        object(
                                "{apiVersion: apps/v1, kind: Deployment, metadata: {name:"
                                        + " hello-00001-deployment}, spec: {}}"));
        PlanText plan = row.reconcile();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.condition("ResourcesAvailable"))
                .isEqualTo(
                        "False NotOwned: There is an existing Deployment"
                                + " \"hello-00001-deployment\" that we do not own.");
        row.deployment = Optional.empty();
        row.autoscaler =
                Optional.of(
                        object(
                                """
                                apiVersion: autoscaling.internal.knative.dev/v1alpha1
                                kind: PodAutoscaler
                                metadata: {name: hello-00001}
                                spec: {}
                                """));
        plan = row.reconcile();
        assertThat(plan.condition("ResourcesAvailable"))
                .isEqualTo(
                        "False NotOwned: There is an existing PodAutoscaler \"hello-00001\" that we"
                                + " do not own.");
        assertThat(plan.requeue())
                .isEqualTo(
                        "retry: revision: \"hello-00001\" does not own PodAutoscaler:"
                                + " \"hello-00001\"");
    }

    @Test
    void showsWhereItsLogsAre() {
        row.configure(
                "config-observability",
                Map.of("logging.revision-url-template", "http://logs/${REVISION_UID}"));
        assertThat(row.reconcile().status().path("logUrl").asText())
                .isEqualTo("http://logs/Revision-hello-00001");
    }

    @Test
    void saysThatItCannotEncryptInsideTheCluster() {
        row.configure("config-network", Map.of("system-internal-tls", "Enabled"));
        PlanText plan = row.reconcile();
        assertThat(plan.condition("ResourcesAvailable")).startsWith("False NotSupported");
        assertThat(plan.changes()).isEmpty();
    }

    private String reachability() {
        return row.reconcile().written(Kinds.POD_AUTOSCALER).spec().path("reachability").asText();
    }

    private static String started(String ready, String reason, String message) {
        return String.format(
                """
                serviceName: hello-00001
                conditions: [{type: Ready, status: '%s', reason: '%s', message: '%s'}, {type: ScaleTargetInitialized, status: 'True'}]
                """,
                ready, reason, message);
    }
}
