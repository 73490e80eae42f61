package dev.perk.control.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The OpenAPI v3 documents as one document of version 2, in the encoding that kubectl asks for.
 *
 * <p>It says what kubectl reads there: names, types, descriptions, what is required, how lists
 * merge, and which kinds can be patched with which parameters. Source of the field numbers: {@code
 * github.com/google/gnostic openapiv2/OpenAPIv2.proto}.
 */
final class SwaggerWriter {
    private static final String REFERENCE = "#/components/schemas/";
    private static final String EXTENSION = "x-kubernetes-";

    private final Map<String, JsonNode> schemas = new TreeMap<>();
    private final Map<String, JsonNode> patches = new TreeMap<>();

    private SwaggerWriter() {}

    static byte[] write(List<JsonNode> documents, String version) {
        var writer = new SwaggerWriter();
        for (JsonNode document : documents) {
            document.at("/components/schemas")
                    .properties()
                    .forEach(schema -> writer.schemas.put(schema.getKey(), schema.getValue()));
            for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
                if (path.getValue().has("patch")) {
                    writer.patches.put(path.getKey(), path.getValue().path("patch"));
                }
            }
        }
        return writer.document(version).bytes();
    }

    private ProtoMessage document(String version) {
        var info = new ProtoMessage().text(1, "Kubernetes").text(2, version);
        var paths = new ProtoMessage();
        patches.forEach((path, patch) -> {
            var item = new ProtoMessage().message(7, operation(patch));
            paths.message(2, new ProtoMessage().text(1, path).message(2, item));
        });
        var definitions = new ProtoMessage();
        schemas.forEach((name, schema) -> definitions.message(1, named(name, schema)));
        return new ProtoMessage()
                .text(1, "2.0")
                .message(2, info)
                .message(8, paths)
                .message(9, definitions);
    }

    private static ProtoMessage operation(JsonNode patch) {
        var operation = new ProtoMessage();
        for (JsonNode parameter : patch.path("parameters")) {
            var query =
                    new ProtoMessage()
                            .text(2, "query")
                            .text(4, parameter.path("name").asText())
                            .text(6, parameter.at("/schema/type").asText());
            var choice = new ProtoMessage().message(3, query);
            operation.message(
                    8, new ProtoMessage().message(1, new ProtoMessage().message(2, choice)));
        }
        extensions(patch, operation, 13);
        return operation;
    }

    private static ProtoMessage named(String name, JsonNode schema) {
        return new ProtoMessage().text(1, name).message(2, schema(schema));
    }

    private static ProtoMessage schema(JsonNode schema) {
        var message = new ProtoMessage();
        String reference = schema.path("$ref").asText(schema.at("/allOf/0/$ref").asText());
        if (!reference.isEmpty()) {
            message.text(1, "#/definitions/" + reference.substring(REFERENCE.length()));
            return extensions(schema, describe(schema, message), 31);
        }
        boolean either = schema.has("oneOf") || schema.has("anyOf");
        // Version 2 knows no choice of types; text can be either.
        message.text(2, format(schema));
        describe(schema, message);
        schema.path("required").forEach(name -> message.text(19, name.asText()));
        JsonNode values = schema.path("additionalProperties");
        if (values.isObject()) {
            message.message(21, new ProtoMessage().message(1, schema(values)));
        } else if (values.isBoolean()) {
            message.message(21, new ProtoMessage().flag(2, values.asBoolean()));
        }
        String type = either ? "string" : schema.path("type").asText();
        if (!type.isEmpty()) {
            message.message(22, new ProtoMessage().text(1, type));
        }
        if (schema.has("items")) {
            message.message(23, new ProtoMessage().message(1, schema(schema.path("items"))));
        }
        if (schema.has("properties")) {
            var properties = new ProtoMessage();
            schema.path("properties")
                    .properties()
                    .forEach(each -> properties.message(1, named(each.getKey(), each.getValue())));
            message.message(25, properties);
        }
        return extensions(schema, message, 31);
    }

    private static String format(JsonNode schema) {
        return schema.path("x-kubernetes-int-or-string").asBoolean()
                ? "int-or-string"
                : schema.path("format").asText();
    }

    private static ProtoMessage describe(JsonNode schema, ProtoMessage message) {
        return message.text(4, schema.path("description").asText());
    }

    /** What only Kubernetes knows, as YAML, of which JSON is a part. */
    private static ProtoMessage extensions(JsonNode from, ProtoMessage message, int field) {
        for (Map.Entry<String, JsonNode> each : from.properties()) {
            if (each.getKey().startsWith(EXTENSION)) {
                String yaml = new String(Json.write(each.getValue()), StandardCharsets.UTF_8);
                message.message(
                        field,
                        new ProtoMessage()
                                .text(1, each.getKey())
                                .message(2, new ProtoMessage().text(2, yaml)));
            }
        }
        return message;
    }
}
