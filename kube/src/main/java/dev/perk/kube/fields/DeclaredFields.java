package dev.perk.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The fields that an applied configuration speaks of, and that are its manager's from then on: its
 * leaves, the entries of maps, and the elements of lists.
 *
 * <p>Source: {@code sigs.k8s.io/structured-merge-diff typed/tofieldset.go}.
 */
public final class DeclaredFields {
    private DeclaredFields() {}

    public static FieldSet of(FieldType type, JsonNode value) {
        return switch (type.of(value)) {
            case FieldType.MapOf map when !map.atomic() && value.isObject() -> inMap(map, value);
            case FieldType.ListOf list
                    when !(list.kind() instanceof FieldType.ListKind.Atomic) && value.isArray() ->
                    inList(list, value);
            default -> FieldSet.NONE;
        };
    }

    /** Whether a value has no parts that could belong to different people. */
    static boolean isLeaf(FieldType type, JsonNode value) {
        return switch (type.of(value)) {
            case FieldType.MapOf map -> map.atomic() || !value.isObject();
            case FieldType.ListOf list ->
                    list.kind() instanceof FieldType.ListKind.Atomic || !value.isArray();
            case FieldType.Scalar _, FieldType.Unknown _ -> true;
        };
    }

    private static FieldSet inMap(FieldType.MapOf map, JsonNode object) {
        FieldSet.Builder set = FieldSet.builder();
        object.properties()
                .forEach(field -> {
                    String name = field.getKey();
                    JsonNode value = field.getValue();
                    FieldType type = map.at(name);
                    boolean isEntry = map.member(name).isEmpty();
                    boolean isEmptyMap = value.isObject() && value.isEmpty();
                    set.add(
                            new PathElement.Name(name),
                            isEntry || isEmptyMap || value.isNull() || isLeaf(type, value),
                            of(type, value));
                });
        return set.build();
    }

    private static FieldSet inList(FieldType.ListOf list, JsonNode items) {
        FieldSet.Builder set = FieldSet.builder();
        ListItems.of(list, items)
                .first()
                .forEach((step, item) -> set.add(step, true, of(list.elements(), item)));
        return set.build();
    }
}
