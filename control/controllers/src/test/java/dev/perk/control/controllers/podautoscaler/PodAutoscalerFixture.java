package dev.perk.control.controllers.podautoscaler;

import static dev.perk.control.controllers.fixture.Manifests.annotated;
import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.owned;
import static dev.perk.control.controllers.fixture.Manifests.stored;
import static dev.perk.control.controllers.fixture.Manifests.with;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.config.ServingConfig;
import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.control.controllers.podautoscaler.PodAutoscalerReconciler.Observed;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One revision in the state that a row of a table describes. As in upstream's tests: burst capacity
 * 200, target 10 requests per pod, progress deadline 121 s.
 */
final class PodAutoscalerFixture {
    static final ServingConfig CONFIG =
            ServingConfig.DEFAULT
                    .with(
                            "config-autoscaler",
                            Map.of("target-burst-capacity", "200", "stable-window", "60s"))
                    .with(
                            "config-deployment",
                            Map.of("queue-sidecar-image", "queue", "progress-deadline", "121s"));

    ServingConfig config = CONFIG;
    KubeObject autoscaler =
            object(
                    """
                    apiVersion: autoscaling.internal.knative.dev/v1alpha1
                    kind: PodAutoscaler
                    metadata:
                      name: hello-00001
                      labels: {app: hello}
                      annotations:
                        autoscaling.knative.dev/class: kpa.autoscaling.knative.dev
                        autoscaling.knative.dev/metric: concurrency
                        autoscaling.knative.dev/target: "10"
                    spec:
                      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: hello-00001-deployment}
                      reachability: Reachable
                      protocolType: http1
                    """);
    Optional<KubeObject> sks;
    Optional<KubeObject> metric;
    private int replicas = 1;
    private boolean targetExists = true;
    private PodCounts pods = PodCounts.NONE;
    private Deciders.Decision decision = new Deciders.Decision(-1, 0);
    private boolean activatorAnswers = true;

    PodAutoscalerFixture() {
        active("True", "", Duration.ofHours(1));
        sks =
                Optional.of(
                        with(
                                stored(Children.serverlessService(autoscaler, "Serve", 3)),
                                "/status",
                                """
                                observedGeneration: 1
                                serviceName: hello-00001
                                privateServiceName: hello-00001-private
                                conditions: [{type: Ready, status: "True"}]
                                """));
        metric =
                Optional.of(
                        stored(
                                Children.metric(
                                        new Autoscaler(autoscaler, config),
                                        "hello-00001-private")));
    }

    PodAutoscalerFixture annotation(String key, String value) {
        autoscaler = annotated(autoscaler, "autoscaling.knative.dev/" + key, value);
        return this;
    }

    PodAutoscalerFixture config(String key, String value) {
        config =
                config.with(
                        "config-autoscaler", Map.of("target-burst-capacity", "200", key, value));
        return this;
    }

    PodAutoscalerFixture unreachable() {
        autoscaler = with(autoscaler, "/spec/reachability", "Unreachable");
        return this;
    }

    /** Active for so long, and once initialized. */
    PodAutoscalerFixture active(Duration since) {
        return active("True", "", since);
    }

    PodAutoscalerFixture inactive(Duration since) {
        return active("False", "NoTraffic", since);
    }

    PodAutoscalerFixture activating(Duration since) {
        return active("Unknown", "Queued", since);
    }

    private PodAutoscalerFixture active(String status, String reason, Duration since) {
        String message =
                switch (reason) {
                    case "NoTraffic" -> "The target is not receiving traffic.";
                    case "Queued" ->
                            "Requests to the target are being buffered as resources are"
                                    + " provisioned.";
                    default -> "";
                };
        autoscaler =
                with(
                        autoscaler,
                        "/status",
                        String.format(
                                """
                                observedGeneration: 1
                                serviceName: hello-00001
                                metricsServiceName: hello-00001-private
                                conditions:
                                - {type: Active, status: "%s", reason: "%s", message: "%s", lastTransitionTime: "%s"}
                                - {type: ScaleTargetInitialized, status: "True"}
                                - {type: SKSReady, status: "True"}
                                """,
                                status, reason, message, FakeClock.START.minus(since)));
        return this;
    }

    PodAutoscalerFixture neverInitialized() {
        autoscaler =
                autoscaler.with(tree ->
                        tree.at("/status/conditions")
                                .valueStream()
                                .filter(condition ->
                                        condition
                                                .path("type")
                                                .asText()
                                                .equals("ScaleTargetInitialized"))
                                .forEach(condition ->
                                        ((ObjectNode) condition).put("status", "Unknown")));
        return this;
    }

    PodAutoscalerFixture decision(int desiredScale, int excessBurstCapacity) {
        decision = new Deciders.Decision(desiredScale, excessBurstCapacity);
        return this;
    }

    PodAutoscalerFixture ready(int count) {
        pods = new PodCounts(count, 0, 0, 0);
        return this;
    }

    PodAutoscalerFixture replicas(int count) {
        replicas = count;
        return this;
    }

    PodAutoscalerFixture noTarget() {
        targetExists = false;
        return this;
    }

    PodAutoscalerFixture activatorIsSilent() {
        activatorAnswers = false;
        return this;
    }

    PodAutoscalerFixture sks(String mode, Duration proxiedFor) {
        sks =
                sks.map(object ->
                        with(
                                with(object, "/spec/mode", mode),
                                "/status/conditions",
                                String.format(
                                        """
                                        [{type: Ready, status: "True"},
                                         {type: ActivatorEndpointsPopulated, status: "True",
                                          lastTransitionTime: "%s"}]
                                        """,
                                        FakeClock.START.minus(proxiedFor))));
        return this;
    }

    PodAutoscalerFixture noSks() {
        sks = Optional.empty();
        return this;
    }

    Autoscaler view() {
        return new Autoscaler(autoscaler, config);
    }

    PlanText reconcile() {
        KubeObject target =
                object(
                        String.format(
                                """
                                apiVersion: apps/v1
                                kind: Deployment
                                metadata: {name: hello-00001-deployment}
                                spec: {replicas: %d}
                                """,
                                replicas));
        boolean sksHasNames = !Owned.privateService(sks).isEmpty();
        return PlanText.of(
                new PodAutoscalerReconciler()
                        .reconcile(
                                new Observed(
                                        autoscaler,
                                        sks.map(object ->
                                                object.controller().isPresent()
                                                        ? object
                                                        : owned(autoscaler, object)),
                                        metric,
                                        targetExists ? Optional.of(target) : Optional.empty(),
                                        pods,
                                        sksHasNames ? Optional.of(decision) : Optional.empty(),
                                        activatorAnswers,
                                        config),
                                FakeClock.START));
    }
}
