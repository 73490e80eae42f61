package dev.perk.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Reads types out of JSON schemas: the structural ones of CustomResourceDefinitions.
 *
 * <p>Source: {@code k8s.io/kube-openapi pkg/schemaconv}.
 */
public final class SchemaType {
    private static final String LIST_TYPE = "x-kubernetes-list-type";
    private static final String LIST_KEYS = "x-kubernetes-list-map-keys";
    private static final String MAP_TYPE = "x-kubernetes-map-type";
    private static final String KEEPS_UNKNOWN = "x-kubernetes-preserve-unknown-fields";
    private static final String INT_OR_STRING = "x-kubernetes-int-or-string";
    private static final String PATCH_STRATEGY = "x-kubernetes-patch-strategy";
    private static final String PATCH_KEY = "x-kubernetes-patch-merge-key";

    private SchemaType() {}

    /**
     * The type of a custom kind's objects.
     *
     * @param schema {@code openAPIV3Schema} of one of its versions; must not change
     * @param metadata the type of {@code metadata}, which schemas leave to the server
     */
    public static FieldType.MapOf ofKind(JsonNode schema, FieldType metadata) {
        return FieldType.MapOf.struct(
                name ->
                        switch (name) {
                            case "metadata" -> Optional.of(FieldType.Member.of(metadata));
                            case "apiVersion", "kind" ->
                                    Optional.of(FieldType.Member.of(FieldType.Scalar.STRING));
                            default -> member(schema, name);
                        },
                others(schema),
                false);
    }

    public static FieldType of(JsonNode schema) {
        if (schema.path(INT_OR_STRING).asBoolean()) {
            return FieldType.Scalar.ANY;
        }
        return switch (schema.path("type").asText()) {
            case "string" -> FieldType.Scalar.STRING;
            case "integer", "number" -> FieldType.Scalar.NUMERIC;
            case "boolean" -> FieldType.Scalar.BOOLEAN;
            case "array" -> list(schema);
            case "object" -> map(schema);
            default -> schema.has("properties") ? map(schema) : FieldType.Unknown.UNKNOWN;
        };
    }

    private static FieldType map(JsonNode schema) {
        boolean atomic = schema.path(MAP_TYPE).asText().equals("atomic");
        boolean says = schema.has("properties") || schema.path("additionalProperties").isObject();
        if (!says && !atomic) {
            return FieldType.Unknown.UNKNOWN;
        }
        return FieldType.MapOf.struct(name -> member(schema, name), others(schema), atomic);
    }

    private static Optional<FieldType.Member> member(JsonNode schema, String name) {
        JsonNode property = schema.path("properties").path(name);
        return property.isMissingNode()
                ? Optional.empty()
                : Optional.of(
                        new FieldType.Member(
                                of(property), false, Optional.ofNullable(property.get("default"))));
    }

    private static Optional<FieldType> others(JsonNode schema) {
        if (schema.path("additionalProperties").isObject()) {
            return Optional.of(of(schema.path("additionalProperties")));
        }
        boolean open =
                schema.path(KEEPS_UNKNOWN).asBoolean()
                        || schema.path("additionalProperties").asBoolean();
        return open ? Optional.of(FieldType.Unknown.UNKNOWN) : Optional.empty();
    }

    private static FieldType.ListOf list(JsonNode schema) {
        List<String> keys = schema.path(LIST_KEYS).valueStream().map(JsonNode::asText).toList();
        FieldType.ListKind kind =
                switch (schema.path(LIST_TYPE).asText()) {
                    case "map" -> new FieldType.ListKind.KeyedBy(keys);
                    case "set" -> new FieldType.ListKind.Values();
                    default -> FieldType.ATOMIC;
                };
        FieldType.ListPatch patch = FieldType.REPLACE;
        if (List.of(schema.path(PATCH_STRATEGY).asText().split(",", -1)).contains("merge")) {
            patch =
                    schema.has(PATCH_KEY)
                            ? new FieldType.ListPatch.MergeBy(schema.path(PATCH_KEY).asText())
                            : new FieldType.ListPatch.MergeValues();
        }
        return new FieldType.ListOf(of(schema.path("items")), kind, patch);
    }
}
