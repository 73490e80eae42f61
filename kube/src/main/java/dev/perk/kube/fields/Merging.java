package dev.perk.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Lays an applied configuration over an object: what it says wins, what it is silent about stays.
 *
 * <p>Source: {@code sigs.k8s.io/structured-merge-diff typed/merge.go}.
 */
public final class Merging {
    private Merging() {}

    /** Neither tree changes; the result can share parts with both. */
    public static JsonNode merge(FieldType type, JsonNode live, JsonNode applied) {
        return switch (type.of(applied)) {
            case FieldType.MapOf map
                    when !map.atomic()
                            && live instanceof ObjectNode old
                            && applied instanceof ObjectNode config ->
                    maps(map, old, config);
            case FieldType.ListOf list
                    when !(list.kind() instanceof FieldType.ListKind.Atomic)
                            && live instanceof ArrayNode old
                            && applied instanceof ArrayNode config ->
                    lists(list, old, config);
            default -> applied;
        };
    }

    private static ObjectNode maps(FieldType.MapOf map, ObjectNode live, ObjectNode applied) {
        ObjectNode result = Json.object();
        result.setAll(live);
        applied.properties()
                .forEach(field -> {
                    String name = field.getKey();
                    JsonNode old = live.path(name);
                    if (!field.getValue().isNull()) {
                        result.set(
                                name,
                                old.isMissingNode()
                                        ? field.getValue()
                                        : merge(map.at(name), old, field.getValue()));
                    } else if (DeclaredFields.isLeaf(map.at(name), old)) {
                        // Null says that there is no such value; it cannot say so of many.
                        result.remove(name);
                    }
                });
        return result;
    }

    /** The order is the configuration's; what only the object has stays where it was. */
    private static ArrayNode lists(FieldType.ListOf list, ArrayNode live, ArrayNode applied) {
        Map<PathElement, JsonNode> wanted = ListItems.of(list, applied).first();
        Map<PathElement, JsonNode> old = ListItems.of(list, live).first();
        Deque<PathElement> shared = new ArrayDeque<>();
        wanted.keySet().stream().filter(old::containsKey).forEach(shared::add);

        List<JsonNode> result = new ArrayList<>();
        Deque<PathElement> ahead = new ArrayDeque<>(wanted.keySet());
        Set<PathElement> done = new HashSet<>();
        for (JsonNode item : live) {
            PathElement step = ListItems.step(list, item).found().orElse(null);
            if (step == null || !wanted.containsKey(step)) {
                result.add(item);
            } else if (step.equals(shared.peek())) {
                // What the configuration has before it comes before it.
                while (!ahead.isEmpty() && !done.contains(step)) {
                    PathElement next = ahead.remove();
                    result.add(merged(list, old, wanted, next));
                    done.add(next);
                }
                shared.remove();
            }
        }
        ahead.forEach(next -> result.add(merged(list, old, wanted, next)));
        return JsonNodeFactory.instance.arrayNode(result.size()).addAll(result);
    }

    private static JsonNode merged(
            FieldType.ListOf list,
            Map<PathElement, JsonNode> old,
            Map<PathElement, JsonNode> wanted,
            PathElement step) {
        JsonNode config = Objects.requireNonNull(wanted.get(step));
        JsonNode before = old.get(step);
        return before == null ? config : merge(list.elements(), before, config);
    }
}
