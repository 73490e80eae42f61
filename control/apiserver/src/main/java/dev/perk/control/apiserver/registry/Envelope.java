package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import java.util.List;

/**
 * Whether what a client has sent is what the URL speaks of.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/endpoints/handlers/rest.go}.
 */
final class Envelope {
    private Envelope() {}

    /**
     * A copy of {@code body} that the registry may change, with the kind and the namespace that the
     * URL implies.
     */
    static ObjectNode open(ResourceType type, String namespace, ObjectNode body) {
        ObjectNode object = Json.object();
        object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        object.setAll((ObjectNode) Json.canonical(body));
        checkKind(type, object);
        JsonNode metadata = object.path("metadata");
        if (!metadata.isMissingNode() && !metadata.isNull() && !metadata.isObject()) {
            throw ApiException.badRequest(
                    type.kind() + " metadata: expected an object, got " + metadata);
        }
        if (!metadata.isObject()) {
            object.putObject("metadata");
        }
        ObjectNode known = object.withObject("/metadata");
        String sent = known.path("namespace").asText();
        if (!sent.isEmpty() && !sent.equals(namespace)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the"
                            + " request");
        }
        if (type.namespaced()) {
            known.put("namespace", namespace);
        } else {
            known.remove("namespace");
        }
        return object;
    }

    /** As {@link #open(ResourceType, String, ObjectNode)}, for an object whose name is known. */
    static ObjectNode open(ResourceKey key, ObjectNode body) {
        ObjectNode object = open(key.type(), key.name().namespace(), body);
        String name = object.path("metadata").path("name").asText();
        if (!name.equals(key.name().name())) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + name
                            + ") does not match the name on the URL ("
                            + key.name().name()
                            + ")");
        }
        return object;
    }

    private static void checkKind(ResourceType type, ObjectNode object) {
        String version = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        if (version.isEmpty()) {
            object.put("apiVersion", type.apiVersion());
        } else if (!version.equals(type.apiVersion())) {
            throw ApiException.badRequest(
                    "the API version in the data ("
                            + version
                            + ") does not match the expected API version ("
                            + type.apiVersion()
                            + ")");
        }
        if (kind.isEmpty()) {
            object.put("kind", type.kind());
        } else if (!kind.equals(type.kind())) {
            throw wrongKind(type, object, kind);
        }
    }

    private static ApiException wrongKind(ResourceType type, ObjectNode object, String kind) {
        if (type.custom()) {
            String name = object.path("metadata").path("name").asText();
            return ApiException.invalid(
                    ResourceKey.of(type, "", name),
                    List.of(FieldError.invalidText("kind", kind, "must be " + type.kind())));
        }
        return ApiException.badRequest(
                kind
                        + " in version \""
                        + type.version()
                        + "\" cannot be handled as a "
                        + type.kind()
                        + ": expected kind "
                        + type.kind());
    }
}
