package dev.perk.control.apiserver.versions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * HorizontalPodAutoscalers of {@code autoscaling/v1}, which know the use of CPU and nothing else:
 * what v2 says besides stands in annotations, so that nothing is lost on the way through v1.
 *
 * <p>Source: {@code kubernetes pkg/apis/autoscaling/v1/conversion.go}. What the metrics are now is
 * not written into an annotation: nobody may write it through v1.
 */
final class AutoscalerVersions {
    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final String METRICS = PREFIX + "metrics";
    private static final String BEHAVIOR = PREFIX + "behavior";
    private static final String CONDITIONS = PREFIX + "conditions";
    private static final String CPU_TARGET = "targetCPUUtilizationPercentage";
    private static final String CPU_NOW = "currentCPUUtilizationPercentage";

    private AutoscalerVersions() {}

    static ObjectNode toV1(ObjectNode v2) {
        ObjectNode v1 = v2.deepCopy();
        if (v1.path("spec") instanceof ObjectNode spec) {
            ArrayNode others = Json.mapper().createArrayNode();
            for (JsonNode metric : spec.path("metrics")) {
                if (isCpuUtilization(metric) && !spec.has(CPU_TARGET)) {
                    spec.set(CPU_TARGET, metric.at("/resource/target/averageUtilization"));
                } else {
                    others.add(AutoscalerMetrics.toV1(metric));
                }
            }
            spec.remove("metrics");
            if (!others.isEmpty()) {
                annotate(v1, METRICS, others);
            }
            JsonNode behavior = spec.remove("behavior");
            if (behavior != null) {
                annotate(v1, BEHAVIOR, behavior);
            }
        }
        if (v1.path("status") instanceof ObjectNode status) {
            for (JsonNode metric : status.path("currentMetrics")) {
                JsonNode now = metric.at("/resource/current/averageUtilization");
                if (metric.at("/resource/name").asText().equals("cpu") && now.isNumber()) {
                    status.set(CPU_NOW, now);
                }
            }
            status.remove("currentMetrics");
            JsonNode conditions = status.remove("conditions");
            if (conditions != null && !conditions.isEmpty()) {
                annotate(v1, CONDITIONS, conditions);
            }
        }
        return v1;
    }

    static ObjectNode toV2(ObjectNode v1) {
        ObjectNode v2 = v1.deepCopy();
        if (v2.path("spec") instanceof ObjectNode spec) {
            ArrayNode metrics = Json.mapper().createArrayNode();
            JsonNode cpu = spec.remove(CPU_TARGET);
            if (cpu != null && cpu.isNumber()) {
                metrics.add(cpuUtilization(cpu));
            }
            takeAnnotation(v2, METRICS)
                    .ifPresent(others ->
                            others.forEach(metric -> metrics.add(AutoscalerMetrics.toV2(metric))));
            if (!metrics.isEmpty()) {
                spec.set("metrics", metrics);
            }
            takeAnnotation(v2, BEHAVIOR).ifPresent(behavior -> spec.set("behavior", behavior));
        }
        Optional<JsonNode> conditions = takeAnnotation(v2, CONDITIONS);
        if (v2.path("status") instanceof ObjectNode status) {
            JsonNode now = status.remove(CPU_NOW);
            if (now != null && now.isNumber()) {
                ObjectNode metric = status.putArray("currentMetrics").addObject();
                metric.put("type", "Resource");
                ObjectNode resource = metric.putObject("resource").put("name", "cpu");
                resource.putObject("current").set("averageUtilization", now);
            }
            conditions.ifPresent(list -> status.set("conditions", list));
        }
        return v2;
    }

    private static boolean isCpuUtilization(JsonNode metric) {
        return metric.path("type").asText().equals("Resource")
                && metric.at("/resource/name").asText().equals("cpu")
                && metric.at("/resource/target/averageUtilization").isNumber();
    }

    private static ObjectNode cpuUtilization(JsonNode percent) {
        ObjectNode metric = Json.object().put("type", "Resource");
        ObjectNode target = metric.putObject("resource").put("name", "cpu").putObject("target");
        target.put("type", "Utilization").set("averageUtilization", percent);
        return metric;
    }

    private static void annotate(ObjectNode object, String key, JsonNode value) {
        object.withObject("/metadata").withObject("annotations").put(key, value.toString());
    }

    /** The annotation's value, which is an object or a list; the annotation itself goes. */
    private static Optional<JsonNode> takeAnnotation(ObjectNode object, String key) {
        if (!(object.path("metadata").path("annotations") instanceof ObjectNode annotations)) {
            return Optional.empty();
        }
        JsonNode text = annotations.remove(key);
        if (text == null) {
            return Optional.empty();
        }
        if (annotations.isEmpty()) {
            object.withObject("/metadata").remove("annotations");
        }
        try {
            JsonNode value = Json.read(text.asText().getBytes(StandardCharsets.UTF_8));
            if (value.isContainerNode()) {
                return Optional.of(value);
            }
        } catch (UncheckedIOException e) {
            // Said below, as for JSON that is neither an object nor a list.
        }
        throw ApiException.badRequest(
                "annotation "
                        + key
                        + " = "
                        + text.asText()
                        + " (expected: JSON of autoscaling/v1)");
    }
}
