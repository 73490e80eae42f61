package dev.perk.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths, as a tree. A path being in it says nothing about those above or below it.
 *
 * <p>Immutable. Source: {@code sigs.k8s.io/structured-merge-diff fieldpath/set.go}; the JSON form
 * is {@code fieldsV1} of a managed fields entry, whose {@code "."} stands for the place itself.
 */
public final class FieldSet {
    private static final String SELF = ".";

    /** No path. */
    public static final FieldSet NONE = new FieldSet(new TreeMap<>());

    /** One step: whether it leads to a path of the set, and what lies beyond it. */
    private record Node(boolean member, FieldSet below) {
        static final Node ABSENT = new Node(false, NONE);

        boolean isEmpty() {
            return !member && below.isEmpty();
        }
    }

    private final SortedMap<PathElement, Node> nodes;

    private FieldSet(SortedMap<PathElement, Node> nodes) {
        this.nodes = nodes;
    }

    /** Collects the steps out of one place. */
    public static final class Builder {
        private final SortedMap<PathElement, Node> nodes = new TreeMap<>();

        /**
         * @param member whether the step itself leads to a path of the set
         * @param below what lies beyond it
         */
        public Builder add(PathElement step, boolean member, FieldSet below) {
            Node node = new Node(member, below);
            if (!node.isEmpty()) {
                nodes.merge(
                        step,
                        node,
                        (one, other) ->
                                new Node(one.member || other.member, one.below.union(other.below)));
            }
            return this;
        }

        public FieldSet build() {
            return nodes.isEmpty() ? NONE : new FieldSet(new TreeMap<>(nodes));
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The set of one path. */
    public static FieldSet of(List<PathElement> path) {
        FieldSet set = NONE;
        for (int i = path.size() - 1; i >= 0; i--) {
            set = builder().add(path.get(i), i == path.size() - 1, set).build();
        }
        return set;
    }

    public boolean isEmpty() {
        return nodes.isEmpty();
    }

    /** Whether the place one step away is in the set. */
    public boolean has(PathElement step) {
        return node(step).member;
    }

    /** What lies beyond a step. */
    public FieldSet below(PathElement step) {
        return node(step).below;
    }

    private Node node(PathElement step) {
        return nodes.getOrDefault(step, Node.ABSENT);
    }

    public FieldSet union(FieldSet other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return combine(
                other,
                (one, two) -> new Node(one.member || two.member, one.below.union(two.below)));
    }

    public FieldSet intersection(FieldSet other) {
        return combine(
                other,
                (one, two) ->
                        new Node(one.member && two.member, one.below.intersection(two.below)));
    }

    /** The paths of this set that are not in the other. */
    public FieldSet difference(FieldSet other) {
        return other.isEmpty()
                ? this
                : combine(
                        other,
                        (one, two) ->
                                new Node(
                                        one.member && !two.member,
                                        one.below.difference(two.below)));
    }

    /** The same, also without what lies below a path of the other. */
    public FieldSet recursiveDifference(FieldSet other) {
        return other.isEmpty()
                ? this
                : combine(
                        other,
                        (one, two) ->
                                two.member
                                        ? Node.ABSENT
                                        : new Node(
                                                one.member,
                                                one.below.recursiveDifference(two.below)));
    }

    private FieldSet combine(FieldSet other, BinaryOperator<Node> rule) {
        SortedMap<PathElement, Node> result = new TreeMap<>();
        nodes.forEach((step, node) -> put(result, step, rule.apply(node, other.node(step))));
        other.nodes.forEach((step, node) -> {
            if (!nodes.containsKey(step)) {
                put(result, step, rule.apply(Node.ABSENT, node));
            }
        });
        return result.isEmpty() ? NONE : new FieldSet(result);
    }

    private static void put(SortedMap<PathElement, Node> into, PathElement step, Node node) {
        if (!node.isEmpty()) {
            into.put(step, node);
        }
    }

    /**
     * The same with the named fields that lead to a path of it. Who declares {@code spec.replicas}
     * does not own {@code spec}; for pruning, they count as if.
     */
    public FieldSet withNamedFields(FieldType type) {
        SortedMap<PathElement, Node> result = new TreeMap<>();
        nodes.forEach((step, node) -> {
            boolean named =
                    step instanceof PathElement.Name(String name)
                            && type instanceof FieldType.MapOf map
                            && map.member(name).isPresent();
            FieldSet below = node.below.withNamedFields(beyond(type, step));
            result.put(step, new Node(node.member || (named && !below.isEmpty()), below));
        });
        return new FieldSet(result);
    }

    private static FieldType beyond(FieldType type, PathElement step) {
        return switch (type) {
            case FieldType.MapOf map when step instanceof PathElement.Name(String name) ->
                    map.at(name);
            case FieldType.ListOf list -> list.elements();
            default -> FieldType.Unknown.UNKNOWN;
        };
    }

    /** All paths, those at one place before those below it, as messages show them. */
    public List<List<PathElement>> paths() {
        List<List<PathElement>> paths = new ArrayList<>();
        collect(List.of(), paths);
        return paths;
    }

    private void collect(List<PathElement> prefix, List<List<PathElement>> into) {
        nodes.forEach((step, node) -> {
            if (node.member) {
                into.add(longer(prefix, step));
            }
        });
        nodes.forEach((step, node) -> node.below.collect(longer(prefix, step), into));
    }

    private static List<PathElement> longer(List<PathElement> path, PathElement step) {
        List<PathElement> longer = new ArrayList<>(path);
        longer.add(step);
        return Collections.unmodifiableList(longer);
    }

    /** As {@code fieldsV1}. */
    public ObjectNode write() {
        ObjectNode json = Json.object();
        nodes.forEach((step, node) -> {
            ObjectNode below = json.putObject(step.written());
            if (!node.below.isEmpty()) {
                if (node.member) {
                    below.putObject(SELF);
                }
                below.setAll(node.below.write());
            }
        });
        return json;
    }

    /**
     * Reads {@code fieldsV1}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static FieldSet read(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("not a set of fields: " + json);
        }
        Builder set = builder();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (!field.getKey().equals(SELF)) {
                JsonNode below = field.getValue();
                boolean member = below.isEmpty() || below.has(SELF);
                set.add(PathElement.parse(field.getKey()), member, read(below));
            }
        }
        return set.build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet that && nodes.equals(that.nodes);
    }

    @Override
    public int hashCode() {
        return nodes.hashCode();
    }

    @Override
    public String toString() {
        return write().toString();
    }
}
