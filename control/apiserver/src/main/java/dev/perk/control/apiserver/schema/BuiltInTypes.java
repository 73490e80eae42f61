package dev.perk.control.apiserver.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;

/** The types that are not messages, as OpenAPI and as CustomResourceDefinitions write them. */
public final class BuiltInTypes {
    private static final String QUANTITY =
            "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

    private BuiltInTypes() {}

    public static ObjectNode openApi(String type) {
        return switch (type) {
            case "Quantity" -> oneOf("string", "number");
            case "IntOrString" -> oneOf("integer", "string").put("format", "int-or-string");
            case "FieldsV1", "RawExtension", "JSONSchemaProps", "Anything" ->
                    Json.object().put("type", "object");
            default -> scalar(type);
        };
    }

    static ObjectNode structural(String type) {
        return switch (type) {
            case "Quantity" -> intOrString().put("pattern", QUANTITY);
            case "IntOrString" -> intOrString();
            case "FieldsV1", "RawExtension", "JSONSchemaProps", "Anything" ->
                    Json.object().put("type", "object").put(DefinitionSchema.PRESERVE, true);
            default -> scalar(type);
        };
    }

    private static ObjectNode scalar(String type) {
        return switch (type) {
            case "string" -> Json.object().put("type", "string");
            case "bool" -> Json.object().put("type", "boolean");
            case "int32", "int64" -> Json.object().put("type", "integer").put("format", type);
            case "double" -> Json.object().put("type", "number").put("format", "double");
            case "bytes" -> Json.object().put("type", "string").put("format", "byte");
            case "Time", "MicroTime" ->
                    Json.object().put("type", "string").put("format", "date-time");
            default -> throw new IllegalStateException(type + " is not a built-in type");
        };
    }

    private static ObjectNode oneOf(String first, String second) {
        ObjectNode schema = Json.object();
        var choices = schema.putArray("oneOf");
        choices.addObject().put("type", first);
        choices.addObject().put("type", second);
        return schema;
    }

    private static ObjectNode intOrString() {
        ObjectNode schema = Json.object();
        var choices = schema.putArray("anyOf");
        choices.addObject().put("type", "integer");
        choices.addObject().put("type", "string");
        return schema.put(DefinitionSchema.INT_OR_STRING, true);
    }
}
