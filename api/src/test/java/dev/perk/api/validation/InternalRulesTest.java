package dev.perk.api.validation;

import static dev.perk.api.validation.Manifest.admit;
import static dev.perk.api.validation.Manifest.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.admission.Write;
import dev.perk.api.config.ServingConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Upstream: knative/serving autoscaling/v1alpha1/pa_validation_test.go; knative/networking
 * v1alpha1/{ingress,serverlessservice}_validation_test.go; knative/caching
 * image_validation_test.go.
 */
class InternalRulesTest {
    private static final String TARGET = "{apiVersion: apps/v1, kind: Deployment, name: d}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{protocolType: http1, scaleTargetRef: TARGET} | ''",
                "{} | missing field(s): spec",
                "{protocolType: foo, scaleTargetRef: TARGET} | invalid value: foo:"
                        + " spec.protocolType",
                "{scaleTargetRef: TARGET} | missing field(s): spec.protocolType",
                "{protocolType: h2c, containerConcurrency: -1, scaleTargetRef: TARGET} | expected 0"
                        + " <= -1 <= 1000: spec.containerConcurrency",
                "{protocolType: h2c} | missing field(s): spec.scaleTargetRef.apiVersion,"
                        + " spec.scaleTargetRef.kind, spec.scaleTargetRef.name",
                "{protocolType: h2c, scaleTargetRef: {apiVersion: apps/v1, kind: A, name: a.b,"
                        + " namespace: n}} | invalid value: must not contain dots:"
                        + " spec.scaleTargetRef.name⏎must not set the field(s):"
                        + " spec.scaleTargetRef.namespace",
            })
    void podAutoscalersAreChecked(String spec, String problem) {
        assertThat(errors(Kinds.POD_AUTOSCALER, spec)).isEqualTo(problem.replace('⏎', '\n'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{mode: Serve, protocolType: http1, objectRef: TARGET} | ''",
                "{} | missing field(s): spec",
                "{protocolType: http1, objectRef: TARGET} | missing field(s): spec.mode",
                "{mode: Foo, protocolType: http1, objectRef: TARGET} | invalid value: Foo:"
                        + " spec.mode",
                "{mode: Proxy, numActivators: -1, protocolType: http1, objectRef: TARGET} | invalid"
                        + " value: -1: spec.numActivators",
            })
    void serverlessServicesAreChecked(String spec, String problem) {
        assertThat(errors(Kinds.SERVERLESS_SERVICE, spec)).isEqualTo(problem);
    }

    @Test
    void networkingAnnotationsOfServerlessServicesAreKnownOnes() {
        String manifest =
                "{metadata: {name: s, annotations: {networking.knative.dev/x: y}}, spec: {mode:"
                        + " Serve, protocolType: http1, objectRef: "
                        + TARGET
                        + "}}";
        var write = Write.create(Kinds.SERVERLESS_SERVICE, yaml(manifest), "controller");
        assertThat(admit(write, ServingConfig.DEFAULT).text())
                .isEqualTo("invalid key name \"networking.knative.dev/x\": annotations");
    }

    @Test
    void metricsNeedASpec() {
        assertThat(errors(Kinds.METRIC, "{}")).isEqualTo("missing field(s): spec");
        assertThat(errors(Kinds.METRIC, "{stableWindow: 1}")).isEmpty();
    }

    @Test
    void imagesNeedAnImage() {
        assertThat(errors(Kinds.IMAGE, "{imagePullSecrets: [{}]}"))
                .isEqualTo("missing field(s): spec.image, spec.imagePullSecrets[0].name");
        assertThat(errors(Kinds.IMAGE, "{image: a}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{rules: [{http: {paths: [{splits: [SPLIT]}]}}]} | ''",
                "{} | missing field(s): spec",
                "{httpOption: Enabled} | missing field(s): spec.rules",
                "{rules: [{hosts: [a]}]} | missing field(s): spec.rules[0].http",
                "{rules: [{http: {}}]} | missing field(s): spec.rules[0].http.paths",
                "{rules: [{http: {paths: [{path: /}]}}]} | missing field(s):"
                        + " spec.rules[0].http.paths[0].splits",
                "{rules: [{http: {paths: [{splits: [{}]}]}}]} | missing field(s): @serviceName,"
                        + " @servicePort⏎service namespace must match ingress namespace:"
                        + " @serviceNamespace",
                "{rules: [{http: {paths: [{splits: [{serviceName: a, servicePort: 80,"
                        + " serviceNamespace: default, percent: 101}]}]}}]} | invalid value: 101:"
                        + " @percent",
                "{rules: [{http: {paths: [{splits: [SPLIT, SPLIT]}]}}]} | traffic split percentage"
                        + " must total to 100, but was 0: spec.rules[0].http.paths[0].splits",
                "{rules: [{http: {paths: [{splits: [SPLIT]}]}}], tls: [{}]} | missing field(s):"
                        + " spec.tls[0]",
                "{rules: [{http: {paths: [{splits: [SPLIT]}]}}], tls: [{hosts: [a]}]} | missing"
                        + " field(s): spec.tls[0].secretName, spec.tls[0].secretNamespace",
                "{rules: [{http: {paths: [{splits: [SPLIT]}]}}], httpOption: Foo} | invalid value:"
                        + " Foo: spec.httpOption",
            })
    void ingressesAreChecked(String spec, String problem) {
        String split = "{serviceName: a, servicePort: 80, serviceNamespace: default}";
        assertThat(errors(Kinds.INGRESS, spec.replace("SPLIT", split)))
                .isEqualTo(
                        problem.replace("@", "spec.rules[0].http.paths[0].splits[0].")
                                .replace('⏎', '\n'));
    }

    private static String errors(ResourceType type, String spec) {
        String manifest =
                "{metadata: {name: hello, namespace: default}, spec: "
                        + spec.replace("TARGET", TARGET)
                        + "}";
        var write = Write.create(type, yaml(manifest), "controller");
        return admit(write, ServingConfig.DEFAULT).text();
    }
}
