package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;

/** HorizontalPodAutoscalers. Source: {@code kubernetes pkg/apis/autoscaling/validation}. */
final class AutoscalerRules {
    private static final List<String> SOURCES =
            List.of("ContainerResource", "External", "Object", "Pods", "Resource");

    private AutoscalerRules() {}

    static void check(ObjectNode autoscaler, Optional<ObjectNode> old, List<FieldError> out) {
        JsonNode spec = autoscaler.path("spec");
        long fewest = spec.path("minReplicas").asLong();
        long most = spec.path("maxReplicas").asLong();
        if (fewest < 1) {
            out.add(
                    FieldError.invalid(
                            "spec.minReplicas",
                            String.valueOf(fewest),
                            "must be greater than or equal to 1"));
        }
        if (most < 1) {
            out.add(
                    FieldError.invalid(
                            "spec.maxReplicas", String.valueOf(most), "must be greater than 0"));
        } else if (most < fewest) {
            out.add(
                    FieldError.invalid(
                            "spec.maxReplicas",
                            String.valueOf(most),
                            "must be greater than or equal to `minReplicas`"));
        }
        for (String field : List.of("kind", "name")) {
            if (spec.path("scaleTargetRef").path(field).asText().isEmpty()) {
                out.add(FieldError.required("spec.scaleTargetRef." + field, ""));
            }
        }
        List<ObjectNode> metrics = Trees.objects(spec, "metrics");
        for (int i = 0; i < metrics.size(); i++) {
            metric(metrics.get(i), "spec.metrics[" + i + "]", out);
        }
    }

    private static void metric(ObjectNode metric, String at, List<FieldError> out) {
        String type = metric.path("type").asText();
        if (type.isEmpty()) {
            out.add(FieldError.required(at + ".type", "must specify a metric source type"));
            return;
        }
        PodSpecRules.oneOf(metric, "type", SOURCES, at, out);
        String source = Character.toLowerCase(type.charAt(0)) + type.substring(1);
        if (SOURCES.contains(type) && !metric.path(source).isObject()) {
            out.add(
                    FieldError.required(
                            at + "." + source,
                            "must populate information for the given metric source"));
            return;
        }
        JsonNode target = metric.path(source).path("target");
        if (SOURCES.contains(type) && target.path("type").asText().isEmpty()) {
            out.add(
                    FieldError.required(
                            at + "." + source + ".target.type",
                            "must specify a metric target type"));
        }
        if (target.path("averageUtilization").isNumber()
                && target.path("averageUtilization").asInt() < 1) {
            out.add(
                    FieldError.invalid(
                            at + "." + source + ".target.averageUtilization",
                            target.path("averageUtilization").asText(),
                            "must be greater than 0"));
        }
    }
}
