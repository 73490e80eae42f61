package dev.perk.control.apiserver.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.api.text.Yaml;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldSelector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Upstream: {@code kubernetes pkg/apis/autoscaling/v1/conversion_test.go}, {@code
 * pkg/apis/events/v1/conversion.go}.
 */
class ViewTest {
    private static final String EVERY_METRIC =
            """
            metadata: {name: a}
            spec:
              maxReplicas: 3
              metrics:
              - {type: Resource, resource: {name: cpu, target: {averageUtilization: 70, type: Utilization}}}
              - {type: Resource, resource: {name: memory, target: {averageValue: 1Gi, type: AverageValue}}}
              - {type: ContainerResource, containerResource: {name: cpu, container: c, target: {averageUtilization: 50, type: Utilization}}}
              - {type: Pods, pods: {metric: {name: rps, selector: {matchLabels: {a: b}}}, target: {averageValue: 5, type: AverageValue}}}
              - {type: Object, object: {describedObject: {kind: Service, name: s}, metric: {name: hits}, target: {value: 7, type: Value}}}
              - {type: External, external: {metric: {name: queue}, target: {averageValue: 9, type: AverageValue}}}
              behavior: {scaleDown: {selectPolicy: Disabled}}
            status:
              currentReplicas: 2
              desiredReplicas: 2
              currentMetrics: [{type: Resource, resource: {name: cpu, current: {averageUtilization: 12}}}]
              conditions: [{type: AbleToScale, status: 'True'}]
            """;

    private static View view(ResourceType type) {
        return View.of(type).orElseThrow();
    }

    @Test
    void theUseOfCpuHasAFieldOfItsOwnInV1() {
        ObjectNode v1 =
                view(StoredKinds.HORIZONTAL_POD_AUTOSCALER_V1).toServed().apply(yaml(EVERY_METRIC));

        assertThat(v1.at("/spec/targetCPUUtilizationPercentage").asInt()).isEqualTo(70);
        assertThat(v1.at("/status/currentCPUUtilizationPercentage").asInt()).isEqualTo(12);
        assertThat(v1.path("spec").has("metrics")).isFalse();
        assertThat(v1.at("/metadata/annotations/autoscaling.alpha.kubernetes.io~1metrics").asText())
                .contains(
                        "{\"type\":\"Resource\",\"resource\":{\"name\":\"memory\",\"targetAverageValue\":\"1Gi\"}}")
                .contains(
                        "\"metricName\":\"rps\",\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"targetAverageValue\":5");
    }

    @Test
    void nothingIsLostOnTheWayThroughV1() {
        View view = view(StoredKinds.HORIZONTAL_POD_AUTOSCALER_V1);
        ObjectNode v2 = yaml(EVERY_METRIC);

        ObjectNode back = view.kept(view.toServed().apply(v2));

        assertThat(back).isEqualTo(v2.deepCopy().put("apiVersion", "autoscaling/v2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "7", ""})
    void anAnnotationThatIsNoMetricsIsRefusedByName(String text) {
        ObjectNode v1 = yaml("{metadata: {annotations: {}}, spec: {maxReplicas: 1}}");
        v1.withObject("/metadata/annotations").put("autoscaling.alpha.kubernetes.io/metrics", text);

        assertThatThrownBy(() -> view(StoredKinds.HORIZONTAL_POD_AUTOSCALER_V1).kept(v1))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessageContaining("autoscaling.alpha.kubernetes.io/metrics = " + text);
    }

    @Test
    void anEventHasTwoNamesForManyFields() {
        View view = view(StoredKinds.NEW_EVENT);
        ObjectNode written =
                yaml(
                        "{regarding: {kind: Pod, name: p}, note: n, reportingController: c, reason:"
                                + " r, deprecatedCount: 2}");

        ObjectNode kept = view.kept(written);

        assertThat(kept)
                .isEqualTo(
                        yaml(
                                "{involvedObject: {kind: Pod, name: p}, message: n,"
                                        + " reportingComponent: c, reason: r, count: 2, apiVersion:"
                                        + " v1}"));
        ObjectNode shown = view.toServed().apply(kept);
        shown.remove("apiVersion");
        assertThat(shown).isEqualTo(written);
    }

    @Test
    void eventsAreSelectedByTheNamesThatTheirClientKnows() {
        FieldSelector selector =
                FieldSelector.parse("regarding.name=p,type!=Normal", StoredKinds.NEW_EVENT);

        assertThat(view(StoredKinds.NEW_EVENT).kept(selector))
                .isEqualTo(FieldSelector.parse("involvedObject.name=p,type!=Normal", Kinds.EVENT));
    }

    @Test
    void otherKindsAreServedAsTheyAreKept() {
        assertThat(View.of(StoredKinds.HORIZONTAL_POD_AUTOSCALER)).isEmpty();
        assertThat(View.of(Kinds.EVENT)).isEmpty();
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.parse(text).optional().orElseThrow();
    }
}
