package dev.perk.control.apiserver.versions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.Map;

/**
 * One metric of an autoscaler: flat in {@code autoscaling/v1}, where it stands in an annotation;
 * with an identifier and a target of its own in v2.
 *
 * <p>Source: {@code k8s.io/api autoscaling/v1 MetricSpec}.
 */
final class AutoscalerMetrics {
    private static final Map<String, String> SOURCES =
            Map.of(
                    "Resource", "resource",
                    "ContainerResource", "containerResource",
                    "Pods", "pods",
                    "Object", "object",
                    "External", "external");

    private AutoscalerMetrics() {}

    static ObjectNode toV1(JsonNode metric) {
        String type = metric.path("type").asText();
        String field = SOURCES.getOrDefault(type, "");
        ObjectNode flat = Json.object().put("type", type);
        if (!(metric.path(field) instanceof ObjectNode source)) {
            return flat;
        }
        ObjectNode into = flat.putObject(field);
        move(source, "name", into, "name");
        move(source, "container", into, "container");
        move(source, "describedObject", into, "target");
        move(source.path("metric"), "name", into, "metricName");
        String selector = type.equals("External") ? "metricSelector" : "selector";
        move(source.path("metric"), "selector", into, selector);
        JsonNode target = source.path("target");
        move(target, "averageUtilization", into, "targetAverageUtilization");
        move(target, "value", into, "targetValue");
        move(target, "averageValue", into, averageValue(type));
        return flat;
    }

    static ObjectNode toV2(JsonNode flat) {
        String type = flat.path("type").asText();
        String field = SOURCES.getOrDefault(type, "");
        ObjectNode metric = Json.object().put("type", type);
        if (!(flat.path(field) instanceof ObjectNode source)) {
            return metric;
        }
        ObjectNode into = metric.putObject(field);
        move(source, "name", into, "name");
        move(source, "container", into, "container");
        move(source, "target", into, "describedObject");
        if (source.has("metricName")) {
            ObjectNode identifier = into.putObject("metric");
            move(source, "metricName", identifier, "name");
            String selector = type.equals("External") ? "metricSelector" : "selector";
            move(source, selector, identifier, "selector");
        }
        ObjectNode target = into.putObject("target");
        move(source, "targetAverageUtilization", target, "averageUtilization");
        move(source, "targetValue", target, "value");
        move(source, averageValue(type), target, "averageValue");
        target.put("type", targetType(target));
        return metric;
    }

    private static String averageValue(String type) {
        return type.equals("Object") ? "averageValue" : "targetAverageValue";
    }

    private static String targetType(JsonNode target) {
        if (target.has("averageUtilization")) {
            return "Utilization";
        }
        return target.has("averageValue") ? "AverageValue" : "Value";
    }

    private static void move(JsonNode from, String field, ObjectNode into, String name) {
        if (from.has(field)) {
            into.set(name, from.path(field));
        }
    }
}
