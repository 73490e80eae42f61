package dev.perk.control.apiserver.structural;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.text.Yaml;
import dev.perk.control.apiserver.schema.DefinitionSchema;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Upstream: apiextensions-apiserver pkg/apiserver/schema/{pruning,defaulting,listtype}. */
class KnativeSchemaTest {

    @Test
    void whatTheSchemaDoesNotNameDisappears() {
        ObjectNode service =
                yaml(
                        """
                        apiVersion: serving.knative.dev/v1
                        kind: Service
                        metadata: {name: hello, whatever: kept}
                        extra: gone
                        spec:
                          extra: gone
                          template:
                            metadata: {labels: {a: b}, creationTimestamp: null}
                            spec:
                              timeoutSeconds: null
                              nodeSelector: {any: key}
                              affinity: {free: {form: true}}
                              containers:
                              - {image: a, stdin: true, lifecycle: {}, env: [{name: A, extra: 1}]}
                        """);
        shape(service);
        assertThat((JsonNode) service)
                .isEqualTo(
                        yaml(
                                """
                                apiVersion: serving.knative.dev/v1
                                kind: Service
                                metadata: {name: hello, whatever: kept}
                                spec:
                                  template:
                                    metadata: {labels: {a: b}, creationTimestamp: null}
                                    spec:
                                      nodeSelector: {any: key}
                                      affinity: {free: {form: true}}
                                      containers: [{image: a, env: [{name: A}]}]
                                """));
    }

    @Test
    void defaultsOfTheSchemaAreFilledIn() {
        ObjectNode service =
                yaml(
                        """
                        spec:
                          template:
                            spec:
                              imagePullSecrets: [{}]
                              containers:
                              - ports: [{containerPort: 80}, {protocol: UDP}]
                                livenessProbe: {grpc: {port: 1}}
                        """);
        shape(service);
        assertThat(service.at("/spec/template/spec"))
                .isEqualTo(
                        yaml(
                                """
                                imagePullSecrets: [{name: ''}]
                                containers:
                                - ports: [{containerPort: 80, protocol: TCP}, {protocol: UDP}]
                                  livenessProbe: {grpc: {port: 1, service: ''}}
                                """));
    }

    @Test
    void someFieldsAreRequiredWhereTheirParentIsThere() {
        assertThat(
                        check(
                                Kinds.KNATIVE_SERVICE,
                                "{spec: {template: {spec: {containers: [{volumeMounts: [{name:"
                                        + " a}]}], volumes: [{}]}}}}"))
                .containsExactly(
                        "spec.template.spec.containers[0].volumeMounts[0].mountPath: Required"
                                + " value",
                        "spec.template.spec.volumes[0].name: Required value");
        assertThat(check(Kinds.KNATIVE_SERVICE, "{spec: {template: {}}}")).isEmpty();
        assertThat(check(Kinds.POD_AUTOSCALER, "{spec: {a: b}}"))
                .containsExactly(
                        "spec.protocolType: Required value", "spec.scaleTargetRef: Required value");
    }

    @Test
    void someListsHaveKeys() {
        assertThat(
                        check(
                                Kinds.KNATIVE_SERVICE,
                                "{spec: {template: {spec: {containers: [{env: [{name: A}, {name:"
                                        + " B}, {name: A}]}]}}}}"))
                .containsExactly(
                        "spec.template.spec.containers[0].env[2]: Duplicate value:"
                                + " map[string]interface {}{\"name\":\"A\"}");
    }

    @Test
    void aTreeOfAnotherShapeIsLeftAlone() {
        for (String odd : List.of("spec: 5", "spec: []", "{spec: {template: {spec: [1, a]}}}")) {
            ObjectNode service = yaml(odd);
            shape(service);
            assertThat((JsonNode) service).isEqualTo(yaml(odd));
        }
    }

    private static List<String> check(ResourceType type, String manifest) {
        return SchemaCheck.check(schema(type), yaml(manifest), Optional.empty()).stream()
                .map(FieldError::toString)
                .toList();
    }

    private static void shape(ObjectNode service) {
        Pruning.prune(schema(Kinds.KNATIVE_SERVICE), service);
        Defaulting.apply(schema(Kinds.KNATIVE_SERVICE), service);
    }

    private static StructuralSchema schema(ResourceType type) {
        return StructuralSchema.read(DefinitionSchema.of(type));
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.parse(text).optional().orElseThrow();
    }
}
