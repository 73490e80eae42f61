package dev.perk.control.apiserver.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.perk.control.apiserver.cel.Expression;
import dev.perk.control.apiserver.schema.DefinitionSchema;
import dev.perk.control.apiserver.structural.SchemaCheck;
import dev.perk.control.apiserver.structural.StructuralSchema;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with a schema: whether its structure can be told without looking at a value.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/apiserver/schema/validation.go}, {@code
 * pkg/apis/apiextensions/validation}.
 */
final class SchemaRules {
    private static final Set<String> TYPES =
            Set.of("array", "boolean", "integer", "number", "object", "string");
    private static final List<String> UNSUPPORTED =
            List.of(
                    "additionalItems",
                    "definitions",
                    "dependencies",
                    "id",
                    "patternProperties",
                    "$ref");

    private final List<FieldError> out;

    private SchemaRules(List<FieldError> out) {
        this.out = out;
    }

    static void check(JsonNode schema, String at, List<FieldError> out) {
        var rules = new SchemaRules(out);
        String type = schema.path("type").asText();
        if (type.isEmpty()) {
            out.add(FieldError.required(at + ".type", "must not be empty at the root"));
        } else if (!type.equals("object")) {
            out.add(FieldError.invalidText(at + ".type", type, "must be object at the root"));
        }
        rules.node(schema, at);
    }

    private void node(JsonNode schema, String at) {
        keywords(schema, at);
        lists(schema, at);
        rules(schema, at);
        initial(schema, at);
        for (String each : List.of("allOf", "anyOf", "oneOf")) {
            for (int i = 0; i < schema.path(each).size(); i++) {
                alternative(schema.path(each).path(i), at + "." + each + "[" + i + "]");
            }
        }
        if (schema.path("not").isObject()) {
            alternative(schema.path("not"), at + ".not");
        }
        schema.path("properties")
                .properties()
                .forEach(field ->
                        below(
                                field.getValue(),
                                at + ".properties[" + field.getKey() + "]",
                                "must not be empty for specified object fields"));
        if (schema.path("items").isObject()) {
            below(
                    schema.path("items"),
                    at + ".items",
                    "must not be empty for specified array items");
        }
        if (schema.path("additionalProperties").isObject()) {
            below(
                    schema.path("additionalProperties"),
                    at + ".additionalProperties",
                    "must not be empty for specified object fields");
        }
    }

    private void below(JsonNode schema, String at, String typeWanted) {
        boolean anything =
                schema.path(DefinitionSchema.INT_OR_STRING).asBoolean()
                        || schema.path(DefinitionSchema.PRESERVE).asBoolean();
        String type = schema.path("type").asText();
        if (type.isEmpty() && !anything) {
            out.add(FieldError.required(at + ".type", typeWanted));
        } else if (!type.isEmpty() && !TYPES.contains(type)) {
            out.add(
                    FieldError.unsupported(
                            at + ".type",
                            "\"" + type + "\"",
                            "\"array\", \"boolean\", \"integer\", \"number\", \"object\","
                                    + " \"string\""));
        }
        node(schema, at);
    }

    private void keywords(JsonNode schema, String at) {
        for (String word : UNSUPPORTED) {
            if (schema.has(word)) {
                out.add(FieldError.forbidden(at + "." + word, word + " is not supported"));
            }
        }
        if (schema.path("uniqueItems").asBoolean()) {
            out.add(
                    FieldError.forbidden(
                            at + ".uniqueItems",
                            "uniqueItems cannot be set to true since the runtime complexity becomes"
                                    + " quadratic"));
        }
        JsonNode additional = schema.path("additionalProperties");
        if (additional.isBoolean() && !additional.asBoolean()) {
            out.add(
                    FieldError.forbidden(
                            at + ".additionalProperties",
                            "additionalProperties cannot be set to false"));
        }
        if (!additional.isMissingNode() && !schema.path("properties").isEmpty()) {
            out.add(
                    FieldError.forbidden(
                            at + ".additionalProperties",
                            "additionalProperties and properties are mutual exclusive"));
        }
        if (schema.path("type").asText().equals("array") && !schema.path("items").isObject()) {
            out.add(FieldError.required(at + ".items", "must be specified"));
        }
        String pattern = schema.path("pattern").asText();
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            out.add(
                    FieldError.invalidText(
                            at + ".pattern",
                            pattern,
                            "must be a valid regular expression, but isn't: "
                                    + e.getDescription()));
        }
    }

    private void lists(JsonNode schema, String at) {
        String kind = schema.path(DefinitionSchema.LIST_TYPE).asText();
        JsonNode keys = schema.path(DefinitionSchema.LIST_KEYS);
        if (kind.isEmpty()) {
            return;
        }
        if (!Set.of("atomic", "set", "map").contains(kind)) {
            out.add(
                    FieldError.unsupported(
                            at + "." + DefinitionSchema.LIST_TYPE,
                            "\"" + kind + "\"",
                            "\"atomic\", \"set\", \"map\""));
        }
        if (!schema.path("type").asText().equals("array")) {
            out.add(
                    FieldError.invalidText(
                            at + ".type",
                            schema.path("type").asText(),
                            "must be array if x-kubernetes-list-type is specified"));
        }
        if (kind.equals("map") && keys.isEmpty()) {
            out.add(
                    FieldError.required(
                            at + "." + DefinitionSchema.LIST_KEYS,
                            "must not be empty if x-kubernetes-list-type is map"));
        }
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.path(i).asText();
            if (!schema.path("items").path("properties").has(key)) {
                out.add(
                        FieldError.invalidText(
                                at + "." + DefinitionSchema.LIST_KEYS + "[" + i + "]",
                                key,
                                "entries must all be names of item properties"));
            }
        }
    }

    private void rules(JsonNode schema, String at) {
        JsonNode rules = schema.path("x-kubernetes-validations");
        for (int i = 0; i < rules.size(); i++) {
            String where = at + ".x-kubernetes-validations[" + i + "]";
            expression(where + ".rule", rules.path(i).path("rule").asText(), true);
            expression(
                    where + ".messageExpression",
                    rules.path(i).path("messageExpression").asText(),
                    false);
        }
    }

    private void expression(String where, String text, boolean required) {
        if (text.isBlank()) {
            if (required) {
                out.add(FieldError.required(where, "rule is not specified"));
            }
        } else if (Expression.compile(text, List.of("self", "oldSelf"))
                instanceof Expression.Compiled.Refused(String why)) {
            out.add(FieldError.invalidText(where, text, "compilation failed: " + why));
        }
    }

    /** A default must be a value that the schema itself would let in. */
    private void initial(JsonNode schema, String at) {
        if (!schema.has("default")) {
            return;
        }
        for (FieldError problem :
                SchemaCheck.value(StructuralSchema.read(schema), schema.path("default"))) {
            String below = problem.field().equals("<nil>") ? "" : "." + problem.field();
            out.add(new FieldError(at + ".default" + below, problem.reason(), problem.message()));
        }
    }

    /** Alternatives only say what values are like; the structure is the same in all of them. */
    private void alternative(JsonNode schema, String at) {
        boolean typed = schema.has("type");
        // The one exception is how int-or-string has always been written.
        boolean intOrString =
                at.contains(".anyOf[")
                        && Set.of("integer", "string").contains(schema.path("type").asText());
        if (typed && !intOrString) {
            out.add(FieldError.forbidden(at + ".type", "must be empty to be structural"));
        }
        for (String word :
                List.of("default", "description", "additionalProperties", "nullable", "title")) {
            if (schema.has(word)) {
                out.add(FieldError.forbidden(at + "." + word, "must be empty to be structural"));
            }
        }
        schema.path("properties")
                .properties()
                .forEach(field ->
                        alternative(field.getValue(), at + ".properties[" + field.getKey() + "]"));
        if (schema.path("items").isObject()) {
            alternative(schema.path("items"), at + ".items");
        }
    }
}
