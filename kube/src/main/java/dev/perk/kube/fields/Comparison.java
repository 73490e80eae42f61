package dev.perk.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.perk.kube.Json;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * In which fields two versions of an object differ.
 *
 * <p>Source: {@code sigs.k8s.io/structured-merge-diff typed/compare.go}.
 *
 * @param added also the places around them that were not there
 * @param modified leaves whose values differ
 * @param removed also the places around them that are not there any more
 */
public record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
    private static final Comparison SAME =
            new Comparison(FieldSet.NONE, FieldSet.NONE, FieldSet.NONE);

    /** What has a value where it had none or another one. */
    public FieldSet changed() {
        return added.union(modified);
    }

    public Comparison without(FieldSet fields) {
        return new Comparison(
                added.recursiveDifference(fields),
                modified.recursiveDifference(fields),
                removed.recursiveDifference(fields));
    }

    public static Comparison between(FieldType type, JsonNode before, JsonNode after) {
        FieldType both = type.of(after.isMissingNode() ? before : after);
        return switch (both) {
            case FieldType.MapOf map when !map.atomic() -> maps(map, before, after);
            case FieldType.ListOf list when !(list.kind() instanceof FieldType.ListKind.Atomic) ->
                    lists(list, before, after);
            default -> SAME;
        };
    }

    /** What the step into {@code type} and all beyond it contribute. */
    private static void step(
            Sets sets, PathElement step, FieldType type, JsonNode before, JsonNode after) {
        // One tree can share parts with the next: most of an object is the same.
        if (before.equals(after)) {
            return;
        }
        boolean isLeaf = isLeaf(type, before, after);
        Comparison below = isLeaf ? SAME : between(type, before, after);
        sets.added.add(step, before.isMissingNode(), below.added);
        sets.removed.add(step, after.isMissingNode(), below.removed);
        boolean differs =
                isLeaf
                        && !before.isMissingNode()
                        && !after.isMissingNode()
                        && !Json.same(before, after);
        sets.modified.add(step, differs, below.modified);
    }

    /** Empty on both sides counts as a leaf, which keeps {@code {}} and absence apart. */
    private static boolean isLeaf(FieldType type, JsonNode before, JsonNode after) {
        boolean beforeIsLeaf = before.isMissingNode() || DeclaredFields.isLeaf(type, before);
        boolean afterIsLeaf = after.isMissingNode() || DeclaredFields.isLeaf(type, after);
        boolean bothEmpty = before.isEmpty() && after.isEmpty();
        boolean otherForm =
                !before.isMissingNode()
                        && !after.isMissingNode()
                        && before.getNodeType() != after.getNodeType();
        return (beforeIsLeaf && afterIsLeaf) || bothEmpty || otherForm;
    }

    private static final class Sets {
        final FieldSet.Builder added = FieldSet.builder();
        final FieldSet.Builder modified = FieldSet.builder();
        final FieldSet.Builder removed = FieldSet.builder();

        Comparison build() {
            return new Comparison(added.build(), modified.build(), removed.build());
        }
    }

    private static Comparison maps(FieldType.MapOf map, JsonNode before, JsonNode after) {
        Set<String> names = new LinkedHashSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        Sets sets = new Sets();
        for (String name : names) {
            boolean alwaysThere = map.member(name).map(FieldType.Member::alwaysThere).orElse(false);
            step(
                    sets,
                    new PathElement.Name(name),
                    map.at(name),
                    value(before, name, alwaysThere),
                    value(after, name, alwaysThere));
        }
        return sets.build();
    }

    private static JsonNode value(JsonNode object, String name, boolean alwaysThere) {
        return alwaysThere && object.isObject() && !object.has(name)
                ? Json.object()
                : object.path(name);
    }

    private static Comparison lists(FieldType.ListOf list, JsonNode before, JsonNode after) {
        Map<PathElement, JsonNode> old = ListItems.of(list, before).first();
        Map<PathElement, JsonNode> now = ListItems.of(list, after).first();
        Set<PathElement> steps = new LinkedHashSet<>(old.keySet());
        steps.addAll(now.keySet());
        Sets sets = new Sets();
        for (PathElement step : steps) {
            step(
                    sets,
                    step,
                    list.elements(),
                    old.getOrDefault(step, MissingNode.getInstance()),
                    now.getOrDefault(step, MissingNode.getInstance()));
        }
        return sets.build();
    }
}
