package dev.perk.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.Map;
import java.util.Optional;

/**
 * Takes fields out of an object.
 *
 * <p>Source: {@code sigs.k8s.io/structured-merge-diff typed/remove.go}.
 */
public final class Pruning {
    private Pruning() {}

    /**
     * A copy without {@code fields}. A map or list of which nothing is left stays, empty, unless it
     * is one of them itself: somebody may have declared just that.
     */
    public static JsonNode without(FieldType type, JsonNode value, FieldSet fields) {
        if (fields.isEmpty() || DeclaredFields.isLeaf(type, value)) {
            return value;
        }
        return switch (type.of(value)) {
            case FieldType.MapOf map -> inMap(map, (ObjectNode) value, fields);
            case FieldType.ListOf list -> inList(list, (ArrayNode) value, fields);
            case FieldType.Scalar _, FieldType.Unknown _ -> value;
        };
    }

    private static ObjectNode inMap(FieldType.MapOf map, ObjectNode object, FieldSet fields) {
        ObjectNode left = Json.object();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            var step = new PathElement.Name(field.getKey());
            if (!fields.has(step)) {
                FieldType type = map.at(field.getKey());
                left.set(field.getKey(), without(type, field.getValue(), fields.below(step)));
            }
        }
        return left;
    }

    private static ArrayNode inList(FieldType.ListOf list, ArrayNode items, FieldSet fields) {
        ArrayNode left = JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : items) {
            Optional<PathElement> step = ListItems.step(list, item).found();
            if (step.isEmpty()) {
                left.add(item);
            } else if (!fields.has(step.get())) {
                left.add(without(list.elements(), item, fields.below(step.get())));
            }
        }
        return left;
    }
}
