package dev.perk.control.node.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstream: kubernetes {@code kubelet_pods_test.go TestMakeEnvironmentVariables}. */
class EnvironmentTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private final Map<ResourceKey, KubeObject> objects = new HashMap<>();

    @BeforeEach
    void createObjects() throws IOException {
        add(Kinds.CONFIG_MAP, "{metadata: {name: cm, namespace: ns}, data: {a: one, b: two}}");
        add(Kinds.SECRET, "{metadata: {name: s, namespace: ns}, data: {pw: c2VjcmV0}}");
    }

    private void add(ResourceType type, String yaml) throws IOException {
        KubeObject object = KubeObject.of(type, tree(yaml));
        objects.put(object.key(), object);
    }

    private static ObjectNode tree(String yaml) throws IOException {
        return (ObjectNode) YAML.readTree(yaml);
    }

    private Environment.Result of(String container) throws IOException {
        KubeObject pod =
                KubeObject.of(
                        Kinds.POD,
                        tree(
                                "{metadata: {name: p, namespace: ns, uid: u, labels: {x: y},"
                                        + " annotations: {k: v}}, spec: {nodeName: n}}"));
        JsonNode spec = tree(container);
        return new Environment(
                        new PodFields(pod, "10.0.0.1", "192.168.0.1"),
                        key -> Optional.ofNullable(objects.get(key)),
                        Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.254"))
                .of(spec);
    }

    private Map<String, String> variables(String container) throws IOException {
        return ((Environment.Result.Resolved) of(container)).variables();
    }

    private String missing(String container) throws IOException {
        return ((Environment.Result.Missing) of(container)).message();
    }

    @Test
    void laterNamesSeeEarlierOnes() throws IOException {
        assertThat(
                        variables(
                                """
                                env:
                                - {name: A, value: "1"}
                                - {name: B, value: "$(A)$(C)$$(A)$(A"}
                                - {name: C, value: "3"}
                                - {name: A, value: "again $(A)"}
                                """))
                .containsEntry("B", "1$(C)$(A)$(A")
                .containsEntry("A", "again 1");
    }

    @Test
    void valuesComeFromObjectsAndFields() throws IOException {
        assertThat(
                        variables(
                                """
                                env:
                                - {name: CM, valueFrom: {configMapKeyRef: {name: cm, key: a}}}
                                - {name: S, valueFrom: {secretKeyRef: {name: s, key: pw}}}
                                - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                                - {name: HOST, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
                                - {name: L, valueFrom: {fieldRef: {fieldPath: "metadata.labels['x']"}}}
                                - {name: K, valueFrom: {fieldRef: {fieldPath: "metadata.annotations['k']"}}}
                                - {name: N, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                                """))
                .containsEntry("CM", "one")
                .containsEntry("S", "secret")
                .containsEntry("IP", "10.0.0.1")
                .containsEntry("HOST", "192.168.0.1")
                .containsEntry("L", "y")
                .containsEntry("K", "v")
                .containsEntry("N", "n");
    }

    @Test
    void wholeObjectsComeFirst() throws IOException {
        assertThat(
                        variables(
                                """
                                envFrom:
                                - {prefix: P_, configMapRef: {name: cm}}
                                - {secretRef: {name: s}}
                                - {configMapRef: {name: nowhere, optional: true}}
                                env: [{name: P_a, value: "mine, not $(P_a)"}]
                                """))
                .containsEntry("P_a", "mine, not one")
                .containsEntry("P_b", "two")
                .containsEntry("pw", "secret");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertThat(
                        missing(
                                "env: [{name: X, valueFrom: {configMapKeyRef: {name: nowhere, key:"
                                        + " k}}}]"))
                .isEqualTo("configmap \"nowhere\" not found");
        assertThat(missing("env: [{name: X, valueFrom: {secretKeyRef: {name: nowhere, key: k}}}]"))
                .isEqualTo("secret \"nowhere\" not found");
        assertThat(missing("env: [{name: X, valueFrom: {configMapKeyRef: {name: cm, key: z}}}]"))
                .isEqualTo("couldn't find key z in ConfigMap ns/cm");
        assertThat(
                        variables(
                                "env: [{name: X, valueFrom: {configMapKeyRef: {name: cm, key: z,"
                                        + " optional: true}}}]"))
                .doesNotContainKey("X");
        assertThat(
                        missing(
                                "env: [{name: X, valueFrom: {resourceFieldRef: {resource:"
                                        + " limits.cpu}}}]"))
                .contains("resourceFieldRef is not built yet");
    }
}
