package dev.perk.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The elements of a list that is a set or has keys, by what tells them apart, in their order.
 *
 * @param first the first element of each key: a list that is stored may repeat one
 */
record ListItems(Map<PathElement, JsonNode> first) {

    static ListItems of(FieldType.ListOf list, JsonNode items) {
        Map<PathElement, JsonNode> first = new LinkedHashMap<>();
        for (JsonNode item : items) {
            step(list, item).found().ifPresent(step -> first.putIfAbsent(step, item));
        }
        return new ListItems(first);
    }

    /**
     * What tells an element apart.
     *
     * @param problem why that cannot be said, in upstream's words; empty if it can
     */
    record Step(Optional<PathElement> found, String problem) {
        private static Step to(PathElement element) {
            return new Step(Optional.of(element), "");
        }

        private static Step none(String problem) {
            return new Step(Optional.empty(), problem);
        }
    }

    static Step step(FieldType.ListOf list, JsonNode item) {
        return switch (list.kind()) {
            case FieldType.ListKind.Atomic _ -> Step.none("an atomic list has no elements");
            case FieldType.ListKind.Values _ ->
                    switch (item.getNodeType()) {
                        case OBJECT ->
                                Step.none(
                                        "associative list without keys has an element that's a map"
                                                + " type");
                        case ARRAY -> Step.none("not supported: associative list with lists");
                        case NULL ->
                                Step.none(
                                        "associative list without keys has an element that's an"
                                                + " explicit null");
                        default -> Step.to(new PathElement.Value(Json.canonical(item)));
                    };
            case FieldType.ListKind.KeyedBy(var keys) -> keyed(list, keys, item);
        };
    }

    private static Step keyed(FieldType.ListOf list, Iterable<String> keys, JsonNode item) {
        if (item.isNull()) {
            return Step.none("associative list with keys may not have a null element");
        }
        if (!item.isObject()) {
            return Step.none("associative list with keys may not have non-map elements");
        }
        SortedMap<String, JsonNode> fields = new TreeMap<>();
        for (String key : keys) {
            Optional<JsonNode> value =
                    item.has(key)
                            ? Optional.of(Json.canonical(item.path(key)))
                            : initial(list.elements(), key);
            if (value.isEmpty()) {
                return Step.none(
                        "associative list with keys has an element that omits key field \""
                                + key
                                + "\" (and doesn't have default value)");
            }
            fields.put(key, value.get());
        }
        return Step.to(new PathElement.Key(fields));
    }

    private static Optional<JsonNode> initial(FieldType elements, String key) {
        return elements instanceof FieldType.MapOf map
                ? map.member(key).flatMap(FieldType.Member::initial)
                : Optional.empty();
    }
}
