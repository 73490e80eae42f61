package dev.perk.control.controllers.podautoscaler;

import static dev.perk.control.controllers.fixture.Manifests.annotated;
import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.show;
import static dev.perk.control.controllers.fixture.Manifests.stored;
import static dev.perk.control.controllers.fixture.Manifests.with;
import static dev.perk.control.controllers.fixture.Manifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.StoredKinds;
import dev.perk.api.config.ServingConfig;
import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * PodAutoscalers that Perk's own decider has nothing to do with. Upstream: {@code
 * pkg/reconciler/autoscaling/hpa/hpa_test.go}, {@code resources/hpa_test.go}.
 */
class OtherClassesTest {
    private KubeObject autoscaler =
            object(
                    """
                    apiVersion: autoscaling.internal.knative.dev/v1alpha1
                    kind: PodAutoscaler
                    metadata:
                      name: hello-00001
                      annotations:
                        autoscaling.knative.dev/class: hpa.autoscaling.knative.dev
                        autoscaling.knative.dev/metric: cpu
                    spec:
                      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: hello-00001-deployment}
                      reachability: Reachable
                      protocolType: http1
                    """);
    private Optional<KubeObject> sks = Optional.empty();
    private Optional<KubeObject> horizontal = Optional.empty();

    // ---- hpa.autoscaling.knative.dev

    @Test
    void asksKubernetesToScaleAndSendsRequestsStraightToThePods() {
        PlanText plan = horizontally();
        assertThat(plan.changes())
                .containsExactly(
                        "create horizontalpodautoscalers hello-00001",
                        "create serverlessservices hello-00001");
        assertThat(show(plan.written(Kinds.SERVERLESS_SERVICE).spec()))
                .contains("\"mode\" : \"Serve\"")
                .contains("\"numActivators\" : 0");
        assertThat(plan.condition("Active")).isEqualTo("True");
        assertThat(plan.condition("SKSReady"))
                .isEqualTo("Unknown NotReady: SKS Services are not ready yet");
    }

    /** Specification §4: no minReplicas and no metrics unless asked for, and the largest int. */
    @Test
    void leavesOutWhatNobodyAskedFor() {
        assertThat(show(horizontally().written(StoredKinds.HORIZONTAL_POD_AUTOSCALER).spec()))
                .isEqualTo(
                        show(
                                yaml(
                                        """
                                        maxReplicas: 2147483647
                                        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: hello-00001-deployment}
                                        """)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpu | 1982.4 | {type: Resource, resource: {name: cpu, target: {type: Utilization,"
                        + " averageUtilization: 1983}}}",
                "memory | 50 | {type: Resource, resource: {name: memory, target: {type:"
                        + " AverageValue, averageValue: 50Mi}}}",
                "queue-length | 7.9 | {type: Pods, pods: {metric: {name: queue-length}, target:"
                        + " {type: AverageValue, averageValue: '7'}}}",
            })
    void describesTheMetric(String metric, String target, String expected) {
        annotate("metric", metric);
        annotate("target", target);
        assertThat(show(spec("/metrics/0"))).isEqualTo(show(yaml(expected)));
    }

    @Test
    void passesOnTheBoundsAndTheWindow() {
        annotate("min-scale", "2");
        annotate("max-scale", "5");
        annotate("window", "1m30s");
        assertThat(spec("/minReplicas").asInt()).isEqualTo(2);
        assertThat(spec("/maxReplicas").asInt()).isEqualTo(5);
        assertThat(spec("/behavior/scaleUp/stabilizationWindowSeconds").asInt()).isEqualTo(90);
        assertThat(spec("/behavior/scaleDown/stabilizationWindowSeconds").asInt()).isEqualTo(90);
    }

    @Test
    void showsWhatKubernetesScaledTo() {
        exists();
        horizontal =
                horizontal.map(object ->
                        with(object, "/status", "{currentReplicas: 1, desiredReplicas: 4}"));
        PlanText plan = horizontally();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.status().path("actualScale").asInt()).isEqualTo(1);
        assertThat(plan.status().path("desiredScale").asInt()).isEqualTo(4);
        assertThat(plan.status().path("serviceName").asText()).isEqualTo("hello-00001");
        assertThat(plan.ready()).isEqualTo("True");

        annotate("min-scale", "3");
        assertThat(horizontally().condition("ScaleTargetInitialized")).startsWith("Unknown");
    }

    @Test
    void anotherWishIsWrittenOverTheOldOne() {
        exists();
        annotate("max-scale", "9");
        assertThat(horizontally().changes())
                .containsExactly("update horizontalpodautoscalers hello-00001");
    }

    /** Upstream row: "reconcile hpa not owned". */
    @Test
    void doesNotTouchAnAutoscalerOfSomebodyElse() {
        horizontal =
                Optional.of(
                        object(
                                "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler,"
                                        + " metadata: {name: hello-00001}, spec: {}}"));
        PlanText plan = horizontally();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.condition("Active"))
                .isEqualTo(
                        "False NotOwned: There is an existing HorizontalPodAutoscaler"
                                + " \"hello-00001\" that we do not own.");
    }

    // ---- external

    @Test
    void leavesTheReplicasToOthersAndTheRequestsToTheActivatorWhileThereAreNone() {
        annotate("class", "external");
        assertThat(externally(0, 0).changes())
                .containsExactly("create serverlessservices hello-00001");
        sks = Optional.of(serving(externally(0, 0).written(Kinds.SERVERLESS_SERVICE)));
        PlanText asleep = externally(0, 0);
        assertThat(asleep.condition("Active")).startsWith("False NoTraffic");
        assertThat(externally(3, 0).condition("Active")).startsWith("Unknown Queued");

        PlanText up = externally(3, 2);
        assertThat(up.changes()).containsExactly("update serverlessservices hello-00001");
        assertThat(up.written(Kinds.SERVERLESS_SERVICE).spec().path("mode").asText())
                .isEqualTo("Serve");
        assertThat(up.condition("Active")).isEqualTo("True");
        assertThat(up.status().path("actualScale").asInt()).isEqualTo(2);
        assertThat(up.status().path("desiredScale").asInt()).isEqualTo(3);
    }

    // ---- a class that this home does not scale

    @Test
    void saysThatItDoesNotScaleByThisClass() {
        var refusing = new RefusedClassReconciler("as nobody measures that");
        PlanText plan = PlanText.of(refusing.reconcile(autoscaler, FakeClock.START));
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.ready())
                .isEqualTo(
                        "False NotSupported: autoscaling.knative.dev/class ="
                                + " hpa.autoscaling.knative.dev (expected:"
                                + " kpa.autoscaling.knative.dev or external, as nobody measures"
                                + " that)");
    }

    private void annotate(String key, String value) {
        autoscaler = annotated(autoscaler, "autoscaling.knative.dev/" + key, value);
    }

    private JsonNode spec(String pointer) {
        return horizontally().written(StoredKinds.HORIZONTAL_POD_AUTOSCALER).spec().at(pointer);
    }

    private void exists() {
        PlanText plan = horizontally();
        horizontal = Optional.of(stored(plan.written(StoredKinds.HORIZONTAL_POD_AUTOSCALER)));
        sks = Optional.of(serving(plan.written(Kinds.SERVERLESS_SERVICE)));
    }

    private static KubeObject serving(KubeObject created) {
        return with(
                stored(created),
                "/status",
                """
                observedGeneration: 1
                serviceName: hello-00001
                privateServiceName: hello-00001-private
                conditions: [{type: Ready, status: "True"}]
                """);
    }

    private PlanText horizontally() {
        return PlanText.of(
                new HorizontalReconciler()
                        .reconcile(
                                new HorizontalReconciler.Observed(
                                        autoscaler, sks, horizontal, ServingConfig.DEFAULT),
                                FakeClock.START));
    }

    private PlanText externally(int replicas, int ready) {
        KubeObject deployment =
                object(
                        "{apiVersion: apps/v1, kind: Deployment, metadata: {name:"
                                + " hello-00001-deployment}, spec: {replicas: "
                                + replicas
                                + "}}");
        return PlanText.of(
                new ExternalReconciler()
                        .reconcile(
                                new ExternalReconciler.Observed(
                                        autoscaler,
                                        sks,
                                        Optional.of(deployment),
                                        new PodCounts(ready, 0, 0, 0),
                                        ServingConfig.DEFAULT),
                                FakeClock.START));
    }
}
