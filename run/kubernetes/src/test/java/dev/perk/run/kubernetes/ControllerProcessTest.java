package dev.perk.run.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.kube.KubeObject;
import dev.perk.run.kubernetes.fixture.TestCluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process {@code controller} against a real API over TLS, with nothing but a kubeconfig. */
class ControllerProcessTest {
    private static final String DIGEST = "@sha256:" + "ab".repeat(32);
    private static final ResourceKey ROUTE_LEASE =
            ResourceKey.of(
                    Kinds.LEASE,
                    "knative-serving",
                    "controller.knative.dev.serving.pkg.reconciler.route.reconciler.00-of-01");

    @TempDir private Path folder;
    private TestCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.withKnative(folder);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private ControllerProcess controller(String identity) throws ProcessFailedException {
        return ControllerProcess.start(
                new ControllerProcess.Options(Optional.of(cluster.kubeconfig()), identity, 0));
    }

    private void createService(String name, String image) {
        cluster.create(
                Kinds.KNATIVE_SERVICE,
                """
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: %s, namespace: default}
                spec: {template: {spec: {containers: [{image: "%s"}]}}}
                """
                        .formatted(name, image));
    }

    private KubeObject await(ResourceType type, String name) throws InterruptedException {
        return cluster.await(ResourceKey.of(type, "default", name), _ -> true);
    }

    private static JsonNode condition(KubeObject object, String type) {
        return object.status()
                .path("conditions")
                .valueStream()
                .filter(condition -> condition.path("type").asText().equals(type))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    @Test
    void makesEverythingThatAServiceNeeds() throws Exception {
        try (var _ = controller("one")) {
            createService("hello", "example.com/hello" + DIGEST);

            KubeObject deployment = await(Kinds.DEPLOYMENT, "hello-00001-deployment");
            assertThat(deployment.tree().at("/spec/template/spec/containers/0/image").asText())
                    .isEqualTo("example.com/hello" + DIGEST);
            await(Kinds.POD_AUTOSCALER, "hello-00001");
            await(Kinds.ROUTE, "hello");
            KubeObject lease = cluster.store().get(ROUTE_LEASE).orElseThrow();
            assertThat(lease.spec().path("holderIdentity").asText()).isEqualTo("one");
        }
        assertThat(
                        cluster.store()
                                .get(ROUTE_LEASE)
                                .orElseThrow()
                                .spec()
                                .path("holderIdentity")
                                .asText())
                .as("given back at the end")
                .isEmpty();
    }

    @Test
    void saysInTheRevisionThatItCannotResolveTags() throws Exception {
        try (var _ = controller("one")) {
            createService("hello", "example.com/hello:latest");
            KubeObject revision =
                    cluster.await(
                            ResourceKey.of(Kinds.REVISION, "default", "hello-00001"),
                            object ->
                                    condition(object, "ContainerHealthy")
                                            .path("status")
                                            .asText()
                                            .equals("False"));
            JsonNode healthy = condition(revision, "ContainerHealthy");
            assertThat(healthy.path("reason").asText()).isEqualTo("ContainerMissing");
            assertThat(healthy.path("message").asText())
                    .contains("example.com/hello:latest")
                    .contains("does not ask registries");
        }
    }

    /** Knative runs it as a process of its own, {@code autoscaler-hpa}. */
    @Test
    void hasRevisionsScaledByCpu() throws Exception {
        var options = new ControllerProcess.Options(Optional.of(cluster.kubeconfig()), "hpa", 0);
        try (var _ = controller("one");
                var _ = ControllerProcess.startHorizontal(options)) {
            cluster.create(
                    Kinds.KNATIVE_SERVICE,
                    """
                    apiVersion: serving.knative.dev/v1
                    kind: Service
                    metadata: {name: hello, namespace: default}
                    spec:
                      template:
                        metadata:
                          annotations:
                            autoscaling.knative.dev/class: hpa.autoscaling.knative.dev
                            autoscaling.knative.dev/target: "75"
                            autoscaling.knative.dev/max-scale: "5"
                        spec: {containers: [{image: "example.com/hello%s"}]}
                    """
                            .formatted(DIGEST));
            JsonNode spec = await(StoredKinds.HORIZONTAL_POD_AUTOSCALER, "hello-00001").spec();
            assertThat(spec.at("/scaleTargetRef/name").asText())
                    .isEqualTo("hello-00001-deployment");
            assertThat(spec.path("maxReplicas").asInt()).isEqualTo(5);
            assertThat(spec.at("/metrics/0/resource/target/averageUtilization").asInt())
                    .isEqualTo(75);
        }
    }

    @Test
    void anotherProcessGoesOnWhereTheLeaderStopped() throws Exception {
        cluster.create(
                Kinds.CONFIG_MAP,
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: config-leader-election, namespace: knative-serving}
                data: {lease-duration: 15s, renew-deadline: 10s, retry-period: 1s}
                """);
        ControllerProcess first = controller("first");
        cluster.await(ROUTE_LEASE, lease -> holder(lease).equals("first"));
        try (var _ = controller("second")) {
            createService("one", "example.com/one" + DIGEST);
            await(Kinds.DEPLOYMENT, "one-00001-deployment");
            first.close();
            cluster.await(ROUTE_LEASE, lease -> holder(lease).equals("second"));
            createService("two", "example.com/two" + DIGEST);
            await(Kinds.DEPLOYMENT, "two-00001-deployment");
        }
    }

    private static String holder(KubeObject lease) {
        return lease.spec().path("holderIdentity").asText();
    }

    @Test
    void tellsTheKubeletThatItIsReady() throws Exception {
        try (var process = controller("one");
                var client = HttpClient.newHttpClient()) {
            for (String path : new String[] {"/health", "/readiness"}) {
                URI uri = URI.create("http://127.0.0.1:" + process.probePort() + path);
                var answer =
                        client.send(
                                HttpRequest.newBuilder(uri).build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
            }
        }
    }

    @Test
    void doesNotStartWithoutACluster() {
        cluster.stop();
        assertThatThrownBy(() -> controller("one"))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("config-leader-election");
    }

    @Test
    void doesNotStartWithAKubeconfigThatIsNotThere() {
        var options =
                new ControllerProcess.Options(Optional.of(folder.resolve("nothing")), "one", 0);
        assertThatThrownBy(() -> ControllerProcess.start(options))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("nothing (expected: a file)");
    }
}
