package dev.perk.control.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the values of one schema node must be like, besides their type.
 *
 * @param choices the values that are allowed; empty for any
 * @param least the smallest number
 * @param most the largest number
 * @param leastExcluded whether the smallest number itself is too small
 * @param pattern what a text must contain a match of; empty for anything
 * @param size how long a text is, how many elements a list and how many fields an object has
 */
record ValueRules(
        String format,
        List<JsonNode> choices,
        Optional<BigDecimal> least,
        boolean leastExcluded,
        Optional<BigDecimal> most,
        boolean mostExcluded,
        Optional<BigDecimal> multipleOf,
        String pattern,
        Size size,
        List<String> required,
        Combined combined) {

    /** Bounds of lengths and counts. */
    record Size(
            OptionalLong minLength,
            OptionalLong maxLength,
            OptionalLong minItems,
            OptionalLong maxItems,
            OptionalLong minProperties,
            OptionalLong maxProperties) {}

    /** Schemas that must hold together. */
    record Combined(
            List<StructuralSchema> all,
            List<StructuralSchema> any,
            List<StructuralSchema> one,
            Optional<StructuralSchema> not) {}

    static ValueRules read(JsonNode schema) {
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        JsonNode not = schema.path("not");
        return new ValueRules(
                schema.path("format").asText(),
                schema.path("enum").valueStream().toList(),
                number(schema, "minimum"),
                schema.path("exclusiveMinimum").asBoolean(),
                number(schema, "maximum"),
                schema.path("exclusiveMaximum").asBoolean(),
                number(schema, "multipleOf"),
                schema.path("pattern").asText(),
                new Size(
                        count(schema, "minLength"),
                        count(schema, "maxLength"),
                        count(schema, "minItems"),
                        count(schema, "maxItems"),
                        count(schema, "minProperties"),
                        count(schema, "maxProperties")),
                required,
                new Combined(
                        schemas(schema, "allOf"),
                        schemas(schema, "anyOf"),
                        schemas(schema, "oneOf"),
                        not.isObject()
                                ? Optional.of(StructuralSchema.read(not))
                                : Optional.empty()));
    }

    private static Optional<BigDecimal> number(JsonNode schema, String field) {
        JsonNode value = schema.path(field);
        return value.isNumber() ? Optional.of(value.decimalValue()) : Optional.empty();
    }

    private static OptionalLong count(JsonNode schema, String field) {
        JsonNode value = schema.path(field);
        return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
    }

    private static List<StructuralSchema> schemas(JsonNode schema, String field) {
        return schema.path(field).valueStream().map(StructuralSchema::read).toList();
    }
}
