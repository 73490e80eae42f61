package dev.perk.api.defaults;

import static dev.perk.api.validation.Manifest.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.admission.Write;
import dev.perk.api.config.ServingConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Upstream: knative/serving v1/{service,configuration,revision,route}_defaults_test.go,
 * autoscaling/v1alpha1/pa_defaults_test.go; knative/networking v1alpha1/ingress_defaults_test.go.
 */
class KnativeDefaultsTest {
    private ServingConfig config = ServingConfig.DEFAULT;

    @Test
    void theSmallestService() {
        ObjectNode service =
                create(
                        Kinds.KNATIVE_SERVICE,
                        """
                        metadata: {name: hello}
                        spec: {template: {spec: {containers: [{image: perk/hello}]}}}
                        """);
        assertThat((JsonNode) service)
                .isEqualTo(
                        yaml(
                                """
                                metadata:
                                  name: hello
                                  annotations:
                                    serving.knative.dev/creator: alice
                                    serving.knative.dev/lastModifier: alice
                                spec:
                                  template:
                                    metadata: {}
                                    spec:
                                      containerConcurrency: 0
                                      enableServiceLinks: false
                                      timeoutSeconds: 300
                                      containers:
                                      - image: perk/hello
                                        name: user-container
                                        readinessProbe:
                                          successThreshold: 1
                                          tcpSocket: {port: 0}
                                        resources: {}
                                  traffic: [{latestRevision: true, percent: 100}]
                                """));
    }

    @Test
    void whatTheUserSaidStays() {
        String manifest =
                """
                metadata: {name: hello}
                spec:
                  template:
                    spec:
                      containerConcurrency: 7
                      enableServiceLinks: true
                      timeoutSeconds: 17
                      idleTimeoutSeconds: 0
                      containers:
                      - image: perk/hello
                        name: mine
                        readinessProbe: {httpGet: {path: /ready}, successThreshold: 2}
                        unknown: kept
                  traffic: [{revisionName: hello-00001, percent: 100}]
                """;
        ObjectNode service = create(Kinds.KNATIVE_SERVICE, manifest);
        JsonNode spec = service.at("/spec/template/spec");
        assertThat(spec.path("containerConcurrency").asInt()).isEqualTo(7);
        assertThat(spec.path("enableServiceLinks").asBoolean()).isTrue();
        assertThat(spec.path("timeoutSeconds").asInt()).isEqualTo(17);
        assertThat(spec.at("/containers/0/name").asText()).isEqualTo("mine");
        assertThat(spec.at("/containers/0/unknown").asText()).isEqualTo("kept");
        assertThat(spec.at("/containers/0/readinessProbe"))
                .isEqualTo((JsonNode) yaml("{httpGet: {path: /ready}, successThreshold: 2}"));
        assertThat(service.at("/spec/traffic/0/latestRevision").asBoolean(true)).isFalse();
    }

    @Test
    void zeroSecondsMeanTheDefaultTimeout() {
        assertThat(podSpec("timeoutSeconds: 0").path("timeoutSeconds").asInt()).isEqualTo(300);
    }

    @Test
    void shorterTimeoutsAreOnlySetWhereTheySaySomething() {
        config =
                config.with(
                        "config-defaults",
                        Map.of(
                                "revision-idle-timeout-seconds", "20",
                                "revision-response-start-timeout-seconds", "50"));
        JsonNode spec = podSpec("timeoutSeconds: 40");
        assertThat(spec.path("idleTimeoutSeconds").asInt()).isEqualTo(20);
        assertThat(spec.has("responseStartTimeoutSeconds")).isFalse();
        assertThat(podSpec("idleTimeoutSeconds: 0").path("idleTimeoutSeconds").asInt(9)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{}] | user-container",
                "[{}, {}, {name: user-container-0}] |"
                        + " user-container-1,user-container-2,user-container-0",
                "[{name: a}, {}] | a,user-container-0",
            })
    void containersGetNames(String containers, String names) {
        JsonNode spec = podSpec("containers: " + containers);
        assertThat(String.join(",", spec.path("containers").findValuesAsText("name")))
                .isEqualTo(names);
    }

    @Test
    void namesComeFromATemplateOverTheService() {
        config =
                config.with(
                        "config-defaults",
                        Map.of("container-name-template", "{{.Name}}-{{.Labels.team}}"));
        ObjectNode service =
                create(
                        Kinds.KNATIVE_SERVICE,
                        """
                        metadata: {name: hello, labels: {team: blue}}
                        spec: {template: {spec: {containers: [{}], initContainers: [{}, {}]}}}
                        """);
        assertThat(service.at("/spec/template/spec/containers/0/name").asText())
                .isEqualTo("hello-blue");
        assertThat(service.at("/spec/template/spec/initContainers").findValuesAsText("name"))
                .containsExactly("init-container-0", "init-container-1");
    }

    @Test
    void amountsAreFilledInOneByOne() {
        config =
                config.with(
                        "config-defaults",
                        Map.of(
                                "revision-cpu-request", "100m",
                                "revision-memory-request", "0.5Gi",
                                "revision-cpu-limit", "1"));
        JsonNode spec = podSpec("containers: [{resources: {requests: {cpu: 25m}}}]");
        assertThat(spec.at("/containers/0/resources"))
                .isEqualTo(
                        (JsonNode)
                                yaml("{requests: {cpu: 25m, memory: 512Mi}, limits: {cpu: '1'}}"));
    }

    @Test
    void onlyTheContainerThatServesIsProbed() {
        JsonNode spec = podSpec("containers: [{ports: [{containerPort: 80}]}, {}]");
        assertThat(spec.at("/containers/0/readinessProbe/tcpSocket/port").asInt(9)).isZero();
        assertThat(spec.at("/containers/1").has("readinessProbe")).isFalse();
    }

    @Test
    void probesWithAPeriodGetNumbers() {
        JsonNode spec =
                podSpec(
                        "containers: [{readinessProbe: {periodSeconds: 5, grpc: {port: 1}},"
                                + " livenessProbe: {grpc: {port: 1}}}]");
        assertThat(spec.at("/containers/0/readinessProbe"))
                .isEqualTo(
                        (JsonNode)
                                yaml(
                                        "{periodSeconds: 5, grpc: {port: 1, service: ''},"
                                                + " successThreshold: 1, failureThreshold: 3,"
                                                + " timeoutSeconds: 1}"));
        assertThat(spec.at("/containers/0/livenessProbe"))
                .isEqualTo((JsonNode) yaml("{grpc: {port: 1, service: ''}}"));
    }

    @ParameterizedTest
    @CsvSource({"emptyDir, false", "persistentVolumeClaim, false", "secret, true", "csi, true"})
    void volumesThatCannotBeWrittenAreMountedSo(String source, boolean readOnly) {
        JsonNode spec =
                podSpec(
                        "containers: [{volumeMounts: [{name: v, readOnly: false}]}]\nvolumes:"
                                + " [{name: v, "
                                + source
                                + ": {}}]");
        assertThat(spec.at("/containers/0/volumeMounts/0/readOnly").asBoolean())
                .isEqualTo(readOnly);
    }

    @Test
    void securePodDefaultsFillInTheRestrictedStandard() {
        config = config.with("config-features", Map.of("secure-pod-defaults", "Enabled"));
        JsonNode spec = podSpec("containers: [{ports: [{containerPort: 80}]}]");
        assertThat(spec.at("/containers/0/securityContext"))
                .isEqualTo(
                        (JsonNode)
                                yaml(
                                        "{allowPrivilegeEscalation: false, seccompProfile: {type:"
                                            + " RuntimeDefault}, capabilities: {drop: [ALL], add:"
                                            + " [NET_BIND_SERVICE]}, runAsNonRoot: true}"));
    }

    @Test
    void rootBoundedLeavesTheUserAlone() {
        config = config.with("config-features", Map.of("secure-pod-defaults", "AllowRootBounded"));
        JsonNode spec =
                podSpec(
                        "containers: [{securityContext: {capabilities: {}}}]\n"
                                + "securityContext: {seccompProfile: {type: Unconfined}}");
        assertThat(spec.at("/containers/0/securityContext"))
                .isEqualTo((JsonNode) yaml("{allowPrivilegeEscalation: false, capabilities: {}}"));
    }

    @Test
    void serviceLinksAreOnlyDecidedOnCreation() {
        ObjectNode stored = smallest();
        ObjectNode changed = stored.deepCopy();
        ((ObjectNode) changed.at("/spec/template/spec")).remove("enableServiceLinks");
        ObjectNode updated = update(stored, changed);
        assertThat(updated.at("/spec/template/spec").has("enableServiceLinks")).isFalse();
    }

    @Test
    void aTemplateWithAnUnchangedNameOfItsOwnGetsNoNewDefaults() {
        ObjectNode stored =
                yaml("{metadata: {name: c}, spec: {template: {metadata: {name: c-a}, spec: {}}}}");
        ObjectNode updated = update(stored, stored);
        assertThat(updated.at("/spec/template/spec").isEmpty()).isTrue();
    }

    @Test
    void aRevisionIsNotDefaultedAgain() {
        ObjectNode revision = yaml("{metadata: {name: r}, spec: {containers: [{image: a}]}}");
        Write write = Write.update(Kinds.REVISION, revision, revision, "alice");
        assertThat((JsonNode) KnativeDefaults.apply(write, config)).isEqualTo(revision);
        assertThat(
                        create(
                                        Kinds.REVISION,
                                        "{metadata: {name: r}, spec: {containers: [{image: a}]}}")
                                .at("/spec/timeoutSeconds")
                                .asInt())
                .isEqualTo(300);
    }

    @Test
    void whoCreatesIsRememberedOverWhatTheyClaim() {
        ObjectNode service =
                create(
                        Kinds.KNATIVE_SERVICE,
                        "metadata: {annotations: {serving.knative.dev/creator: eve}}");
        assertThat(service.at("/metadata/annotations/serving.knative.dev~1creator").asText())
                .isEqualTo("alice");
    }

    @Test
    void whoChangesTheSpecIsRemembered() {
        ObjectNode stored = smallest();
        ObjectNode labelled = stored.deepCopy();
        labelled.withObject("/metadata/labels").put("a", "b");
        String modifier = "/metadata/annotations/serving.knative.dev~1lastModifier";
        assertThat(update(stored, labelled).at(modifier).asText()).isEqualTo("alice");
        ObjectNode changed = stored.deepCopy();
        ((ObjectNode) changed.at("/spec/template/spec")).put("timeoutSeconds", 17);
        assertThat(update(stored, changed).at(modifier).asText()).isEqualTo("bob");
        assertThat(
                        update(stored, changed)
                                .at("/metadata/annotations/serving.knative.dev~1creator")
                                .asText())
                .isEqualTo("alice");
    }

    @Test
    void newDefaultsAreNoChangeOfTheSpec() {
        ObjectNode stored = yaml("{metadata: {name: hello}, spec: {}}");
        ObjectNode updated = update(stored, stored);
        assertThat(updated.at("/metadata/annotations").isMissingNode()).isTrue();
    }

    @Test
    void whatAControllerOwnsRemembersNobody() {
        String owned =
                "{metadata: {name: c, ownerReferences: [{kind: Service, name: c}]}, spec: {}}";
        assertThat(create(Kinds.CONFIGURATION, owned).at("/metadata/annotations").isMissingNode())
                .isTrue();
        assertThat(
                        create(Kinds.ROUTE, "{metadata: {name: r}, spec: {}}")
                                .at("/metadata/annotations/serving.knative.dev~1creator")
                                .asText())
                .isEqualTo("alice");
    }

    @Test
    void aBareRouteGetsNoTraffic() {
        ObjectNode route = create(Kinds.ROUTE, "{metadata: {name: r}, spec: {}}");
        assertThat(route.path("spec").has("traffic")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | kpa.autoscaling.knative.dev | concurrency",
                "{autoscaling.knative.dev/class: hpa.autoscaling.knative.dev} |"
                        + " hpa.autoscaling.knative.dev | cpu",
                "{autoscaling.knative.dev/class: other} | other | ''",
                "{autoscaling.knative.dev/metric: rps} | kpa.autoscaling.knative.dev | rps",
            })
    void autoscalersHaveAClassAndAMetric(String annotations, String name, String metric) {
        ObjectNode autoscaler =
                create(Kinds.POD_AUTOSCALER, "{metadata: {annotations: " + annotations + "}}");
        JsonNode filled = autoscaler.at("/metadata/annotations");
        assertThat(filled.path("autoscaling.knative.dev/class").asText()).isEqualTo(name);
        assertThat(filled.path("autoscaling.knative.dev/metric").asText("?")).isEqualTo(metric);
    }

    @Test
    void ingressesAreVisibleAndWhole() {
        ObjectNode ingress =
                create(
                        Kinds.INGRESS,
                        """
                        spec:
                          rules:
                          - http: {paths: [{splits: [{serviceName: a}]}]}
                          - visibility: ClusterLocal
                        """);
        assertThat(ingress.at("/spec/rules/0/visibility").asText()).isEqualTo("ExternalIP");
        assertThat(ingress.at("/spec/rules/0/http/paths/0/splits/0/percent").asInt())
                .isEqualTo(100);
        assertThat(ingress.at("/spec/rules/1/visibility").asText()).isEqualTo("ClusterLocal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spec: 5",
                "{spec: {template: text, traffic: {}}}",
                "{spec: {template: {spec: {containers: [5, null], timeoutSeconds: soon}}}}",
                "{metadata: [], spec: {template: {spec: {containers: {}}}}}",
            })
    void whatIsNotAServiceAtAllIsLeftToTheValidation(String manifest) {
        assertThat(create(Kinds.KNATIVE_SERVICE, manifest)).isNotNull();
    }

    private ObjectNode create(ResourceType type, String manifest) {
        return KnativeDefaults.apply(Write.create(type, yaml(manifest), "alice"), config);
    }

    private ObjectNode update(ObjectNode stored, ObjectNode changed) {
        Write write = Write.update(Kinds.KNATIVE_SERVICE, changed, stored, "bob");
        return KnativeDefaults.apply(write, config);
    }

    private ObjectNode smallest() {
        return create(
                Kinds.KNATIVE_SERVICE,
                "{metadata: {name: hello}, spec: {template: {spec: {containers: [{image: a1}]}}}}");
    }

    private JsonNode podSpec(String fields) {
        String manifest = "metadata: {name: hello}\nspec:\n  template:\n    spec:\n";
        return create(Kinds.KNATIVE_SERVICE, manifest + fields.indent(6)).at("/spec/template/spec");
    }
}
