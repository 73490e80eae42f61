package dev.perk.kube.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Strategic merge patch: as a merge patch, but lists whose elements have a key merge element by
 * element, and directives in the patch delete, replace, retain and order.
 *
 * <p>Source: {@code k8s.io/apimachinery pkg/util/strategicpatch/patch.go} ({@code mergeMap}, {@code
 * mergeSlice}, {@code normalizeElementOrder}).
 */
final class StrategicMerge {
    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_VALUES = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";

    private final String kind;

    private StrategicMerge(String kind) {
        this.kind = kind;
    }

    static ObjectNode apply(ObjectNode original, ObjectNode patch) {
        return new StrategicMerge(original.path("kind").asText())
                .merged(original, patch, List.of());
    }

    private ObjectNode merged(ObjectNode original, ObjectNode patch, List<String> path) {
        JsonNode directive = patch.path(DIRECTIVE);
        if (!directive.isMissingNode()) {
            return switch (directive.asText()) {
                case "replace" -> withoutDirectives(patch);
                case "delete" -> Json.object();
                case "merge" -> mergedFields(original, patch, path);
                default ->
                        throw refused(
                                "unknown patch type found: " + directive.asText() + " in map");
            };
        }
        return mergedFields(original, patch, path);
    }

    private ObjectNode mergedFields(ObjectNode original, ObjectNode patch, List<String> path) {
        ObjectNode result = Json.object();
        result.setAll(original);
        retainKeys(result, patch);
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            if (name.startsWith(DELETE_VALUES)) {
                deleteValues(result, name.substring(DELETE_VALUES.length()), field.getValue());
            } else if (!name.startsWith("$")) {
                merge(result, name, field.getValue(), path);
            }
        }
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (field.getKey().startsWith(ORDER)) {
                String list = field.getKey().substring(ORDER.length());
                order(original, result, list, field.getValue(), path);
            }
        }
        return result;
    }

    private void merge(ObjectNode result, String name, JsonNode change, List<String> path) {
        JsonNode present = result.path(name);
        if (change.isNull()) {
            result.remove(name);
        } else if (change instanceof ObjectNode patch) {
            ObjectNode old = present instanceof ObjectNode object ? object : Json.object();
            result.set(name, merged(old, patch, below(path, name)));
        } else if (change instanceof ArrayNode patch) {
            ArrayNode old = present instanceof ArrayNode array ? array : array(List.of());
            result.set(name, mergedList(old, patch, below(path, name)));
        } else {
            result.set(name, change);
        }
    }

    private ArrayNode mergedList(ArrayNode original, ArrayNode patch, List<String> path) {
        return switch (ListRule.of(kind, path)) {
            case ListRule.Replace _ -> {
                ArrayNode plain = array(List.of());
                patch.forEach(element -> plain.add(plain(element)));
                yield plain;
            }
            case ListRule.MergeValues _ -> {
                Set<JsonNode> values = new LinkedHashSet<>();
                original.forEach(values::add);
                patch.forEach(values::add);
                yield array(
                        new Ordering(value -> value)
                                .of(values, elements(original), elements(patch)));
            }
            case ListRule.MergeBy(String key) -> mergedByKey(original, patch, key, path);
        };
    }

    private ArrayNode mergedByKey(
            ArrayNode original, ArrayNode patch, String key, List<String> path) {
        List<JsonNode> elements = elements(original);
        List<JsonNode> patched = new ArrayList<>();
        boolean replace = false;
        for (JsonNode element : patch) {
            switch (element.path(DIRECTIVE).asText()) {
                case "" -> patched.add(element);
                case "delete" -> {
                    JsonNode gone = keyOf(element, key);
                    elements.removeIf(present -> present.path(key).equals(gone));
                }
                case "replace" -> replace = true;
                case "merge" -> throw refused("merging lists cannot yet be specified in the patch");
                case String other -> throw refused("unknown patch type found: " + other);
            }
        }
        if (replace) {
            return array(patched.stream().map(StrategicMerge::plain).toList());
        }
        for (JsonNode element : patched) {
            JsonNode id = keyOf(element, key);
            // The first one: keys may repeat, as with one port over TCP and UDP.
            int at = 0;
            while (at < elements.size() && !elements.get(at).path(key).equals(id)) {
                at++;
            }
            if (at < elements.size()) {
                ObjectNode old = (ObjectNode) elements.get(at);
                elements.set(at, merged(old, (ObjectNode) element, path));
            } else {
                elements.add(plain(element));
            }
        }
        return array(
                new Ordering(element -> element.path(key))
                        .of(elements, elements(original), patched));
    }

    /** Puts a list, already merged, into the order that the patch asks for. */
    private void order(
            ObjectNode original,
            ObjectNode result,
            String name,
            JsonNode wanted,
            List<String> path) {
        if (!(result.path(name) instanceof ArrayNode list)) {
            return;
        }
        Ordering ordering;
        switch (ListRule.of(kind, below(path, name))) {
            case ListRule.Replace _ -> {
                return;
            }
            case ListRule.MergeValues _ -> ordering = new Ordering(value -> value);
            case ListRule.MergeBy(String key) ->
                    ordering = new Ordering(element -> element.path(key));
        }
        List<JsonNode> before = elements(original.path(name));
        result.set(name, array(ordering.of(elements(list), before, elements(wanted))));
    }

    private static void retainKeys(ObjectNode result, ObjectNode patch) {
        if (!(patch.path(RETAIN_KEYS) instanceof ArrayNode kept)) {
            return;
        }
        Set<String> keys = kept.valueStream().map(JsonNode::asText).collect(Collectors.toSet());
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            boolean isField = !field.getKey().startsWith("$") && !field.getValue().isNull();
            if (isField && !keys.contains(field.getKey())) {
                throw refused(
                        "the "
                                + RETAIN_KEYS
                                + " directive does not name the field "
                                + field.getKey()
                                + " that the patch sets");
            }
        }
        result.retain(keys);
    }

    private static void deleteValues(ObjectNode result, String name, JsonNode values) {
        if (!(result.path(name) instanceof ArrayNode present)) {
            return;
        }
        Set<JsonNode> gone = values.valueStream().collect(Collectors.toSet());
        result.set(
                name, array(present.valueStream().filter(value -> !gone.contains(value)).toList()));
    }

    private static JsonNode plain(JsonNode node) {
        return node instanceof ObjectNode object ? withoutDirectives(object) : node;
    }

    /** A part of the patch that had nothing to merge with. */
    private static ObjectNode withoutDirectives(ObjectNode patch) {
        ObjectNode plain = Json.object();
        patch.properties()
                .forEach(field -> {
                    if (!field.getKey().startsWith("$") && !field.getValue().isNull()) {
                        plain.set(field.getKey(), plain(field.getValue()));
                    }
                });
        return plain;
    }

    private static JsonNode keyOf(JsonNode element, String key) {
        if (!element.has(key)) {
            throw refused("map: " + element + " does not contain declared merge key: " + key);
        }
        return element.path(key);
    }

    private static List<JsonNode> elements(JsonNode list) {
        return new ArrayList<>(list.valueStream().toList());
    }

    private static ArrayNode array(Collection<JsonNode> elements) {
        return JsonNodeFactory.instance.arrayNode(elements.size()).addAll(elements);
    }

    private static List<String> below(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private static ApiException refused(String why) {
        return ApiException.badRequest(why);
    }
}
