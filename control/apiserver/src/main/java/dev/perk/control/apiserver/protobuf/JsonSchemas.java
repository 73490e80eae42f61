package dev.perk.control.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.Map;

/**
 * Schemas inside of CustomResourceDefinitions. No table describes them: some of their fields are
 * one of two types in JSON, and what is written there differs from what is on the wire.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/apis/apiextensions/v1 generated.proto}.
 */
final class JsonSchemas {
    private static final int MAX_DEPTH = 100;

    /** How a field is written. */
    private enum Form {
        TEXT,
        NUMBER,
        FLOAT,
        /** A pointer in Go, so that false is a value. */
        FLAG_OR_ABSENT,
        FLAG,
        TEXTS,
        /** Any JSON, as text in a message of its own. */
        JSON,
        JSONS,
        SCHEMA,
        SCHEMAS,
        SCHEMA_MAP,
        SCHEMA_OR_BOOL,
        SCHEMA_OR_LIST,
        SCHEMA_OR_TEXTS_MAP,
        DOCUMENTATION,
        RULES
    }

    private record Part(String name, Form form) {}

    private static final Map<Integer, Part> PARTS =
            Map.ofEntries(
                    Map.entry(1, new Part("id", Form.TEXT)),
                    Map.entry(2, new Part("$schema", Form.TEXT)),
                    Map.entry(3, new Part("$ref", Form.TEXT)),
                    Map.entry(4, new Part("description", Form.TEXT)),
                    Map.entry(5, new Part("type", Form.TEXT)),
                    Map.entry(6, new Part("format", Form.TEXT)),
                    Map.entry(7, new Part("title", Form.TEXT)),
                    Map.entry(8, new Part("default", Form.JSON)),
                    Map.entry(9, new Part("maximum", Form.FLOAT)),
                    Map.entry(10, new Part("exclusiveMaximum", Form.FLAG)),
                    Map.entry(11, new Part("minimum", Form.FLOAT)),
                    Map.entry(12, new Part("exclusiveMinimum", Form.FLAG)),
                    Map.entry(13, new Part("maxLength", Form.NUMBER)),
                    Map.entry(14, new Part("minLength", Form.NUMBER)),
                    Map.entry(15, new Part("pattern", Form.TEXT)),
                    Map.entry(16, new Part("maxItems", Form.NUMBER)),
                    Map.entry(17, new Part("minItems", Form.NUMBER)),
                    Map.entry(18, new Part("uniqueItems", Form.FLAG)),
                    Map.entry(19, new Part("multipleOf", Form.FLOAT)),
                    Map.entry(20, new Part("enum", Form.JSONS)),
                    Map.entry(21, new Part("maxProperties", Form.NUMBER)),
                    Map.entry(22, new Part("minProperties", Form.NUMBER)),
                    Map.entry(23, new Part("required", Form.TEXTS)),
                    Map.entry(24, new Part("items", Form.SCHEMA_OR_LIST)),
                    Map.entry(25, new Part("allOf", Form.SCHEMAS)),
                    Map.entry(26, new Part("oneOf", Form.SCHEMAS)),
                    Map.entry(27, new Part("anyOf", Form.SCHEMAS)),
                    Map.entry(28, new Part("not", Form.SCHEMA)),
                    Map.entry(29, new Part("properties", Form.SCHEMA_MAP)),
                    Map.entry(30, new Part("additionalProperties", Form.SCHEMA_OR_BOOL)),
                    Map.entry(31, new Part("patternProperties", Form.SCHEMA_MAP)),
                    Map.entry(32, new Part("dependencies", Form.SCHEMA_OR_TEXTS_MAP)),
                    Map.entry(33, new Part("additionalItems", Form.SCHEMA_OR_BOOL)),
                    Map.entry(34, new Part("definitions", Form.SCHEMA_MAP)),
                    Map.entry(35, new Part("externalDocs", Form.DOCUMENTATION)),
                    Map.entry(36, new Part("example", Form.JSON)),
                    Map.entry(37, new Part("nullable", Form.FLAG)),
                    Map.entry(
                            38,
                            new Part("x-kubernetes-preserve-unknown-fields", Form.FLAG_OR_ABSENT)),
                    Map.entry(39, new Part("x-kubernetes-embedded-resource", Form.FLAG)),
                    Map.entry(40, new Part("x-kubernetes-int-or-string", Form.FLAG)),
                    Map.entry(41, new Part("x-kubernetes-list-map-keys", Form.TEXTS)),
                    Map.entry(42, new Part("x-kubernetes-list-type", Form.TEXT)),
                    Map.entry(43, new Part("x-kubernetes-map-type", Form.TEXT)),
                    Map.entry(44, new Part("x-kubernetes-validations", Form.RULES)));

    private JsonSchemas() {}

    static ObjectNode read(Wire wire) {
        return read(wire, 0);
    }

    private static ObjectNode read(Wire wire, int depth) {
        if (depth > MAX_DEPTH) {
            throw Wire.malformed("schemas nested more than " + MAX_DEPTH + " deep");
        }
        ObjectNode schema = Json.object();
        while (wire.next()) {
            Part part = PARTS.get(wire.number());
            if (part == null) {
                wire.skip();
            } else {
                read(wire, part, schema, depth);
            }
        }
        return schema;
    }

    private static void read(Wire wire, Part part, ObjectNode schema, int depth) {
        String name = part.name();
        switch (part.form()) {
            case TEXT -> {
                String text = wire.string();
                if (!text.isEmpty()) {
                    schema.put(name, text);
                }
            }
            case NUMBER -> schema.put(name, wire.varint());
            case FLOAT -> schema.put(name, wire.fixed64());
            case FLAG_OR_ABSENT -> schema.put(name, wire.varint() != 0);
            case FLAG -> {
                if (wire.varint() != 0) {
                    schema.put(name, true);
                }
            }
            case TEXTS -> schema.withArray("/" + name).add(wire.string());
            case JSON -> {
                JsonNode value = OddTypes.rawJson(wire.message());
                if (!value.isMissingNode()) {
                    schema.set(name, value);
                }
            }
            case JSONS -> schema.withArray("/" + name).add(OddTypes.rawJson(wire.message()));
            case SCHEMA -> schema.set(name, read(wire.message(), depth + 1));
            case SCHEMAS -> schema.withArray("/" + name).add(read(wire.message(), depth + 1));
            case SCHEMA_MAP, SCHEMA_OR_TEXTS_MAP -> {
                Wire entry = wire.message();
                String key = "";
                JsonNode value = Json.object();
                while (entry.next()) {
                    switch (entry.number()) {
                        case 1 -> key = entry.string();
                        case 2 ->
                                value =
                                        part.form() == Form.SCHEMA_MAP
                                                ? read(entry.message(), depth + 1)
                                                : schemaOrTexts(entry.message(), depth);
                        default -> entry.skip();
                    }
                }
                schema.withObject(name.startsWith("/") ? name : "/" + name).set(key, value);
            }
            case SCHEMA_OR_BOOL -> schema.set(name, schemaOrBool(wire.message(), depth));
            case SCHEMA_OR_LIST -> schema.set(name, schemaOrList(wire.message(), depth));
            case DOCUMENTATION -> {
                ObjectNode documentation = schema.putObject(name);
                Wire parts = wire.message();
                while (parts.next()) {
                    switch (parts.number()) {
                        case 1 -> documentation.put("description", parts.string());
                        case 2 -> documentation.put("url", parts.string());
                        default -> parts.skip();
                    }
                }
            }
            case RULES -> schema.withArray("/" + name).add(rule(wire.message()));
        }
    }

    private static JsonNode schemaOrBool(Wire wire, int depth) {
        JsonNode value = BooleanNode.FALSE;
        while (wire.next()) {
            switch (wire.number()) {
                // A schema says more than this flag, which Go sets beside one.
                case 1 -> {
                    boolean allows = wire.varint() != 0;
                    value = value.isObject() ? value : BooleanNode.valueOf(allows);
                }
                case 2 -> value = read(wire.message(), depth + 1);
                default -> wire.skip();
            }
        }
        return value;
    }

    private static JsonNode schemaOrList(Wire wire, int depth) {
        JsonNode one = MissingNode.getInstance();
        ArrayNode list = Json.mapper().createArrayNode();
        while (wire.next()) {
            switch (wire.number()) {
                case 1 -> one = read(wire.message(), depth + 1);
                case 2 -> list.add(read(wire.message(), depth + 1));
                default -> wire.skip();
            }
        }
        return list.isEmpty() && one.isObject() ? one : list;
    }

    private static JsonNode schemaOrTexts(Wire wire, int depth) {
        JsonNode schema = MissingNode.getInstance();
        ArrayNode texts = Json.mapper().createArrayNode();
        while (wire.next()) {
            switch (wire.number()) {
                case 1 -> schema = read(wire.message(), depth + 1);
                case 2 -> texts.add(wire.string());
                default -> wire.skip();
            }
        }
        return texts.isEmpty() && schema.isObject() ? schema : texts;
    }

    private static ObjectNode rule(Wire wire) {
        ObjectNode rule = Json.object();
        while (wire.next()) {
            switch (wire.number()) {
                case 1 -> rule.put("rule", wire.string());
                case 2 -> text(rule, "message", wire.string());
                case 3 -> text(rule, "messageExpression", wire.string());
                case 4 -> text(rule, "reason", wire.string());
                case 5 -> text(rule, "fieldPath", wire.string());
                case 6 -> rule.put("optionalOldSelf", wire.varint() != 0);
                default -> wire.skip();
            }
        }
        return rule;
    }

    private static void text(ObjectNode into, String name, String value) {
        if (!value.isEmpty()) {
            into.put(name, value);
        }
    }
}
