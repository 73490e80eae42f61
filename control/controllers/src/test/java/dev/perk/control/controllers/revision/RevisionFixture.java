package dev.perk.control.controllers.revision;

import static dev.perk.control.controllers.fixture.Manifests.annotated;
import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.owned;
import static dev.perk.control.controllers.fixture.Manifests.stored;
import static dev.perk.control.controllers.fixture.Manifests.with;

import dev.perk.api.config.ServingConfig;
import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.control.controllers.revision.DigestResolver.Answer;
import dev.perk.control.controllers.revision.RevisionReconciler.Observed;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.testing.testkit.FakeClock;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A Revision {@code hello-00001} with one container, and what exists for it. */
final class RevisionFixture {
    static final String DIGEST = "registry.example/hello@sha256:" + "a".repeat(64);

    ServingConfig config =
            ServingConfig.DEFAULT.with(
                    "config-deployment", Map.of("queue-sidecar-image", "queue:1"));
    KubeObject revision =
            owned(
                    object(
                            "{apiVersion: serving.knative.dev/v1, kind: Configuration, metadata:"
                                    + " {name: hello}, spec: {}}"),
                    object(
                            """
                            apiVersion: serving.knative.dev/v1
                            kind: Revision
                            metadata:
                              name: hello-00001
                              labels:
                                serving.knative.dev/configuration: hello
                                serving.knative.dev/service: hello
                                serving.knative.dev/routingState: active
                                serving.knative.dev/route: hello
                              annotations:
                                serving.knative.dev/creator: admin
                                serving.knative.dev/routes: hello
                                serving.knative.dev/routingStateModified: "2026-01-01T00:00:00Z"
                                autoscaling.knative.dev/max-scale: "3"
                            spec:
                              containerConcurrency: 0
                              enableServiceLinks: false
                              timeoutSeconds: 300
                              containers:
                              - name: user-container
                                image: registry.example/hello
                                env: [{name: A, value: b}]
                                readinessProbe: {successThreshold: 1, tcpSocket: {port: 0}}
                                resources: {}
                            """));
    Optional<Answer> digests =
            Optional.of(new Answer.Resolved(Map.of("registry.example/hello", DIGEST)));
    Optional<KubeObject> deployment = Optional.empty();
    Optional<KubeObject> pod = Optional.empty();
    Optional<KubeObject> autoscaler = Optional.empty();
    final Set<String> images = new HashSet<>();
    ServiceScaling scaling = ServiceScaling.NONE;

    RevisionFixture spec(String pointer, String yaml) {
        revision = with(revision, "/spec" + pointer, yaml);
        return this;
    }

    RevisionFixture annotation(String key, String value) {
        revision = annotated(revision, key, value);
        return this;
    }

    RevisionFixture configure(String configMap, Map<String, String> data) {
        config = config.with(configMap, data);
        return this;
    }

    /** What the first look created now exists, and its digests are stored. */
    RevisionFixture deployed() {
        PlanText plan = reconcile();
        for (Change change : plan.plan().changes()) {
            if (change instanceof Change.Create(KubeObject created)) {
                switch (created.type().kind()) {
                    case "Deployment" -> deployment = Optional.of(stored(created));
                    case "PodAutoscaler" -> autoscaler = Optional.of(stored(created));
                    default -> images.add(created.name());
                }
            }
        }
        revision = revision.withStatus(plan.status());
        digests = Optional.empty();
        return this;
    }

    RevisionFixture deploymentStatus(String yaml) {
        deployment = deployment.map(object -> with(object, "/status", yaml));
        return this;
    }

    RevisionFixture autoscalerStatus(String yaml) {
        autoscaler = autoscaler.map(object -> with(object, "/status", yaml));
        return this;
    }

    RevisionFixture pod(String status) {
        pod =
                Optional.of(
                        with(
                                object(
                                        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec:"
                                                + " {}}"),
                                "/status",
                                status));
        return this;
    }

    PlanText reconcile() {
        return PlanText.of(
                new RevisionReconciler()
                        .reconcile(
                                new Observed(
                                        revision,
                                        digests,
                                        deployment,
                                        pod,
                                        autoscaler,
                                        images,
                                        scaling,
                                        config),
                                FakeClock.START));
    }
}
