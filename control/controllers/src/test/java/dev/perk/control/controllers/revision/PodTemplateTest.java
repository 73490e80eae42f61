package dev.perk.control.controllers.revision;

import static dev.perk.control.controllers.fixture.Manifests.show;
import static dev.perk.control.controllers.fixture.Manifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.kube.KubeObject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/reconciler/revision/resources/deploy_test.go. */
class PodTemplateTest {
    private final RevisionFixture row = new RevisionFixture();

    @Test
    void describesTheDeploymentAroundThePod() {
        KubeObject deployment = deployment();
        assertThat(deployment.labels())
                .containsOnlyKeys(
                        "app",
                        "serving.knative.dev/configuration",
                        "serving.knative.dev/service",
                        "serving.knative.dev/revision",
                        "serving.knative.dev/revisionUID",
                        "serving.knative.dev/deployment-hash")
                .containsEntry("app", "hello-00001");
        assertThat(deployment.annotations())
                .as("how to scale, and who routes here, is not the pods' business")
                .containsOnlyKeys("serving.knative.dev/creator");
        assertThat(deployment.spec().path("replicas").asInt()).isEqualTo(1);
        assertThat(deployment.spec().path("revisionHistoryLimit").asInt(9)).isZero();
        assertThat(deployment.spec().path("progressDeadlineSeconds").asInt()).isEqualTo(600);
        assertThat(deployment.spec().path("selector"))
                .isEqualTo(
                        yaml(
                                "matchLabels: {serving.knative.dev/revisionUID:"
                                        + " Revision-hello-00001}"));
        assertThat(deployment.spec().path("strategy"))
                .isEqualTo(yaml("{type: RollingUpdate, rollingUpdate: {maxUnavailable: 0}}"));
        JsonNode metadata = deployment.spec().path("template").path("metadata");
        assertThat(metadata.path("labels").has("serving.knative.dev/deployment-hash")).isFalse();
        assertThat(metadata.path("annotations"))
                .isEqualTo(
                        yaml(
                                "{serving.knative.dev/creator: admin,"
                                        + " kubectl.kubernetes.io/default-container:"
                                        + " user-container}"));
    }

    @Test
    void preparesTheUsersContainer() {
        assertThat(show(container(0)))
                .isEqualTo(
                        show(
                                yaml(
                                        String.format(
                                                """
                                                name: user-container
                                                image: %s
                                                env:
                                                - {name: A, value: b}
                                                - {name: PORT, value: "8080"}
                                                - {name: K_REVISION, value: hello-00001}
                                                - {name: K_CONFIGURATION, value: hello}
                                                - {name: K_SERVICE, value: hello}
                                                ports: [{name: user-port, containerPort: 8080}]
                                                lifecycle: {preStop: {httpGet: {port: 8022, path: /wait-for-drain}}}
                                                terminationMessagePolicy: FallbackToLogsOnError
                                                resources: {}
                                                """,
                                                RevisionFixture.DIGEST))));
    }

    @Test
    void leavesTheRestOfThePodAsItWasWritten() {
        row.spec("/serviceAccountName", "me")
                .spec("/tolerations", "[]")
                .spec("/made-up", "{a: []}");
        JsonNode spec = spec();
        assertThat(spec.path("serviceAccountName").asText()).isEqualTo("me");
        assertThat(spec.path("tolerations").isArray()).isTrue();
        assertThat(spec.path("made-up")).isEqualTo(yaml("{a: []}"));
        assertThat(spec.has("containerConcurrency")).isFalse();
        assertThat(spec.has("timeoutSeconds")).isFalse();
        assertThat(spec.path("terminationGracePeriodSeconds").asInt()).isEqualTo(300);
        assertThat(spec.path("enableServiceLinks").asBoolean(true)).isFalse();
    }

    @Test
    void keepsAnImageWhoseRegistryIsSkipped() {
        row.digests =
                Optional.of(
                        new DigestResolver.Answer.Resolved(Map.of("registry.example/hello", "")));
        assertThat(container(0).path("image").asText()).isEqualTo("registry.example/hello");
        assertThat(row.reconcile().written(Kinds.IMAGE).spec().path("image").asText("none"))
                .isEmpty();
    }

    @Test
    void findsTheServingContainerByItsPort() {
        row.spec(
                "/containers",
                """
                - {name: side, image: side}
                - {name: web, image: web, ports: [{containerPort: 9000}]}
                """);
        assertThat(container(0).has("ports")).isFalse();
        assertThat(container(0).path("env").toString())
                .doesNotContain("PORT")
                .contains("K_SERVICE");
        assertThat(container(1).path("ports").path(0).path("containerPort").asInt())
                .isEqualTo(9000);
        assertThat(
                        deployment()
                                .spec()
                                .at("/template/metadata/annotations")
                                .path("kubectl.kubernetes.io/default-container")
                                .asText())
                .isEqualTo("web");
    }

    @Test
    void leavesProbesThatTheQueueProxyCannotMakeToTheKubelet() {
        row.spec(
                "/containers",
                "[{name: c, image: x, readinessProbe: {exec: {command: [x]}}, startupProbe:"
                        + " {httpGet: {path: /}}}]");
        assertThat(container(0).has("readinessProbe")).isTrue();
        assertThat(container(0).has("startupProbe")).isTrue();
    }

    @Test
    void aimsTheLivenessProbeAtTheUsersPort() {
        row.spec(
                "/containers",
                "[{name: c, image: x, ports: [{containerPort: 9000}], livenessProbe: {httpGet:"
                        + " {path: /, port: 1234}}}]");
        assertThat(container(0).at("/livenessProbe/httpGet/port").asInt()).isEqualTo(9000);
        row.configure("config-features", Map.of("multi-container-probing", "enabled"));
        assertThat(container(0).at("/livenessProbe/httpGet/port").asInt()).isEqualTo(1234);
    }

    @Test
    void spreadsPodsOverNodesUnlessTheUserKnowsBetter() {
        assertThat(spec().at("/affinity/podAntiAffinity").toString())
                .contains("\"weight\":100")
                .contains("kubernetes.io/hostname")
                .contains("\"serving.knative.dev/revision\":\"hello-00001\"");
        row.spec("/affinity", "{nodeAffinity: {}}");
        assertThat(spec().path("affinity")).isEqualTo(yaml("{nodeAffinity: {}}"));
    }

    @Test
    void startsWithTheInitialScaleEvenIfItIsZero() {
        row.annotation("autoscaling.knative.dev/initial-scale", "0");
        assertThat(deployment().spec().path("replicas").asInt(9)).isZero();
        row.annotation("autoscaling.knative.dev/initial-scale", "3");
        assertThat(deployment().spec().path("replicas").asInt()).isEqualTo(3);
    }

    @Test
    void usesTheRevisionsOwnDeadline() {
        row.annotation("serving.knative.dev/progress-deadline", "5s");
        assertThat(deployment().spec().path("progressDeadlineSeconds").asInt()).isEqualTo(5);
    }

    @Test
    void choosesARuntimeClassByLabels() {
        row.configure(
                "config-deployment",
                Map.of(
                        "queue-sidecar-image",
                        "queue:1",
                        "runtime-class-name",
                        "gvisor: {selector: {serving.knative.dev/service: hello}}"));
        assertThat(spec().path("runtimeClassName").asText()).isEqualTo("gvisor");
        row.spec("/runtimeClassName", "kata");
        assertThat(spec().path("runtimeClassName").asText()).isEqualTo("kata");
    }

    @Test
    void mountsWhatIsSwitchedOn() {
        row.configure(
                "config-deployment",
                Map.of("queue-sidecar-image", "q", "queue-sidecar-token-audiences", "b,a"));
        row.configure("config-features", Map.of("queueproxy.mount-podinfo", "enabled"));
        row.configure("config-observability", Map.of("logging.enable-var-log-collection", "true"));
        assertThat(spec().path("volumes").findValuesAsText("name"))
                .containsExactly("knative-var-log", "pod-info", "knative-token-volume");
        assertThat(container(1).path("volumeMounts").findValuesAsText("mountPath"))
                .containsExactly("/etc/podinfo", "/var/run/secrets/tokens");
        assertThat(container(0).at("/volumeMounts/0/subPathExpr").asText())
                .isEqualTo("$(K_INTERNAL_POD_NAMESPACE)_$(K_INTERNAL_POD_NAME)_user-container");
    }

    private KubeObject deployment() {
        return row.reconcile().written(Kinds.DEPLOYMENT);
    }

    private JsonNode spec() {
        return deployment().spec().path("template").path("spec");
    }

    private JsonNode container(int index) {
        return spec().path("containers").path(index);
    }
}
