package dev.perk.control.apiserver.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.text.Yaml;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: kubernetes pkg/apis/{core,apps}/validation/validation_test.go. */
class BuiltInRulesTest {
    private static final String POD = "{containers: [{name: a, image: a}]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{containers: [{name: a, image: a}]} | ''",
                "{} | spec.containers: Required value",
                "{containers: [{}]} | spec.containers[0].name: Required value,"
                        + " spec.containers[0].image: Required value",
                "{containers: [{name: a.b, image: a}]} | spec.containers[0].name: Invalid value:"
                        + " \"a.b\": must not contain dots",
                "{containers: [{name: a, image: a}, {name: a, image: a}]} |"
                        + " spec.containers[1].name: Duplicate value: \"a\"",
                "{containers: [{name: a, image: a, ports: [{}]}]} |"
                        + " spec.containers[0].ports[0].containerPort: Required value",
                "{containers: [{name: a, image: a, ports: [{containerPort: 70000}]}]} |"
                        + " spec.containers[0].ports[0].containerPort: Invalid value: 70000: must"
                        + " be between 1 and 65535, inclusive",
                "{containers: [{name: a, image: a, ports: [{containerPort: 1, protocol: X}]}]} |"
                        + " spec.containers[0].ports[0].protocol: Unsupported value: \"X\":"
                        + " supported values: \"SCTP\", \"TCP\", \"UDP\"",
                "{containers: [{name: a, image: a, env: [{name: 'a=b'}]}]} |"
                        + " spec.containers[0].env[0].name: Invalid value: \"a=b\": a valid"
                        + " environment variable name must consist only of printable ASCII"
                        + " characters other than '='",
                "{containers: [{name: a, image: a, volumeMounts: [{name: v, mountPath: /v}]}]} |"
                        + " spec.containers[0].volumeMounts[0].name: Not found: \"v\"",
                "{containers: [{name: a, image: a, resources: {requests: {cpu: 2}, limits: {cpu:"
                        + " 1}}}]} | spec.containers[0].resources.requests: Invalid value: \"2\":"
                        + " must be less than or equal to cpu limit of 1",
                "{containers: [{name: a, image: a, resources: {requests: {cpu: abc}}}]} |"
                        + " spec.containers[0].resources.requests[cpu]: Invalid value: \"abc\":"
                        + " quantities must match the regular expression"
                        + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                "{containers: [{name: a, image: a, livenessProbe: {}}]} |"
                        + " spec.containers[0].livenessProbe: Required value: must specify a"
                        + " handler type",
                "{containers: [{name: a, image: a, livenessProbe: {httpGet: {port: 1},"
                        + " successThreshold: 2}}]} |"
                        + " spec.containers[0].livenessProbe.successThreshold: Invalid value: 2:"
                        + " must be 1",
                "{restartPolicy: Sometimes, containers: [{name: a, image: a}]} |"
                        + " spec.restartPolicy: Unsupported value: \"Sometimes\": supported values:"
                        + " \"Always\", \"OnFailure\", \"Never\"",
                "{volumes: [{name: v, secret: {}, configMap: {}}], containers: [{name: a, image:"
                        + " a}]} | spec.volumes[0].configMap: Forbidden: may not specify more than"
                        + " 1 volume type",
            })
    void podsAreChecked(String spec, String problems) {
        assertThat(check(Kinds.POD, "{spec: " + spec + "}", Optional.empty())).isEqualTo(problems);
    }

    @Test
    void aPodHardlyChanges() {
        String before = "{spec: {nodeName: n, containers: [{name: a, image: a}]}}";
        String otherImage = "{spec: {nodeName: n, containers: [{name: a, image: b}]}}";
        String otherNode = "{spec: {nodeName: m, containers: [{name: a, image: a}]}}";
        assertThat(check(Kinds.POD, otherImage, Optional.of(before))).isEmpty();
        assertThat(check(Kinds.POD, otherNode, Optional.of(before)))
                .startsWith("spec: Forbidden: pod updates may not change fields other than");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b, c: d}},"
                        + " spec: POD}} | ''",
                "{template: {spec: POD}} | spec.selector: Required value",
                "{selector: {}, template: {spec: POD}} | spec.selector: Invalid value:"
                        + " v1.LabelSelector{MatchLabels:map[string]string(nil),"
                        + " MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: empty selector is"
                        + " invalid for deployment",
                "{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: c}}, spec:"
                        + " POD}} | spec.template.metadata.labels: Invalid value:"
                        + " map[string]string{\"a\":\"c\"}: `selector` does not match template"
                        + " `labels`",
                "{selector: {matchExpressions: [{key: a, operator: Near}]}, template: {spec: POD}}"
                        + " | spec.selector.matchExpressions[0].operator: Invalid value: \"Near\":"
                        + " not a valid selector operator",
                "{replicas: -1, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a:"
                        + " b}}, spec: POD}} | spec.replicas: Invalid value: -1: must be greater"
                        + " than or equal to 0",
                "{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}}} |"
                        + " spec.template.spec.containers: Required value",
                "{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec:"
                        + " {restartPolicy: Never, containers: [{name: a, image: a}]}}} |"
                        + " spec.template.spec.restartPolicy: Unsupported value: \"Never\":"
                        + " supported values: \"Always\"",
            })
    void deploymentsAreChecked(String spec, String problems) {
        String manifest = "{spec: " + spec.replace("POD", POD) + "}";
        assertThat(check(Kinds.DEPLOYMENT, manifest, Optional.empty())).isEqualTo(problems);
    }

    @Test
    void theSelectorOfADeploymentStays() {
        String manifest =
                "{spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b, c:"
                        + " d}}, spec: "
                        + POD
                        + "}}}";
        String changed = manifest.replace("matchLabels: {a: b}", "matchLabels: {c: d}");
        assertThat(check(Kinds.DEPLOYMENT, changed, Optional.of(manifest)))
                .isEqualTo(
                        "spec.selector: Invalid value:"
                                + " v1.LabelSelector{MatchLabels:map[string]string{\"c\":\"d\"},"
                                + " MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is"
                                + " immutable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ports: [{port: 80}]} | ''",
                "{} | spec.ports: Required value",
                "{clusterIP: None} | ''",
                "{type: ExternalName} | spec.externalName: Required value",
                "{type: ExternalName, externalName: example.com} | ''",
                "{type: NodePort, ports: [{port: 80}]} | spec.type: Unsupported value:"
                        + " \"NodePort\": supported values: \"ClusterIP\", \"ExternalName\"",
                "{ports: [{port: 0}]} | spec.ports[0].port: Invalid value: 0: must be between 1"
                        + " and 65535, inclusive, spec.ports[0].targetPort: Invalid value: 0: must"
                        + " be between 1 and 65535, inclusive",
                "{ports: [{port: 1}, {name: b, port: 2}]} | spec.ports[0].name: Required value",
                "{ports: [{name: b, port: 1}, {name: b, port: 2}]} | spec.ports[1].name: Duplicate"
                        + " value: \"b\"",
                "{ports: [{port: 1, targetPort: '-'}]} | spec.ports[0].targetPort: Invalid value:"
                        + " \"-\": must contain at least one letter (a-z),"
                        + " spec.ports[0].targetPort: Invalid value: \"-\": must not begin or end"
                        + " with a hyphen",
            })
    void servicesAreChecked(String spec, String problems) {
        assertThat(check(Kinds.SERVICE, "{spec: " + spec + "}", Optional.empty()))
                .isEqualTo(problems);
    }

    @Test
    void theAddressOfAServiceStays() {
        String manifest = "{spec: {clusterIP: 10.96.0.2, ports: [{port: 80}]}}";
        assertThat(check(Kinds.SERVICE, manifest.replace(".2", ".3"), Optional.of(manifest)))
                .isEqualTo(
                        "spec.clusterIPs[0]: Invalid value: []string{\"10.96.0.3\"}: may not change"
                                + " once set");
    }

    @Test
    void keysOfConfigMapsAreChecked() {
        assertThat(check(Kinds.CONFIG_MAP, "{data: {'a/b': x}}", Optional.empty()))
                .startsWith(
                        "data[a/b]: Invalid value: \"a/b\": a valid config key must consist of");
    }

    @Test
    void whatIsImmutableStays() {
        String manifest = "{immutable: true, data: {a: b}}";
        assertThat(
                        check(
                                Kinds.CONFIG_MAP,
                                "{immutable: true, data: {a: c}}",
                                Optional.of(manifest)))
                .isEqualTo("data: Forbidden: field is immutable when `immutable` is set");
    }

    private static String check(ResourceType type, String manifest, Optional<String> old) {
        List<FieldError> problems =
                BuiltInRules.check(
                        type, completed(type, manifest), old.map(text -> completed(type, text)));
        return String.join(", ", problems.stream().map(FieldError::toString).toList());
    }

    private static ObjectNode completed(ResourceType type, String manifest) {
        ObjectNode object = (ObjectNode) Yaml.parse(manifest).optional().orElseThrow();
        BuiltInDefaults.apply(type, object);
        return object;
    }
}
