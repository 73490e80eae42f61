package dev.perk.control.controllers.revision;

import static dev.perk.control.controllers.fixture.Manifests.show;
import static dev.perk.control.controllers.fixture.Manifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/reconciler/revision/resources/queue_test.go. */
class QueueProxyContainerTest {
    private final RevisionFixture row = new RevisionFixture();

    @Test
    void standsInFrontOfTheUsersContainer() {
        ObjectNode container = container();
        container.remove("env");
        assertThat(show(container))
                .isEqualTo(
                        show(
                                yaml(
                                        """
                                        name: queue-proxy
                                        image: queue:1
                                        ports:
                                        - {name: http-autometric, containerPort: 9090}
                                        - {name: http-usermetric, containerPort: 9091}
                                        - {name: queue-port, containerPort: 8012}
                                        - {name: https-port, containerPort: 8112}
                                        resources: {requests: {cpu: 25m}}
                                        readinessProbe:
                                          httpGet: {port: 8012, httpHeaders: [{name: K-Network-Probe, value: queue}]}
                                          successThreshold: 1
                                        securityContext:
                                          allowPrivilegeEscalation: false
                                          readOnlyRootFilesystem: true
                                          runAsNonRoot: true
                                          capabilities: {drop: [ALL]}
                                          seccompProfile: {type: RuntimeDefault}
                                        """)));
    }

    /** Specification §6.5, the table, in its order. */
    @Test
    void isToldEverythingThroughItsEnvironment() {
        row.spec("/containerConcurrency", "5").spec("/idleTimeoutSeconds", "7");
        assertThat(container().path("env").findValuesAsText("name"))
                .containsExactly(
                        "SERVING_NAMESPACE",
                        "SERVING_SERVICE",
                        "SERVING_CONFIGURATION",
                        "SERVING_REVISION",
                        "QUEUE_SERVING_PORT",
                        "QUEUE_SERVING_TLS_PORT",
                        "CONTAINER_CONCURRENCY",
                        "REVISION_TIMEOUT_SECONDS",
                        "REVISION_RESPONSE_START_TIMEOUT_SECONDS",
                        "REVISION_IDLE_TIMEOUT_SECONDS",
                        "SERVING_POD",
                        "SERVING_POD_IP",
                        "SERVING_LOGGING_CONFIG",
                        "SERVING_LOGGING_LEVEL",
                        "USER_PORT",
                        "SYSTEM_NAMESPACE",
                        "SERVING_READINESS_PROBE",
                        "HOST_IP",
                        "ENABLE_HTTP2_AUTO_DETECTION",
                        "ENABLE_HTTP_FULL_DUPLEX",
                        "ROOT_CA",
                        "QUEUE_PROXY_TLS_MIN_VERSION",
                        "QUEUE_PROXY_TLS_MAX_VERSION",
                        "QUEUE_PROXY_TLS_CIPHER_SUITES",
                        "QUEUE_PROXY_TLS_CURVE_PREFERENCES",
                        "ENABLE_MULTI_CONTAINER_PROBES",
                        "OBSERVABILITY_CONFIG");
        assertThat(env("SERVING_NAMESPACE")).isEqualTo("default");
        assertThat(env("SERVING_CONFIGURATION")).isEqualTo("hello");
        assertThat(env("CONTAINER_CONCURRENCY")).isEqualTo("5");
        assertThat(env("REVISION_TIMEOUT_SECONDS")).isEqualTo("300");
        assertThat(env("REVISION_IDLE_TIMEOUT_SECONDS")).isEqualTo("7");
        assertThat(env("REVISION_RESPONSE_START_TIMEOUT_SECONDS")).isEqualTo("0");
        assertThat(env("USER_PORT")).isEqualTo("8080");
        assertThat(env("SYSTEM_NAMESPACE")).isEqualTo("knative-serving");
        assertThat(env("ENABLE_HTTP_FULL_DUPLEX")).isEqualTo("false");
        assertThat(container().path("env").path(11).at("/valueFrom/fieldRef/fieldPath").asText())
                .isEqualTo("status.podIP");
    }

    @Test
    void speaksH2cOnAPortOfItsOwn() {
        row.spec("/containers", "[{name: c, image: x, ports: [{name: h2c, containerPort: 9000}]}]");
        assertThat(env("QUEUE_SERVING_PORT")).isEqualTo("8013");
        assertThat(container().at("/ports/2/containerPort").asInt()).isEqualTo(8013);
        assertThat(container().has("readinessProbe")).as("the user has none").isFalse();
        assertThat(env("SERVING_READINESS_PROBE")).isEmpty();
    }

    @Test
    void allowsFullDuplexIfAskedTo() {
        row.annotation("features.knative.dev/http-full-duplex", "Enabled");
        assertThat(env("ENABLE_HTTP_FULL_DUPLEX")).isEqualTo("true");
    }

    @Test
    void opensThePortForProfilesIfSwitchedOn() {
        row.configure("config-observability", Map.of("runtime-profiling", "enabled"));
        assertThat(container().path("ports").toString()).contains("8008");
    }

    /** Specification §6.5, "Probe encoding". */
    @Test
    void makesTheUsersProbeItself() {
        assertThat(probe("{tcpSocket: {port: 0}, successThreshold: 1}"))
                .isEqualTo(yaml("{tcpSocket: {host: 127.0.0.1, port: 8080}, successThreshold: 1}"));
        assertThat(probe("{httpGet: {path: /ready, port: 99}, periodSeconds: 5}"))
                .isEqualTo(
                        yaml(
                                "{httpGet: {path: /ready, port: 99, host: 127.0.0.1, scheme: HTTP},"
                                        + " periodSeconds: 5, timeoutSeconds: 1}"));
        assertThat(
                        probe(
                                "{httpGet: {path: /, scheme: HTTPS}, periodSeconds: 5,"
                                        + " timeoutSeconds: 9}"))
                .isEqualTo(
                        yaml(
                                "{httpGet: {path: /, scheme: HTTPS, host: 127.0.0.1, port: 8080},"
                                        + " periodSeconds: 5, timeoutSeconds: 9}"));
        assertThat(probe("{exec: {command: [ready]}}"))
                .isEqualTo(yaml("{tcpSocket: {host: 127.0.0.1, port: 8080}}"));
        assertThat(probe("{grpc: {service: ''}}"))
                .isEqualTo(yaml("{grpc: {service: '', port: 8080}}"));
    }

    @Test
    void makesTheProbesOfAllContainersWhereThatIsEnabled() {
        row.configure("config-features", Map.of("multi-container-probing", "enabled"));
        row.spec(
                "/containers",
                """
                - {name: web, image: x, ports: [{containerPort: 80}], readinessProbe: {httpGet: {path: /}}}
                - {name: side, image: x, readinessProbe: {tcpSocket: {port: 7}}}
                - {name: shell, image: x, readinessProbe: {exec: {command: [x]}}}
                """);
        assertThat(yaml(env("SERVING_READINESS_PROBE")))
                .isEqualTo(
                        yaml(
                                """
                                - {httpGet: {path: /, host: 127.0.0.1, scheme: HTTP, port: 80}}
                                - {tcpSocket: {port: 7, host: 127.0.0.1}}
                                """));
        assertThat(env("ENABLE_MULTI_CONTAINER_PROBES")).isEqualTo("true");
    }

    /**
     * Upstream: TestMakeQueueContainerWithPercentageAnnotation,
     * TestMakeQueueContainerWithResourceAnnotation.
     */
    @Test
    void asksForResourcesByConfigurationPercentageAndAnnotation() {
        row.configure(
                "config-deployment",
                Map.of("queue-sidecar-image", "q", "queue-sidecar-memory-limit", "300Mi"));
        assertThat(resources()).isEqualTo(yaml("{requests: {cpu: 25m}, limits: {memory: 300Mi}}"));
        row.spec(
                "/containers/0/resources",
                "{requests: {cpu: '2', memory: 1Gi}, limits: {cpu: '10', memory: 300Mi}}");
        row.annotation("queue.sidecar.serving.knative.dev/resource-percentage", "20");
        assertThat(resources())
                .isEqualTo(
                        yaml(
                                "{requests: {cpu: 100m, memory: 200Mi}, limits: {cpu: 500m, memory:"
                                        + " 200Mi}}"));
        row.annotation("queue.sidecar.serving.knative.dev/resource-percentage", "10");
        assertThat(resources().at("/requests/memory").asText())
                .as("10 percent of 1Gi, in bytes")
                .isEqualTo("107374182400m");
        row.annotation("queue.sidecar.serving.knative.dev/cpu-resource-request", "1");
        assertThat(resources().at("/requests/cpu").asText()).isEqualTo("1");
    }

    @Test
    void getsMoreByDefaultWhereThatIsEnabled() {
        row.configure("config-features", Map.of("queueproxy.resource-defaults", "enabled"));
        assertThat(resources())
                .isEqualTo(
                        yaml(
                                "{requests: {cpu: 25m, memory: 400Mi}, limits: {cpu: '1', memory:"
                                        + " 800Mi}}"));
    }

    /** The label must come out the same after a restart, and whatever order fields are in. */
    @Test
    void hasAStableFingerprint() {
        JsonNode one = yaml("{b: [1, {d: 2, c: 3}], a: {}}");
        JsonNode other = yaml("{a: {}, b: [1, {c: 3, d: 2}]}");
        assertThat(Fingerprint.canonical(one).toString())
                .isEqualTo(Fingerprint.canonical(other).toString())
                .isEqualTo("{\"a\":{},\"b\":[1,{\"c\":3,\"d\":2}]}");
        assertThat(Fingerprint.of(row.deployed().deployment.orElseThrow()))
                .matches("[0-9a-z]{1,7}");
    }

    private JsonNode probe(String yaml) {
        row.spec("/containers/0/readinessProbe", yaml);
        return Json.read(env("SERVING_READINESS_PROBE").getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode resources() {
        return container().path("resources");
    }

    private ObjectNode container() {
        return new QueueProxyContainer(new RevisionParts(row.revision), row.config).tree();
    }

    private String env(String name) {
        for (JsonNode one : container().path("env")) {
            if (one.path("name").asText().equals(name)) {
                return one.path("value").asText();
            }
        }
        throw new AssertionError("no " + name);
    }
}
