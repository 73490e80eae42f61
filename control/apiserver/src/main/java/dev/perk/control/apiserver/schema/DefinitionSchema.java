package dev.perk.control.apiserver.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;

/**
 * Writes a kind of a table the way a CustomResourceDefinition wants it: in one piece, without
 * references.
 */
public final class DefinitionSchema {
    public static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
    public static final String INT_OR_STRING = "x-kubernetes-int-or-string";
    public static final String EMBEDDED = "x-kubernetes-embedded-resource";
    public static final String LIST_TYPE = "x-kubernetes-list-type";
    public static final String LIST_KEYS = "x-kubernetes-list-map-keys";

    private final MessageTable table;

    private DefinitionSchema(MessageTable table) {
        this.table = table;
    }

    public static ObjectNode of(ResourceType type) {
        MessageTable table = MessageTable.of(type);
        Message kind = table.kind(type.apiVersion(), type.kind()).orElseThrow();
        DefinitionSchema writer = new DefinitionSchema(table);
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        for (Field field : kind.fields()) {
            // The server knows what metadata is, and wants to hear no more of it.
            properties.set(
                    field.name(),
                    field.name().equals("metadata")
                            ? Json.object().put("type", "object")
                            : writer.field(field));
        }
        return schema;
    }

    private ObjectNode field(Field field) {
        ObjectNode schema = Json.object();
        if (!field.description().isEmpty()) {
            schema.put("description", field.description());
        }
        return schema.setAll(shape(field));
    }

    private ObjectNode shape(Field field) {
        return switch (field.shape()) {
            case ONE -> {
                ObjectNode value = value(field);
                field.initial().ifPresent(initial -> value.put("default", initial));
                yield value;
            }
            case LIST -> {
                ObjectNode list = list(value(field));
                if (!field.keys().isEmpty()) {
                    field.keys().forEach(list.putArray(LIST_KEYS)::add);
                    list.put(LIST_TYPE, "map");
                }
                yield list;
            }
            case MAP -> map(value(field));
            case MAP_OF_LISTS -> map(list(value(field)));
        };
    }

    private static ObjectNode list(ObjectNode items) {
        ObjectNode list = Json.object().put("type", "array");
        list.set("items", items);
        return list;
    }

    private static ObjectNode map(ObjectNode values) {
        ObjectNode map = Json.object().put("type", "object");
        map.set("additionalProperties", values);
        return map;
    }

    private ObjectNode value(Field field) {
        return table.messageOf(field)
                .map(this::message)
                .orElseGet(() -> BuiltInTypes.structural(field.type()));
    }

    private ObjectNode message(Message message) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = Json.mapper().createArrayNode();
        for (Field field : message.fields()) {
            properties.set(field.name(), field(field));
            if (field.required()) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        if (message.open()) {
            schema.put(PRESERVE, true);
        }
        return schema;
    }
}
