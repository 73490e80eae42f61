package dev.perk.control.apiserver.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.text.Yaml;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Upstream: {@code validation_test.go} and {@code defaults_test.go} in kubernetes
 * pkg/apis/{apps,batch,core,networking,policy,scheduling,storage,autoscaling,node}.
 */
class StoredKindsRulesTest {
    /** Stands nowhere in the texts, unlike the usual ones. */
    private static final char QUOTE = '~';

    /** What is there before {@link #someThingsNeverChange}. */
    private static final Map<String, String> FIRST =
            Map.of(
                    "StatefulSet",
                    "{spec: {serviceName: a, selector: {matchLabels: {a: b}}, template: {metadata:"
                            + " {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}}}",
                    "PriorityClass",
                    "{value: 7}",
                    "RuntimeClass",
                    "{handler: a}",
                    "StorageClass",
                    "{provisioner: a}",
                    "IngressClass",
                    "{spec: {controller: x/a}}",
                    "ControllerRevision",
                    "{revision: 1, data: {a: b}}",
                    "PersistentVolumeClaim",
                    "{spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}},"
                            + " status: {phase: Pending}}");

    /** A manifest with its defaults, and all that is wrong with it. */
    @ParameterizedTest
    @CsvFileSource(resources = "stored-kinds.csv", delimiter = '|', quoteCharacter = QUOTE)
    void saysWhatIsWrong(String kind, String manifest, String problems) {
        assertThat(check(kind, manifest, Optional.empty()))
                .isEqualTo(problems == null ? "" : problems);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = QUOTE,
            value = {
                "StatefulSet | {spec: {serviceName: b, selector: {matchLabels: {a: b}}, template:"
                    + " {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}}} |"
                    + " spec: Forbidden: updates to statefulset spec for fields other than"
                    + " 'replicas', 'ordinals', 'template', 'updateStrategy',"
                    + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
                "PriorityClass | {value: 8} | value: Forbidden: may not be changed in an update.",
                "RuntimeClass | {handler: b} | handler: Invalid value: \"b\": field is immutable",
                "StorageClass | {provisioner: b} | provisioner: Forbidden: updates to provisioner"
                        + " are forbidden.",
                "IngressClass | {spec: {controller: x/b}} | spec.controller: Invalid value:"
                        + " \"x/b\": field is immutable",
                "ControllerRevision | {revision: 1, data: {a: c}} | data: Invalid value:"
                        + " {\"a\":\"c\"}: field is immutable",
                "PersistentVolumeClaim | {spec: {accessModes: [ReadWriteOnce], resources:"
                    + " {requests: {storage: 2Gi}}}} | spec: Forbidden: spec is immutable after"
                    + " creation except resources.requests and volumeAttributesClassName for bound"
                    + " claims"
            })
    void someThingsNeverChange(String kind, String manifest, String problem) {
        ObjectNode old = withDefaults(kind, FIRST.getOrDefault(kind, "{}"));
        assertThat(check(kind, manifest, Optional.of(old))).isEqualTo(problem);
    }

    @Test
    void aBoundClaimMayGrow() {
        String claim =
                "{spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: SIZE}}},"
                        + " status: {phase: Bound}}";
        ObjectNode old = withDefaults("PersistentVolumeClaim", claim.replace("SIZE", "1Gi"));
        assertThat(check("PersistentVolumeClaim", claim.replace("SIZE", "2Gi"), Optional.of(old)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = QUOTE,
            value = {
                "DaemonSet | {} | /spec/updateStrategy |"
                    + " {\"type\":\"RollingUpdate\",\"rollingUpdate\":{\"maxUnavailable\":1,\"maxSurge\":0}}",
                "StatefulSet | {} | /spec/updateStrategy |"
                        + " {\"type\":\"RollingUpdate\",\"rollingUpdate\":{\"partition\":0}}",
                "StatefulSet | {spec: {volumeClaimTemplates: [{metadata: {name: v}}]}} |"
                        + " /spec/volumeClaimTemplates/0/spec/volumeMode | \"Filesystem\"",
                "Job | {} | /spec/backoffLimit | 6",
                "Job | {} | /spec/completions | 1",
                "Job | {spec: {parallelism: 3}} | /spec/completions | ",
                "CronJob | {} | /spec/failedJobsHistoryLimit | 1",
                "ReplicationController | {spec: {template: {metadata: {labels: {a: b}}}}} |"
                        + " /spec/selector | {\"a\":\"b\"}",
                "LimitRange | {spec: {limits: [{type: Container, max: {cpu: 2}, min: {memory:"
                        + " 1}}]}} | /spec/limits/0/defaultRequest | {\"cpu\":2,\"memory\":1}",
                "LimitRange | {spec: {limits: [{type: Pod, max: {cpu: 2}}]}} |"
                        + " /spec/limits/0/default | ",
                "NetworkPolicy | {spec: {egress: [{}]}} | /spec/policyTypes |"
                        + " [\"Ingress\",\"Egress\"]",
                "NetworkPolicy | {spec: {}} | /spec/policyTypes | [\"Ingress\"]",
                "StorageClass | {} | /volumeBindingMode | \"Immediate\"",
                "HorizontalPodAutoscaler | {} | /spec/metrics/0/resource/target/averageUtilization"
                        + " | 80",
                "HorizontalPodAutoscaler | {spec: {behavior: {}}} |"
                        + " /spec/behavior/scaleDown/policies |"
                        + " [{\"type\":\"Percent\",\"value\":100,\"periodSeconds\":15}]"
            })
    void fillsInWhatIsNotSaid(String kind, String manifest, String pointer, String expected) {
        ObjectNode object = withDefaults(kind, manifest);
        assertThat(object.at(pointer).toString()).isEqualTo(expected == null ? "" : expected);
    }

    private static String check(String kind, String manifest, Optional<ObjectNode> old) {
        return BuiltInRules.check(type(kind), withDefaults(kind, manifest), old).stream()
                .map(FieldError::toString)
                .collect(Collectors.joining("; "));
    }

    private static ObjectNode withDefaults(String kind, String manifest) {
        ObjectNode object = (ObjectNode) Yaml.parse(manifest).optional().orElseThrow();
        BuiltInDefaults.apply(type(kind), object);
        return object;
    }

    private static ResourceType type(String kind) {
        List<ResourceType> found =
                Kinds.SERVED.stream()
                        .filter(type -> type.kind().equals(kind) && !type.custom())
                        .toList();
        return found.getFirst();
    }
}
