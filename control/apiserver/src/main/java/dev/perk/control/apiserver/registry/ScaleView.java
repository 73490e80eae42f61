package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.definitions.DefinedVersion.ScalePaths;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A workload seen as an {@code autoscaling/v1 Scale}: how many replicas it has and should have.
 * Where a custom kind keeps them, its definition says.
 *
 * <p>Source: {@code kubernetes pkg/registry/apps/deployment/storage}.
 */
final class ScaleView {
    private static final List<String> METADATA =
            List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp");

    private final Optional<ScalePaths> paths;

    /**
     * @param paths empty for a built-in kind
     */
    ScaleView(Optional<ScalePaths> paths) {
        this.paths = paths;
    }

    ObjectNode of(KubeObject workload) {
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : METADATA) {
            if (workload.metadata().has(field)) {
                metadata.set(field, workload.metadata().path(field));
            }
        }
        scale.putObject("spec").put("replicas", wanted(workload));
        ObjectNode status =
                scale.putObject("status")
                        .put(
                                "replicas",
                                paths.map(ScalePaths::statusReplicas)
                                        .map(path -> at(workload, path))
                                        .orElseGet(() -> workload.status().path("replicas"))
                                        .asInt());
        String selector =
                paths.isPresent()
                        ? at(workload, paths.get().selector()).asText()
                        : selector(workload.spec().path("selector"));
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return scale;
    }

    private int wanted(KubeObject workload) {
        // Absent means 1 for the built-in kinds, as their defaults say, and 0 for custom ones.
        return paths.map(where -> at(workload, where.specReplicas()).asInt())
                .orElseGet(() -> workload.spec().path("replicas").asInt(1));
    }

    private static JsonNode at(KubeObject workload, String path) {
        return path.isEmpty()
                ? MissingNode.getInstance()
                : workload.tree().at(path.replace('.', '/'));
    }

    /** The workload with the number of replicas that {@code scale} asks for. */
    ObjectNode applied(KubeObject workload, ObjectNode scale) {
        JsonNode replicas = scale.path("spec").path("replicas");
        if (!replicas.isMissingNode() && !replicas.canConvertToInt()) {
            throw ApiException.badRequest(
                    "Scale spec.replicas: expected an integer, got " + replicas);
        }
        if (replicas.asInt() < 0) {
            throw ApiException.invalid(
                    workload.key(),
                    List.of(
                            FieldError.invalid(
                                    "spec.replicas",
                                    replicas.asText(),
                                    "must be greater than or equal to 0")));
        }
        ObjectNode changed = workload.tree().deepCopy();
        String path = paths.map(ScalePaths::specReplicas).orElse(".spec.replicas");
        int last = path.lastIndexOf('.');
        changed.withObject(path.substring(0, last).replace('.', '/'))
                .put(path.substring(last + 1), replicas.asInt());
        return changed;
    }

    /** A label selector as text, in the order of its keys. */
    private static String selector(JsonNode selector) {
        var byKey = new TreeMap<String, String>();
        selector.path("matchLabels")
                .properties()
                .forEach(label ->
                        byKey.put(
                                label.getKey(), label.getKey() + "=" + label.getValue().asText()));
        List<String> parts = new ArrayList<>();
        selector.path("matchExpressions").forEach(expression -> parts.add(requirement(expression)));
        parts.addAll(0, byKey.values());
        return String.join(",", parts);
    }

    private static String requirement(JsonNode expression) {
        String key = expression.path("key").asText();
        String values =
                String.join(
                        ",",
                        expression
                                .path("values")
                                .valueStream()
                                .map(JsonNode::asText)
                                .sorted()
                                .toList());
        return switch (expression.path("operator").asText()) {
            case "Exists" -> key;
            case "DoesNotExist" -> "!" + key;
            case "NotIn" -> key + " notin (" + values + ")";
            default -> key + " in (" + values + ")";
        };
    }
}
