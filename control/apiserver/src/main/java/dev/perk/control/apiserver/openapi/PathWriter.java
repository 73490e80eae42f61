package dev.perk.control.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import java.util.List;

/** Writes the {@code paths} of one served kind. */
final class PathWriter {
    private static final List<String> READ_QUERY =
            List.of("fieldSelector", "labelSelector", "continue", "resourceVersion");
    private static final List<String> WRITE_QUERY =
            List.of("dryRun", "fieldManager", "fieldValidation");

    static final String JSON_PATCH = "application/json-patch+json";
    static final String MERGE_PATCH = "application/merge-patch+json";
    static final String STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json";

    private final ResourceType type;
    private final String schemaName;
    private final ObjectNode paths;

    PathWriter(ResourceType type, String schemaName, ObjectNode paths) {
        this.type = type;
        this.schemaName = schemaName;
        this.paths = paths;
    }

    /** The one path of a kind that is asked, and not kept. */
    void writeQuestion() {
        path(collection(), type.namespaced(), false).set("post", post());
    }

    private ObjectNode post() {
        return withBody(operation("post", WRITE_QUERY), List.of("*/*"));
    }

    private String base() {
        return (type.group().isEmpty() ? "/api/" : "/apis/") + type.apiVersion() + "/";
    }

    private String collection() {
        return base() + (type.namespaced() ? "namespaces/{namespace}/" : "") + type.plural();
    }

    void write() {
        String collection = collection();
        if (type.namespaced()) {
            ObjectNode everywhere = path(base() + type.plural(), false, false);
            everywhere.set("get", operation("list", READ_QUERY, "integer limit", "boolean watch"));
        }
        ObjectNode many = path(collection, type.namespaced(), false);
        many.set("get", operation("list", READ_QUERY, "integer limit", "boolean watch"));
        many.set("post", post());
        many.set("delete", operation("deletecollection", READ_QUERY));
        item(collection + "/{name}");
        for (String part : List.of("status")) {
            if (type.subresources().contains(part)) {
                item(collection + "/{name}/" + part);
            }
        }
    }

    private void item(String path) {
        ObjectNode one = path(path, type.namespaced(), true);
        one.set("get", operation("get", List.of()));
        one.set("put", withBody(operation("put", WRITE_QUERY), List.of("*/*")));
        if (!path.endsWith("/status")) {
            one.set("delete", operation("delete", List.of("dryRun", "propagationPolicy")));
        }
        one.set(
                "patch",
                withBody(operation("patch", WRITE_QUERY, "boolean force"), patchTypes(type)));
    }

    /** What a PATCH of a kind may be; kubectl picks its way of patching by this list. */
    private static List<String> patchTypes(ResourceType type) {
        return type.custom()
                ? List.of(JSON_PATCH, MERGE_PATCH)
                : List.of(JSON_PATCH, MERGE_PATCH, STRATEGIC_MERGE_PATCH);
    }

    private ObjectNode path(String path, boolean namespaced, boolean named) {
        ObjectNode item = paths.putObject(path);
        ArrayNode parameters = item.putArray("parameters");
        if (named) {
            parameters.add(parameter("name", "path", "string").put("required", true));
        }
        if (namespaced) {
            parameters.add(parameter("namespace", "path", "string").put("required", true));
        }
        return item;
    }

    private ObjectNode operation(String action, List<String> texts, String... typed) {
        ObjectNode operation = Json.object();
        ArrayNode parameters = operation.putArray("parameters");
        texts.forEach(name -> parameters.add(parameter(name, "query", "string")));
        for (String parameter : typed) {
            int space = parameter.indexOf(' ');
            parameters.add(
                    parameter(
                            parameter.substring(space + 1),
                            "query",
                            parameter.substring(0, space)));
        }
        operation
                .putObject("responses")
                .putObject("200")
                .put("description", "OK")
                .putObject("content")
                .putObject("application/json")
                .set("schema", SchemaWriter.reference(schemaName));
        operation.put("x-kubernetes-action", action);
        operation.set(GroupVersionKind.EXTENSION, GroupVersionKind.of(type));
        return operation;
    }

    private ObjectNode withBody(ObjectNode operation, List<String> mediaTypes) {
        ObjectNode content = operation.putObject("requestBody").putObject("content");
        for (String mediaType : mediaTypes) {
            ObjectNode body = content.putObject(mediaType);
            if (mediaType.equals("*/*")) {
                body.set("schema", SchemaWriter.reference(schemaName));
            } else {
                body.putObject("schema").put("type", "object");
            }
        }
        return operation;
    }

    private static ObjectNode parameter(String name, String in, String type) {
        ObjectNode parameter = Json.object().put("in", in).put("name", name);
        parameter.putObject("schema").put("type", type).put("uniqueItems", true);
        return parameter;
    }
}
