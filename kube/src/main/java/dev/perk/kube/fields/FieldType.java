package dev.perk.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What may stand at one place of an object, and how two values there become one.
 *
 * <p>Source: {@code sigs.k8s.io/structured-merge-diff schema/elements.go} for what server-side
 * apply needs to know, the {@code patchStrategy} and {@code patchMergeKey} tags of {@code
 * k8s.io/api} for strategic merge patches.
 */
public sealed interface FieldType {

    /** A value without parts. */
    enum Scalar implements FieldType {
        STRING,
        NUMERIC,
        BOOLEAN,
        /** Such as a quantity or a port: a text or a number. */
        ANY
    }

    /** Nobody knows: lists are one value, and what is in maps can belong to different people. */
    enum Unknown implements FieldType {
        UNKNOWN
    }

    /** A list. */
    record ListOf(FieldType elements, ListKind kind, ListPatch patch) implements FieldType {}

    /** What makes elements of a list the same, for server-side apply. */
    sealed interface ListKind {
        /** The list is one value. */
        record Atomic() implements ListKind {}

        /** Elements are plain values, each at most once. */
        record Values() implements ListKind {}

        /** Elements are maps that differ in these fields. */
        record KeyedBy(List<String> keys) implements ListKind {
            public KeyedBy {
                keys = List.copyOf(keys);
            }
        }
    }

    /** What a strategic merge patch does with a list. */
    sealed interface ListPatch {
        /** The patch's list takes its place. */
        record Replace() implements ListPatch {}

        /** Elements are plain values and the list is a set. */
        record MergeValues() implements ListPatch {}

        /** Elements are maps; those with the same value of {@code key} are the same element. */
        record MergeBy(String key) implements ListPatch {}
    }

    ListKind ATOMIC = new ListKind.Atomic();
    ListPatch REPLACE = new ListPatch.Replace();

    /**
     * One named field.
     *
     * @param alwaysThere whether Go's struct has it even where JSON does not say it: such a field
     *     is never added or removed by itself
     * @param initial the value that counts where the field is part of a key and absent
     */
    record Member(FieldType type, boolean alwaysThere, Optional<JsonNode> initial) {
        public static Member of(FieldType type) {
            return new Member(type, false, Optional.empty());
        }
    }

    /**
     * Something with names and values: the fields of a struct, which are known, the entries of a
     * map, whose names are free, or both. Looked up when it is needed, as types can hold
     * themselves.
     */
    final class MapOf implements FieldType {
        private final Function<String, Optional<Member>> members;
        private final Optional<FieldType> others;
        private final boolean atomic;
        private final Map<String, Optional<Member>> known = new ConcurrentHashMap<>();

        private MapOf(
                Function<String, Optional<Member>> members,
                Optional<FieldType> others,
                boolean atomic) {
            this.members = members;
            this.others = others;
            this.atomic = atomic;
        }

        /**
         * @param others what stands behind names that are no fields; empty if there are none
         * @param atomic whether all of it is one value
         */
        public static MapOf struct(
                Function<String, Optional<Member>> members,
                Optional<FieldType> others,
                boolean atomic) {
            return new MapOf(members, others, atomic);
        }

        public static MapOf entries(FieldType values, boolean atomic) {
            return new MapOf(name -> Optional.empty(), Optional.of(values), atomic);
        }

        public boolean atomic() {
            return atomic;
        }

        /** The field of this name, if it is one and no entry. */
        public Optional<Member> member(String name) {
            Optional<Member> found = known.get(name);
            if (found == null) {
                found = members.apply(name);
                // Names of entries come from clients, and would pile up.
                if (found.isPresent()) {
                    known.put(name, found);
                }
            }
            return found;
        }

        /** Whether anything may stand behind this name. */
        public boolean declares(String name) {
            return others.isPresent() || member(name).isPresent();
        }

        /** What stands behind a name. */
        public FieldType at(String name) {
            return member(name).map(Member::type).or(() -> others).orElse(Unknown.UNKNOWN);
        }
    }

    /** The same, or what the value itself says where nothing is known. */
    default FieldType of(JsonNode value) {
        if (!(this instanceof Unknown)) {
            return this;
        }
        if (value.isObject()) {
            return AnyKinds.MAP;
        }
        return value.isArray() ? AnyKinds.LIST : Scalar.ANY;
    }

    /** What {@link Unknown} turns out to be. */
    final class AnyKinds {
        static final MapOf MAP = MapOf.entries(Unknown.UNKNOWN, false);
        static final ListOf LIST = new ListOf(Unknown.UNKNOWN, ATOMIC, REPLACE);

        private AnyKinds() {}
    }
}
