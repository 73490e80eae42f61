package dev.perk.control.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.apiserver.schema.DefinitionSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One node of a schema: a type, what is below it, and what its values must be like.
 *
 * @param type {@code object}, {@code array}, {@code string}, {@code integer}, {@code number} or
 *     {@code boolean}; empty where any value will do
 * @param initial what stands there if nothing does; a missing node if there is no default
 * @param nullable whether null is a value
 * @param intOrString whether an integer or a string will do
 * @param preserving whether fields that are not named stay
 * @param embedded whether the value is a whole object with a kind and metadata
 * @param properties the named fields, in the order of the schema
 * @param items the elements of a list
 * @param additional the values of the fields that are not named
 * @param list how the elements of a list are told apart
 * @param rules what the values must be like
 * @param validations CEL rules: {@code x-kubernetes-validations}; a missing node if there are none
 * @param ruled whether something below has such rules
 */
public record StructuralSchema(
        String type,
        JsonNode initial,
        boolean nullable,
        boolean intOrString,
        boolean preserving,
        boolean embedded,
        Map<String, StructuralSchema> properties,
        Optional<StructuralSchema> items,
        Additional additional,
        ListType list,
        ValueRules rules,
        JsonNode validations,
        boolean ruled) {

    /** What fields are there besides the named ones. */
    public sealed interface Additional {
        /** None. */
        record Nothing() implements Additional {}

        /** Anything. */
        record Anything() implements Additional {}

        /** Values under a schema of their own. */
        record Values(StructuralSchema schema) implements Additional {}
    }

    /** How the elements of a list are told apart. */
    public sealed interface ListType {
        /** What stands for an element over an update; empty if nothing does. */
        default Optional<String> key(JsonNode element) {
            return switch (this) {
                case ByKeys(List<String> keys) ->
                        Optional.of(
                                String.join(
                                        "\n",
                                        keys.stream()
                                                .map(key -> element.path(key).toString())
                                                .toList()));
                case Atomic _, Unique _ -> Optional.empty();
            };
        }

        /** They are not. */
        record Atomic() implements ListType {}

        /** Each value is there once. */
        record Unique() implements ListType {}

        /** By these fields. */
        record ByKeys(List<String> keys) implements ListType {
            public ByKeys {
                keys = List.copyOf(keys);
            }
        }
    }

    /** Reads an {@code openAPIV3Schema}; what it cannot mean is ignored. */
    public static StructuralSchema read(JsonNode schema) {
        Map<String, StructuralSchema> properties = new LinkedHashMap<>();
        schema.path("properties")
                .properties()
                .forEach(entry -> properties.put(entry.getKey(), read(entry.getValue())));
        Optional<StructuralSchema> items =
                schema.path("items").isObject()
                        ? Optional.of(read(schema.path("items")))
                        : Optional.empty();
        Additional additional = additional(schema.path("additionalProperties"));
        boolean ruled =
                Stream.of(
                                properties.values().stream(),
                                items.stream(),
                                additional instanceof Additional.Values(StructuralSchema values)
                                        ? Stream.of(values)
                                        : Stream.<StructuralSchema>empty())
                        .flatMap(below -> below)
                        .anyMatch(StructuralSchema::hasValidations);
        return new StructuralSchema(
                schema.path("type").asText(),
                schema.path("default"),
                schema.path("nullable").asBoolean(),
                schema.path(DefinitionSchema.INT_OR_STRING).asBoolean(),
                schema.path(DefinitionSchema.PRESERVE).asBoolean(),
                schema.path(DefinitionSchema.EMBEDDED).asBoolean(),
                properties,
                items,
                additional,
                list(schema),
                ValueRules.read(schema),
                schema.path("x-kubernetes-validations"),
                ruled);
    }

    private static Additional additional(JsonNode schema) {
        if (schema.isObject()) {
            return new Additional.Values(read(schema));
        }
        return schema.asBoolean() ? new Additional.Anything() : new Additional.Nothing();
    }

    private static ListType list(JsonNode schema) {
        return switch (schema.path(DefinitionSchema.LIST_TYPE).asText()) {
            case "set" -> new ListType.Unique();
            case "map" -> {
                List<String> keys = new ArrayList<>();
                schema.path(DefinitionSchema.LIST_KEYS).forEach(key -> keys.add(key.asText()));
                yield new ListType.ByKeys(keys);
            }
            default -> new ListType.Atomic();
        };
    }

    /** The schema of a field; empty if it is not described. */
    public Optional<StructuralSchema> field(String name) {
        StructuralSchema named = properties.get(name);
        if (named != null) {
            return Optional.of(named);
        }
        return additional instanceof Additional.Values(StructuralSchema values)
                ? Optional.of(values)
                : Optional.empty();
    }

    /** Whether there is a rule anywhere in it. */
    public boolean hasValidations() {
        return !validations.isEmpty() || ruled;
    }

    boolean hasDefault() {
        return !initial.isMissingNode();
    }
}
