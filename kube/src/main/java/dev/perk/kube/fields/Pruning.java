package dev.perk.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.Optional;

/**
 * Takes fields out of an object.
 *
 * <p>Source: {@code sigs.k8s.io/structured-merge-diff typed/remove.go}.
 */
public final class Pruning {
    private Pruning() {}

    /** A copy without {@code fields}; maps and lists of which nothing is left go, too. */
    public static JsonNode without(FieldType type, JsonNode value, FieldSet fields) {
        return inside(type, value, fields).orElseGet(Json::object);
    }

    /** Empty if nothing is left. */
    private static Optional<JsonNode> inside(FieldType type, JsonNode value, FieldSet fields) {
        if (fields.isEmpty() || DeclaredFields.isLeaf(type, value)) {
            return Optional.of(value);
        }
        return switch (type.of(value)) {
            case FieldType.MapOf map -> inMap(map, (ObjectNode) value, fields);
            case FieldType.ListOf list -> inList(list, (ArrayNode) value, fields);
            case FieldType.Scalar _, FieldType.Unknown _ -> Optional.of(value);
        };
    }

    private static Optional<JsonNode> inMap(
            FieldType.MapOf map, ObjectNode object, FieldSet fields) {
        ObjectNode left = Json.object();
        object.properties()
                .forEach(field -> {
                    var step = new PathElement.Name(field.getKey());
                    if (!fields.has(step)) {
                        inside(map.at(field.getKey()), field.getValue(), fields.below(step))
                                .ifPresent(value -> left.set(field.getKey(), value));
                    }
                });
        return left.isEmpty() && !object.isEmpty() ? Optional.empty() : Optional.of(left);
    }

    private static Optional<JsonNode> inList(
            FieldType.ListOf list, ArrayNode items, FieldSet fields) {
        ArrayNode left = JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : items) {
            Optional<PathElement> step = ListItems.step(list, item).found();
            if (step.isEmpty()) {
                left.add(item);
            } else if (!fields.has(step.get())) {
                inside(list.elements(), item, fields.below(step.get())).ifPresent(left::add);
            }
        }
        return left.isEmpty() && !items.isEmpty() ? Optional.empty() : Optional.of(left);
    }
}
