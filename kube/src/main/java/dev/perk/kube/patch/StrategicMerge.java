package dev.perk.kube.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.fields.FieldType;
import dev.perk.kube.fields.GoText;
import dev.perk.kube.store.ApiException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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

    private static final String BAD_VALUES = "invalid patch format of primitive list";
    private static final String BAD_ORDER = "invalid patch format of setElementOrder list";
    private static final String BAD_RETAIN_KEYS = "invalid patch format of retainKeys";

    private StrategicMerge() {}

    /**
     * @param type what {@code original} is an object of
     */
    static ObjectNode apply(FieldType type, ObjectNode original, ObjectNode patch) {
        return merged(original, patch, type);
    }

    private static ObjectNode merged(ObjectNode original, ObjectNode patch, FieldType type) {
        JsonNode directive = patch.path(DIRECTIVE);
        if (!directive.isMissingNode()) {
            return switch (directive.asText()) {
                case "replace" -> withoutDirectives(patch);
                case "delete" -> Json.object();
                case "merge" -> mergedFields(original, patch, type);
                default -> throw unknownDirective(directive, patch);
            };
        }
        return mergedFields(original, patch, type);
    }

    private static ObjectNode mergedFields(ObjectNode original, ObjectNode patch, FieldType type) {
        ObjectNode result = Json.object();
        result.setAll(original);
        retainKeys(result, patch);
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            if (name.startsWith(DELETE_VALUES)) {
                deleteValues(result, name.substring(DELETE_VALUES.length()), field.getValue());
            } else if (!name.startsWith("$")) {
                merge(result, name, field.getValue(), type);
            }
        }
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (field.getKey().startsWith(ORDER)) {
                String list = field.getKey().substring(ORDER.length());
                order(result, patch.path(list), original, list, field.getValue(), type);
            }
        }
        return result;
    }

    private static void merge(ObjectNode result, String name, JsonNode change, FieldType type) {
        JsonNode present = result.path(name);
        if (change.isNull()) {
            result.remove(name);
        } else if (change instanceof ObjectNode patch) {
            ObjectNode old = present instanceof ObjectNode object ? object : Json.object();
            result.set(name, merged(old, patch, beyond(type, name)));
        } else if (change instanceof ArrayNode patch) {
            ArrayNode old = present instanceof ArrayNode array ? array : array(List.of());
            result.set(name, mergedList(old, patch, beyond(type, name)));
        } else {
            result.set(name, change);
        }
    }

    private static FieldType beyond(FieldType type, String name) {
        return type instanceof FieldType.MapOf map ? map.at(name) : FieldType.Unknown.UNKNOWN;
    }

    private static FieldType.ListOf list(FieldType type) {
        return type instanceof FieldType.ListOf list
                ? list
                : new FieldType.ListOf(
                        FieldType.Unknown.UNKNOWN, FieldType.ATOMIC, FieldType.REPLACE);
    }

    private static ArrayNode mergedList(ArrayNode original, ArrayNode patch, FieldType type) {
        FieldType.ListOf list = list(type);
        return switch (list.patch()) {
            case FieldType.ListPatch.Replace _ -> {
                ArrayNode plain = array(List.of());
                patch.forEach(element -> plain.add(plain(element)));
                yield plain;
            }
            case FieldType.ListPatch.MergeValues _ -> {
                Set<JsonNode> values = new LinkedHashSet<>();
                original.forEach(values::add);
                patch.forEach(values::add);
                yield array(
                        new Ordering(value -> value)
                                .of(values, elements(original), elements(patch)));
            }
            case FieldType.ListPatch.MergeBy(String key) ->
                    mergedByKey(original, patch, key, list.elements());
        };
    }

    private static ArrayNode mergedByKey(
            ArrayNode original, ArrayNode patch, String key, FieldType type) {
        checkMaps(original, patch);
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
                default -> throw unknownDirective(element.path(DIRECTIVE), element);
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
                elements.set(at, merged(old, (ObjectNode) element, type));
            } else {
                elements.add(plain(element));
            }
        }
        return array(
                new Ordering(element -> element.path(key))
                        .of(elements, elements(original), patched));
    }

    /**
     * Puts a list, already merged, into the order that the patch asks for.
     *
     * @param change the same list in the patch, whose elements the order must name
     */
    private static void order(
            ObjectNode result,
            JsonNode change,
            ObjectNode original,
            String name,
            JsonNode wanted,
            FieldType type) {
        if (!wanted.isArray()) {
            throw refused(BAD_ORDER);
        }
        if (!(result.path(name) instanceof ArrayNode list)) {
            return;
        }
        Function<JsonNode, JsonNode> key;
        switch (list(beyond(type, name)).patch()) {
            case FieldType.ListPatch.Replace _ -> {
                return;
            }
            case FieldType.ListPatch.MergeValues _ -> key = value -> value;
            case FieldType.ListPatch.MergeBy(String field) -> {
                wanted.forEach(element -> keyOf(element, field));
                key = element -> element.path(field);
            }
        }
        checkOrder(change, wanted, key);
        List<JsonNode> before = elements(original.path(name));
        result.set(name, array(new Ordering(key).of(elements(list), before, elements(wanted))));
    }

    /** What the patch changes must come in the order that it asks for. */
    private static void checkOrder(
            JsonNode change, JsonNode wanted, Function<JsonNode, JsonNode> key) {
        Iterator<JsonNode> order = wanted.isEmpty() ? change.iterator() : wanted.iterator();
        for (JsonNode element : change) {
            if (element.has(DIRECTIVE)) {
                continue;
            }
            JsonNode id = key.apply(element);
            boolean found = false;
            while (!found && order.hasNext()) {
                found = key.apply(order.next()).equals(id);
            }
            if (!found) {
                throw refused(
                        "The order in patch list:\n"
                                + GoText.of(change)
                                + "\n doesn't match $setElementOrder list:\n"
                                + GoText.of(wanted)
                                + "\n");
            }
        }
    }

    private static void checkMaps(ArrayNode original, ArrayNode patch) {
        for (ArrayNode list : List.of(original, patch)) {
            for (JsonNode element : list) {
                if (element.isArray()) {
                    throw new ApiException(
                            422, "Invalid", Patches.REJECTED, ApiException.Details.NONE);
                }
                if (!element.isObject()) {
                    throw refused(
                            "list element types are not identical: "
                                    + GoText.of(original)
                                    + GoText.of(patch));
                }
            }
        }
    }

    private static void retainKeys(ObjectNode result, ObjectNode patch) {
        if (!patch.has(RETAIN_KEYS)) {
            return;
        }
        if (!(patch.path(RETAIN_KEYS) instanceof ArrayNode kept)) {
            throw refused(BAD_RETAIN_KEYS);
        }
        Set<String> keys = kept.valueStream().map(JsonNode::asText).collect(Collectors.toSet());
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            boolean isField = !field.getKey().startsWith("$") && !field.getValue().isNull();
            if (isField && !keys.contains(field.getKey())) {
                throw refused(BAD_RETAIN_KEYS);
            }
        }
        result.retain(keys);
    }

    private static void deleteValues(ObjectNode result, String name, JsonNode values) {
        if (!values.isArray()) {
            throw refused(BAD_VALUES);
        }
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
            throw refused(
                    "map: " + GoText.of(element) + " does not contain declared merge key: " + key);
        }
        return element.path(key);
    }

    private static List<JsonNode> elements(JsonNode list) {
        return new ArrayList<>(list.valueStream().toList());
    }

    private static ArrayNode array(Collection<JsonNode> elements) {
        return JsonNodeFactory.instance.arrayNode(elements.size()).addAll(elements);
    }

    private static ApiException unknownDirective(JsonNode directive, JsonNode patch) {
        return refused(
                "unknown patch type: " + directive.asText() + " in map: " + GoText.of(patch));
    }

    private static ApiException refused(String why) {
        return ApiException.badRequest(why);
    }
}
