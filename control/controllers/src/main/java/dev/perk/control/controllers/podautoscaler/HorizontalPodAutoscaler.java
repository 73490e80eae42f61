package dev.perk.control.controllers.podautoscaler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.StoredKinds;
import dev.perk.api.scaling.ScaleBounds;
import dev.perk.api.text.GoDuration;
import dev.perk.api.text.GoNumber;
import dev.perk.control.controllers.object.KeyValues;
import dev.perk.control.controllers.object.ObjectDraft;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.Optional;

/**
 * Builds the {@code autoscaling/v2 HorizontalPodAutoscaler} of a PodAutoscaler.
 *
 * <p>What is not wanted is left out, as upstream: a field that Kubernetes fills in would be taken
 * away again and again. Source: {@code knative/serving
 * pkg/reconciler/autoscaling/hpa/resources/hpa.go}.
 */
final class HorizontalPodAutoscaler {
    private HorizontalPodAutoscaler() {}

    static KubeObject of(Autoscaler autoscaler) {
        KubeObject object = autoscaler.object();
        ObjectNode spec = Json.object();
        spec.set("scaleTargetRef", object.spec().path("scaleTargetRef"));
        ScaleBounds bounds = autoscaler.settings().bounds(autoscaler.reachability());
        if (bounds.min() > 0) {
            spec.put("minReplicas", bounds.min());
        }
        spec.put("maxReplicas", bounds.max() == 0 ? Integer.MAX_VALUE : bounds.max());
        number(object, Annotations.TARGET)
                .ifPresent(target -> spec.putArray("metrics").add(metric(object, target)));
        object.annotation(Annotations.WINDOW)
                .flatMap(text -> GoDuration.parse(text).optional())
                .ifPresent(window -> {
                    ObjectNode behavior = spec.putObject("behavior");
                    for (String direction : new String[] {"scaleDown", "scaleUp"}) {
                        behavior.putObject(direction)
                                .put("stabilizationWindowSeconds", (int) window.toSeconds());
                    }
                });
        return ObjectDraft.of(
                        StoredKinds.HORIZONTAL_POD_AUTOSCALER, object.namespace(), object.name())
                .labels(KeyValues.of(object.labels()))
                .annotations(KeyValues.of(object.annotations()))
                .ownedBy(object)
                .spec(spec)
                .done();
    }

    private static Optional<Double> number(KubeObject object, String key) {
        return object.annotation(key).flatMap(text -> GoNumber.parseDouble(text).optional());
    }

    private static ObjectNode metric(KubeObject object, double target) {
        String name = object.annotation(Annotations.METRIC).orElse("cpu");
        ObjectNode metric = Json.object();
        switch (name) {
            case "cpu" -> {
                metric.put("type", "Resource");
                metric.putObject("resource")
                        .put("name", name)
                        .putObject("target")
                        .put("type", "Utilization")
                        .put("averageUtilization", (int) Math.ceil(target));
            }
            case "memory" -> {
                metric.put("type", "Resource");
                metric.putObject("resource")
                        .put("name", name)
                        .putObject("target")
                        .put("type", "AverageValue")
                        .put("averageValue", (long) target + "Mi");
            }
            default -> {
                metric.put("type", "Pods");
                ObjectNode pods = metric.putObject("pods");
                pods.putObject("metric").put("name", name);
                pods.putObject("target")
                        .put("type", "AverageValue")
                        .put("averageValue", Long.toString((long) target));
            }
        }
        return metric;
    }
}
