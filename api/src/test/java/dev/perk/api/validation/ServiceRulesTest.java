package dev.perk.api.validation;

import static dev.perk.api.validation.Manifest.admit;
import static dev.perk.api.validation.Manifest.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.admission.Write;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.defaults.KnativeDefaults;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Services, Configurations, Revisions and Routes as wholes. The texts were taken from the upstream
 * packages when they judged the same objects; also knative/serving
 * v1/{service,configuration,revision,route}_validation_test.go.
 */
class ServiceRulesTest {
    private static final String LABEL_1035 =
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with"
                    + " an alphabetic character, and end with an alphanumeric character (e.g."
                    + " 'my-name',  or 'abc-123', regex used for validation is"
                    + " '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private ServingConfig config = ServingConfig.DEFAULT;

    @Test
    void theSmallestServiceIsFineAndWarnedAboutOnce() {
        FieldErrors errors = create(service("{name: hello}", "", ""));
        assertThat(errors.text()).isEmpty();
        String context = "spec.template.spec.containers[0].securityContext.";
        assertThat(errors.warnings())
                .containsExactly(
                        "Kubernetes default value is insecure, Knative may default this to secure"
                                + " in a future release: "
                                + context
                                + "allowPrivilegeEscalation, "
                                + context
                                + "capabilities, "
                                + context
                                + "runAsNonRoot, "
                                + context
                                + "seccompProfile");
    }

    @Test
    void aServiceNeedsContainers() {
        assertThat(create(yaml("metadata: {name: hello}")).text())
                .isEqualTo("missing field(s): spec.template.spec.containers");
    }

    @Test
    void trafficMustAddUp() {
        String traffic =
                """
                traffic:
                - {latestRevision: true, percent: 50}
                - {revisionName: hello-00001, percent: 40}
                """;
        assertThat(create(service("{name: hello}", "", traffic)).text())
                .isEqualTo("Traffic targets sum to 90, want 100: spec.traffic");
    }

    @Test
    void autoscalingAnnotationsBelongToTheTemplate() {
        String metadata =
                """
                {name: hello, annotations: {autoscaling.knative.dev/initial-scale: '1', \
                serving.knative.dev/rollout-duration: 1.5s}}\
                """;
        assertThat(create(service(metadata, "", "")).text())
                .isEqualTo(
                        """
                        invalid key name "autoscaling.knative.dev/initial-scale": \
                        metadata.annotations
                        autoscaling annotations must be put under \
                        "spec.template.metadata.annotations" to work
                        rollout-duration=1.5s is not at second precision: \
                        metadata.annotations.serving.knative.dev/rollout-duration\
                        """);
    }

    /** Perk's own: these four take effect without a new revision. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "min-scale | 2 | ''",
                "max-scale | 5 | ''",
                "target | 20.5 | ''",
                "window | 30s | ''",
                "min-scale | -1 | expected 0 <= -1 <= 2147483647: KEY",
                "target | 0 | target 0 should be at least 0.01: KEY",
                "window | 5s | expected 6s <= 5s <= 1h0m0s: KEY",
                "max-scale | 1 | max-scale=1 is less than min-scale=2: KEY, PREFIX/min-scale",
            })
    void aServiceMayScaleItsLatestRevision(String name, String value, String problem) {
        String prefix = "metadata.annotations.autoscaling.knative.dev";
        String metadata =
                "{name: hello, annotations: {autoscaling.knative.dev/"
                        + name
                        + ": '"
                        + value
                        + "'}}";
        String template = "metadata: {annotations: {autoscaling.knative.dev/min-scale: '2'}}";
        assertThat(create(service(metadata, template, "")).text())
                .isEqualTo(problem.replace("KEY", prefix + "/" + name).replace("PREFIX", prefix));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rollout-duration | ten | invalid value: ten",
                "rolloutDuration | -5s | rollout-duration=-5s must be positive",
            })
    void rolloutDurationsAreChecked(String key, String value, String problem) {
        String annotations = "annotations: {serving.knative.dev/" + key + ": '" + value + "'}";
        assertThat(create(service("{name: hello, " + annotations + "}", "", "")).text())
                .isEqualTo(problem + ": metadata.annotations.serving.knative.dev/" + key);
    }

    @Test
    void severalMistakesAreReportedTogether() {
        ObjectNode service =
                yaml(
                        """
                        metadata: {name: Hello.x}
                        spec:
                          template:
                            metadata: {name: foo}
                            spec:
                              containers: [{image: 'foo:bar:baz'}]
                        """);
        assertThat(create(service).text())
                .isEqualTo(
                        "Failed to parse image reference:"
                                + " spec.template.spec.containers[0].image\n"
                                + "image: \"foo:bar:baz\", error: could not parse reference:"
                                + " foo:bar:baz\n"
                                + "invalid value: \"foo\" must have prefix \"Hello.x-\":"
                                + " spec.template.metadata.name\n"
                                + "not a DNS 1035 label: ["
                                + LABEL_1035
                                + "]: metadata.name");
    }

    @Test
    void aNameOrAPrefixIsRequired() {
        assertThat(create(service("{}", "", "")).text())
                .isEqualTo("name or generateName is required: metadata.name");
        assertThat(create(service("{generateName: hello-}", "", "")).text()).isEmpty();
        assertThat(create(service("{generateName: Hello-}", "", "")).text())
                .isEqualTo(
                        "not a DNS 1035 label prefix: [" + LABEL_1035 + "]: metadata.generateName");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: hello-a} | ''",
                "{name: Hello} | invalid value: not a DNS 1035 label: [*]:"
                        + " spec.template.metadata.name",
                "{name: hello} | invalid value: \"hello\" must have prefix \"hello-\":"
                        + " spec.template.metadata.name",
                "{generateName: -} | invalid value: not a DNS 1035 label prefix: [*]:"
                        + " spec.template.metadata.generateName",
                "{annotations: {networking.knative.dev/foo: x}} | invalid key name"
                        + " \"networking.knative.dev/foo\": spec.template.metadata.annotations",
                "{annotations: {networking.knative.dev/ingress-class: x}} | ''",
                "{annotations: {serving.knative.dev/progress-deadline: 1.5s}} |"
                    + " progress-deadline=1.5s is not at second precision:"
                    + " spec.template.metadata.annotations.serving.knative.dev/progress-deadline",
                "{annotations: {serving.knative.dev/progress-deadline: 0s}} | ''",
                "{annotations: {queue.sidecar.serving.knative.dev/cpu-resource-request: abc}} |"
                        + " invalid value: abc: spec.template.metadata.annotations."
                        + "[queue.sidecar.serving.knative.dev/cpu-resource-request]",
                "{annotations: {queue.sidecar.serving.knative.dev/resource-percentage: '200'}} |"
                        + " expected 0.1 <= 200 <= 100: spec.template.metadata.annotations."
                        + "[queue.sidecar.serving.knative.dev/resource-percentage]",
                "{annotations: {queue.sidecar.serving.knative.dev/resourcePercentage: 50mx}} |"
                        + " invalid value: 50mx: spec.template.metadata.annotations."
                        + "[queue.sidecar.serving.knative.dev/resourcePercentage]",
            })
    void templateMetadataIsChecked(String metadata, String problem) {
        String text =
                create(service("{name: hello}", "metadata: " + metadata, ""))
                        .text()
                        .replace(LABEL_1035, "*");
        assertThat(text).isEqualTo(problem);
    }

    @Test
    void aPrefixAndANameOfOnesOwnDoNotGoTogether() {
        String template = "metadata: {name: hello-a}";
        assertThat(create(service("{generateName: hello-}", template, "")).text())
                .isEqualTo("must not set the field(s): spec.template.metadata.name");
    }

    @Test
    void resourcePercentagesAreDeprecated() {
        String template =
                "metadata: {annotations:"
                        + " {queue.sidecar.serving.knative.dev/resource-percentage: '50'}}";
        assertThat(create(service("{name: hello}", template, "")).warnings())
                .contains(
                        "Queue proxy resource percentage annotation is deprecated. Please use the"
                                + " available annotations to explicitly set resource values per"
                                + " service: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "min-scale | bar | invalid value: bar: KEY",
                "min-scale | 1.5 | invalid value: 1.5: KEY",
                "min-scale | -1 | expected 0 <= -1 <= 2147483647: KEY",
                "maxScale | 2147483648 | expected 0 <= 2147483648 <= 2147483647: KEY",
                "activation-scale | 1 | activation-scale=1 must be greater than 1: KEY",
                "activation-scale | 2147483648 | invalid value: 2147483648: KEY",
                "panic-window-percentage | fifty | invalid value: fifty: KEY",
                "panicWindowPercentage | 202 | expected 1 <= 202 <= 100: KEY",
                "panic-threshold-percentage | 109 | expected 110 <= 109 <= 1000: KEY",
                "target | 0 | target 0 should be at least 0.01: KEY",
                "target | NaN | ''",
                "target-utilization-percentage | 0.5 | expected 1 <= 0.5 <= 100: KEY",
                "target-burst-capacity | -2 | invalid value: -2: KEY",
                "target-burst-capacity | -1 | ''",
                "window | jerry-was-a-racecar-driver | invalid value: jerry-was-a-racecar-driver:"
                        + " KEY",
                "window | 5s | expected 6s <= 5s <= 1h0m0s: KEY",
                "window | 30500ms | must be specified with at most second precision: KEY",
                "scale-to-zero-pod-retention-period | 2h | expected 0s <= 2h <= 1h0m0s: KEY",
                "scale-to-zero-pod-retention-period | 100ms | ''",
                "scaleDownDelay | -42s | expected 0s <= -42s <= 1h0m0s: KEY",
                "scale-down-delay | 1500ms | must be specified with at most second precision: KEY",
                "metric | cpu | invalid value: cpu: KEY",
                "metric | rps | ''",
                "class | foo.knative.dev | invalid value: foo.knative.dev: KEY",
                "class | foo.example.com | ''",
                "metric-aggregation-algorithm | nope | ''",
                "initial-scale | x | invalid value: x: KEY",
                "initial-scale | -1 | invalid value: -1: KEY must be greater than 0",
                "initial-scale | 0 | invalid value: 0: KEY=0 not allowed by cluster",
                "initial-scale | 3000000000 | ''",
                "unknown | anything | ''",
            })
    void autoscalingAnnotationsAreChecked(String name, String value, String problem) {
        String key = "autoscaling.knative.dev/" + name;
        String path = "spec.template.metadata.annotations." + key;
        assertThat(create(withTemplateAnnotations(Map.of(key, value))).text())
                .isEqualTo(problem.replace("KEY", path));
    }

    /** The specification's §2.7, row by row: both ends of what is allowed, and what lies beyond. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "class | kpa.autoscaling.knative.dev hpa.autoscaling.knative.dev a.example.com |"
                        + " x.knative.dev",
                "metric | concurrency rps | cpu memory",
                "target | 0.01 100000 | 0.009 -1 x",
                "target-utilization-percentage | 1 100 | 0.9 100.1 x",
                "targetUtilizationPercentage | 1 100 | 0.9 100.1",
                "target-burst-capacity | 0 -1 0.5 | -0.5 -2 x",
                "targetBurstCapacity | 0 -1 | -2",
                "window | 6s 1h | 5s 1h0m1s 6.5s x",
                "panic-window-percentage | 1 100 | 0.9 100.1 x",
                "panicWindowPercentage | 1 100 | 0.9 101",
                "panic-threshold-percentage | 110 1000 | 109.9 1000.1 x",
                "panicThresholdPercentage | 110 1000 | 109 1001",
                "min-scale | 0 2147483647 | -1 2147483648 x",
                "minScale | 0 2147483647 | -1",
                "max-scale | 0 2147483647 | -1 2147483648 x",
                "maxScale | 0 2147483647 | -1",
                "initial-scale | 1 100 | 0 -1 x",
                "initialScale | 1 100 | 0 -1",
                "activation-scale | 2 2147483647 | 0 1 2147483648 x",
                "scale-down-delay | 0s 1h 0 | -1s 1h0m1s 1.5s x",
                "scaleDownDelay | 0s 1h | -1s",
                "scale-to-zero-pod-retention-period | 0 0s 1h 1.5s | -1s 1h0m1s x",
                "scaleToZeroPodRetentionPeriod | 0 1h | -1s",
            })
    void everyAutoscalingAnnotationHasItsRange(String name, String allowed, String refused) {
        String key = "autoscaling.knative.dev/" + name;
        for (String value : allowed.split(" ", -1)) {
            assertThat(create(withTemplateAnnotations(Map.of(key, value))).text())
                    .as(value)
                    .isEmpty();
        }
        for (String value : refused.split(" ", -1)) {
            assertThat(create(withTemplateAnnotations(Map.of(key, value))).text())
                    .as(value)
                    .isNotEmpty();
        }
    }

    /** §2.7: the algorithm is validated where the class is named; the deadline in whole seconds. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "autoscaling.knative.dev/metric-aggregation-algorithm | linear weighted-exponential"
                        + " weightedExponential | nope",
                "autoscaling.knative.dev/metricAggregationAlgorithm | linear | nope",
                "serving.knative.dev/progress-deadline | 1s 10m | 1.5s -1s x",
            })
    void soHaveThoseThatAreCheckedElsewhere(String key, String allowed, String refused) {
        var kpa = Map.of("autoscaling.knative.dev/class", "kpa.autoscaling.knative.dev");
        for (String value : (allowed + "," + refused).split("[ ,]", -1)) {
            var annotations = new HashMap<>(kpa);
            annotations.put(key, value);
            assertThat(create(withTemplateAnnotations(annotations)).text().isEmpty())
                    .as(value)
                    .isEqualTo(!List.of(refused.split(" ", -1)).contains(value));
        }
    }

    @Test
    void scalesMustFitTogether() {
        String prefix = "autoscaling.knative.dev/";
        String at = "spec.template.metadata.annotations." + prefix;
        assertThat(
                        create(
                                        withTemplateAnnotations(
                                                Map.of(
                                                        prefix + "minScale", "5",
                                                        prefix + "max-scale", "3")))
                                .text())
                .isEqualTo(
                        "max-scale=3 is less than min-scale=5: "
                                + at
                                + "max-scale, "
                                + at
                                + "min-scale");
        assertThat(
                        create(
                                        withTemplateAnnotations(
                                                Map.of(
                                                        prefix + "min-scale", "5",
                                                        prefix + "activation-scale", "3")))
                                .text())
                .isEqualTo(
                        "min-scale=5 is greater than activation-scale=3: "
                                + at
                                + "activation-scale");
    }

    @Test
    void aClusterMayLimitTheScale() {
        config =
                config.with(
                        "config-autoscaler", Map.of("max-scale-limit", "10", "max-scale", "10"));
        String key = "autoscaling.knative.dev/max-scale";
        String path = "spec.template.metadata.annotations." + key;
        assertThat(create(withTemplateAnnotations(Map.of(key, "11"))).text())
                .isEqualTo("expected 1 <= 11 <= 10: " + path);
        assertThat(create(withTemplateAnnotations(Map.of(key, "0"))).text())
                .isEqualTo("max-scale=0 (unlimited), must be less than 10: " + path);
    }

    @Test
    void algorithmsAreOnlyCheckedWhereTheClassIsNamed() {
        String prefix = "autoscaling.knative.dev/";
        assertThat(
                        create(
                                        withTemplateAnnotations(
                                                Map.of(
                                                        prefix + "class",
                                                        "kpa.autoscaling.knative.dev",
                                                        prefix + "metric-aggregation-algorithm",
                                                        "nope")))
                                .text())
                .startsWith("invalid value: nope");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeoutSeconds: 601 | expected 0 <= 601 <= 600:"
                        + " spec.template.spec.timeoutSeconds",
                "timeoutSeconds: -1 | expected 0 <= -1 <= 600: spec.template.spec.timeoutSeconds",
                "containerConcurrency: 1001 | expected 0 <= 1001 <= 1000:"
                        + " spec.template.spec.containerConcurrency",
                "idleTimeoutSeconds: -1 | ''",
            })
    void numbersOfARevisionHaveBounds(String field, String problem) {
        ObjectNode service = service("{name: hello}", "", "");
        ObjectNode spec = (ObjectNode) service.at("/spec/template/spec");
        spec.setAll(yaml(field));
        assertThat(create(service).text()).isEqualTo(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{latestRevision: true, revisionName: a, percent: 100} | may not set revisionName"
                        + " \"a\" when latestRevision is true: spec.traffic[0].latestRevision",
                "{latestRevision: false, percent: 100} | may not set revisionName \"\" when"
                        + " latestRevision is false: spec.traffic[0].latestRevision",
                "{configurationName: a, percent: 100} | must not set the field(s):"
                        + " spec.traffic[0].configurationName",
                "{percent: 100, url: 'http://x'} | must not set the field(s): spec.traffic[0].url",
                "{percent: 101} | Traffic targets sum to 101, want 100: spec.traffic⏎expected 0 <="
                        + " 101 <= 100: spec.traffic[0].percent",
                "{percent: 100, tag: 'a.b'} | invalid value: not a DNS 1035 label: [*]:"
                        + " spec.traffic.tag[0]",
            })
    void trafficTargetsOfServicesAreChecked(String target, String problem) {
        String text =
                create(service("{name: hello}", "", "traffic: [" + target + "]"))
                        .text()
                        .replace(LABEL_1035, "*");
        assertThat(text).isEqualTo(problem.replace('⏎', '\n'));
    }

    @Test
    void tagsAreUnique() {
        String traffic = "traffic: [{percent: 50, tag: a}, {percent: 50, tag: a}]";
        assertThat(create(service("{name: hello}", "", traffic)).text())
                .isEqualTo(
                        "Multiple definitions for \"a\": spec.traffic[0].tag, spec.traffic[1].tag");
    }

    @Test
    void aBareRouteNamesItsDestinations() {
        ObjectNode route = yaml("{metadata: {name: r}, spec: {traffic: [{percent: 100}]}}");
        assertThat(admit(Write.create(Kinds.ROUTE, route, "alice"), config).text())
                .isEqualTo(
                        "expected exactly one, got neither: spec.traffic[0].configurationName,"
                                + " spec.traffic[0].revisionName");
        ObjectNode empty = yaml("{metadata: {name: r}, spec: {}}");
        assertThat(admit(Write.create(Kinds.ROUTE, empty, "alice"), config).text())
                .isEqualTo("Traffic targets sum to 0, want 100: spec.traffic");
    }

    @Test
    void aLabelThatNamesAnOwnerNeedsThatOwner() {
        ObjectNode route =
                yaml(
                        "{metadata: {name: r, labels: {serving.knative.dev/service: s}}, spec:"
                                + " {traffic: [{configurationName: c, percent: 100}]}}");
        assertThat(admit(Write.create(Kinds.ROUTE, route, "alice"), config).text())
                .isEqualTo("missing field(s): metadata.labels.serving.knative.dev/service");
        route.withObject("/metadata")
                .putArray("ownerReferences")
                .addObject()
                .put("kind", "Service")
                .put("name", "s");
        assertThat(admit(Write.create(Kinds.ROUTE, route, "alice"), config).text()).isEmpty();
    }

    @Test
    void theCreatorStays() {
        ObjectNode stored = stored(service("{name: hello}", "", ""));
        ObjectNode replaced = service("{name: hello}", "", "");
        assertThat(update(stored, replaced).text())
                .isEqualTo(
                        "annotation value is immutable:"
                                + " metadata.annotations.serving.knative.dev/creator");
    }

    @Test
    void theLastModifierOnlyChangesWithTheSpec() {
        ObjectNode stored = stored(service("{name: hello}", "", ""));
        ObjectNode forged = stored.deepCopy();
        forged.withObject("/metadata/annotations").put("serving.knative.dev/lastModifier", "eve");
        assertThat(update(stored, forged).text())
                .isEqualTo(
                        "invalid value: eve:"
                                + " metadata.annotations.serving.knative.dev/lastModifier");
        ObjectNode changed = stored.deepCopy();
        ((ObjectNode) changed.at("/spec/template/spec")).put("timeoutSeconds", 17);
        assertThat(update(stored, changed).text()).isEmpty();
    }

    @Test
    void aTemplateWithANameOfItsOwnDoesNotChange() {
        ObjectNode stored = stored(service("{name: hello}", "metadata: {name: hello-a}", ""));
        ObjectNode changed = stored.deepCopy();
        ((ObjectNode) changed.at("/spec/template/spec/containers/0")).put("image", "perk/other");
        assertThat(update(stored, changed).text())
                .isEqualTo(
                        "Saw the following changes without a name change (-old +new):"
                                + " spec.template.metadata.name\n"
                                + "{*v1.RevisionTemplateSpec}.Spec.PodSpec.Containers[0].Image:\n"
                                + "\t-: \"perk/hello\"\n\t+: \"perk/other\"\n");
        ((ObjectNode) changed.at("/spec/template/metadata")).put("name", "hello-b");
        assertThat(update(stored, changed).text()).isEmpty();
    }

    @Test
    void aRevisionNeverChanges() {
        ObjectNode stored = yaml("{metadata: {name: r}, spec: {containers: [{image: a1}]}}");
        ObjectNode changed = yaml("{metadata: {name: r}, spec: {containers: [{image: b1}]}}");
        Write write = Write.update(Kinds.REVISION, changed, stored, "alice");
        assertThat(KnativeRules.check(write, config).text())
                .isEqualTo(
                        """
                        Immutable fields changed (-old +new): spec
                        {v1.RevisionSpec}.PodSpec.Containers[0].Image:
                        \t-: "a1"
                        \t+: "b1"
                        """);
    }

    @Test
    void aRevisionMayGetOtherLabelsAndScales() {
        ObjectNode stored = yaml("{metadata: {name: r}, spec: {containers: [{image: a1}]}}");
        ObjectNode changed = stored.deepCopy();
        changed.withObject("/metadata/annotations")
                .put("autoscaling.knative.dev/min-scale", "many");
        Write write = Write.update(Kinds.REVISION, changed, stored, "alice");
        assertThat(KnativeRules.check(write, config).text())
                .isEqualTo(
                        "invalid value: many:"
                                + " metadata.annotations.autoscaling.knative.dev/min-scale");
    }

    @Test
    void aStatusIsWrittenWhateverTheSpecSays() {
        ObjectNode stored = yaml("{metadata: {name: hello}, spec: {template: {}}}");
        Write write =
                new Write(Kinds.KNATIVE_SERVICE, stored, Optional.of(stored), true, "controller");
        assertThat(KnativeRules.check(write, config).text()).isEmpty();
    }

    @Test
    void otherKindsAreNotJudged() {
        Write write = Write.create(Kinds.CONFIG_MAP, yaml("{metadata: {}}"), "alice");
        assertThat(KnativeRules.check(write, config).text()).isEmpty();
    }

    private FieldErrors create(ObjectNode service) {
        return admit(Write.create(Kinds.KNATIVE_SERVICE, service, "alice"), config);
    }

    private FieldErrors update(ObjectNode stored, ObjectNode changed) {
        return admit(Write.update(Kinds.KNATIVE_SERVICE, changed, stored, "bob"), config);
    }

    private ObjectNode stored(ObjectNode service) {
        return KnativeDefaults.apply(Write.create(Kinds.KNATIVE_SERVICE, service, "alice"), config);
    }

    private static ObjectNode withTemplateAnnotations(Map<String, String> annotations) {
        ObjectNode service = service("{name: hello}", "", "");
        annotations.forEach(service.withObject("/spec/template/metadata/annotations")::put);
        return service;
    }

    private static ObjectNode service(String metadata, String template, String spec) {
        return yaml(
                "metadata: "
                        + metadata
                        + "\nspec:\n"
                        + spec.indent(2)
                        + "  template:\n"
                        + template.indent(4)
                        + "    spec: {containers: [{image: perk/hello}]}\n");
    }
}
