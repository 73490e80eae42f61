package dev.perk.control.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.schema.BuiltInTypes;
import dev.perk.control.apiserver.schema.DefinitionSchema;
import dev.perk.control.apiserver.schema.Field;
import dev.perk.control.apiserver.schema.Message;
import dev.perk.control.apiserver.schema.MessageTable;
import dev.perk.kube.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes messages as the {@code components} of one OpenAPI document: each message once, with
 * references between them.
 */
final class SchemaWriter {
    private static final String REFERENCE = "#/components/schemas/";
    private static final String API_VERSION =
            "The group and the version of the schema that this object is written in.";
    private static final String KIND = "The kind of object that this is, in CamelCase.";

    private final Map<String, ObjectNode> schemas = new LinkedHashMap<>();

    /** Everything that was written, by full name. */
    Map<String, ObjectNode> schemas() {
        return schemas;
    }

    static ObjectNode reference(String fullName) {
        return Json.object().put("$ref", REFERENCE + fullName);
    }

    /**
     * Writes the kind and all that it holds; returns its name.
     *
     * @param schema what its definition says of it, which counts more than a table
     */
    String kind(ResourceType type, JsonNode schema) {
        if (schema.isObject()) {
            return defined(type, schema);
        }
        MessageTable table = MessageTable.of(type);
        return table.kind(type.apiVersion(), type.kind())
                .map(message -> kind(type, table, message))
                .orElseGet(() -> defined(type, schema));
    }

    /** A kind that has a definition, which stands in one piece. */
    private String defined(ResourceType type, JsonNode schema) {
        List<String> name = new ArrayList<>(List.of(type.group().split("\\.", -1)).reversed());
        name.add(type.version());
        name.add(type.kind());
        String fullName = String.join(".", name);
        ObjectNode written = schema.isObject() ? schema.deepCopy() : Json.object();
        written.put("type", "object");
        if (!written.has("description")) {
            // Of Knative's kinds the table knows it.
            MessageTable.of(type)
                    .kind(type.apiVersion(), type.kind())
                    .map(Message::description)
                    .filter(description -> !description.isEmpty())
                    .ifPresent(description -> written.put("description", description));
        }
        envelope(written);
        embedded(written.path("properties"));
        written.putArray(GroupVersionKind.EXTENSION).add(GroupVersionKind.of(type));
        schemas.put(fullName, written);
        return fullName;
    }

    /** Whole objects inside of an object have what every object has. */
    private void embedded(JsonNode schemas) {
        for (JsonNode schema : schemas) {
            if (schema.path(DefinitionSchema.EMBEDDED).asBoolean()
                    && schema instanceof ObjectNode object) {
                envelope(object);
            }
            embedded(schema);
        }
    }

    private void envelope(ObjectNode schema) {
        MessageTable table = MessageTable.kubernetes();
        Message any = table.kind("v1", "Namespace").orElseThrow();
        ObjectNode properties = schema.withObject("/properties");
        properties.putObject("apiVersion").put("type", "string").put("description", API_VERSION);
        properties.putObject("kind").put("type", "string").put("description", KIND);
        properties.set("metadata", field(table, any.field("metadata").orElseThrow()));
    }

    private String kind(ResourceType type, MessageTable table, Message message) {
        write(table, message);
        ObjectNode schema = Objects.requireNonNull(schemas.get(message.fullName()));
        ObjectNode properties = (ObjectNode) schema.get("properties");
        properties.putObject("apiVersion").put("type", "string").put("description", API_VERSION);
        properties.putObject("kind").put("type", "string").put("description", KIND);
        if (!schema.has(GroupVersionKind.EXTENSION)) {
            schema.putArray(GroupVersionKind.EXTENSION).add(GroupVersionKind.of(type));
        }
        return message.fullName();
    }

    private void write(MessageTable table, Message message) {
        if (schemas.containsKey(message.fullName())) {
            return;
        }
        ObjectNode schema = Json.object().put("type", "object");
        if (!message.description().isEmpty()) {
            schema.put("description", message.description());
        }
        // Before the fields: a message may hold itself.
        schemas.put(message.fullName(), schema);
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = Json.mapper().createArrayNode();
        properties(table, message, properties, required);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        if (message.open()) {
            schema.put(DefinitionSchema.PRESERVE, true);
        }
    }

    private void properties(
            MessageTable table, Message message, ObjectNode properties, ArrayNode required) {
        for (Field field : message.fields()) {
            if (field.inline()) {
                table.messageOf(field)
                        .ifPresent(inner -> properties(table, inner, properties, required));
                continue;
            }
            properties.set(field.name(), field(table, field));
            if (field.required()) {
                required.add(field.name());
            }
        }
    }

    private ObjectNode field(MessageTable table, Field field) {
        ObjectNode schema =
                switch (field.shape()) {
                    case ONE -> value(table, field);
                    case LIST -> list(value(table, field));
                    case MAP -> map(value(table, field));
                    case MAP_OF_LISTS -> map(list(value(table, field)));
                };
        String description =
                field.description().isEmpty()
                        ? table.messageOf(field).map(Message::description).orElse("")
                        : field.description();
        if (!description.isEmpty()) {
            schema.put("description", description);
        }
        if (!field.patchStrategies().isEmpty()) {
            schema.put("x-kubernetes-patch-strategy", String.join(",", field.patchStrategies()));
            field.key().ifPresent(key -> schema.put("x-kubernetes-patch-merge-key", key));
        }
        return schema;
    }

    private static ObjectNode list(ObjectNode items) {
        ObjectNode schema = Json.object().put("type", "array");
        schema.set("items", items);
        return schema;
    }

    private static ObjectNode map(ObjectNode values) {
        ObjectNode schema = Json.object().put("type", "object");
        schema.set("additionalProperties", values);
        return schema;
    }

    private ObjectNode value(MessageTable table, Field field) {
        return table.messageOf(field)
                .map(message -> {
                    write(table, message);
                    ObjectNode schema = Json.object();
                    // Not a bare $ref: OpenAPI 3.0 ignores what stands beside one, and the
                    // merge keys stand there.
                    schema.putArray("allOf").add(reference(message.fullName()));
                    return schema;
                })
                .orElseGet(() -> BuiltInTypes.openApi(field.type()));
    }
}
