package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.definitions.DefinedVersion;
import dev.perk.control.apiserver.definitions.Definitions;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.fields.FieldType;
import dev.perk.kube.patch.Patches;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Subresource;
import java.util.List;
import java.util.Locale;

/**
 * The ways into an object: itself, and its subresources, each of which reaches one part of it.
 *
 * @param subresource as in URLs; empty for the object itself
 * @param scales how the kind looks as a Scale
 */
record Door(Subresource part, String subresource, ScaleView scales) {

    /**
     * @throws ApiException 404 NotFound, if the kind has no such subresource
     */
    static Door into(ResourceType type, Subresource part, Definitions definitions) {
        String name = part == Subresource.MAIN ? "" : part.name().toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !type.subresources().contains(name)) {
            throw new ApiException(
                    404,
                    "NotFound",
                    "the server could not find the requested resource",
                    ApiException.Details.NONE);
        }
        return new Door(
                part,
                name,
                new ScaleView(definitions.version(type).flatMap(DefinedVersion::scale)));
    }

    /**
     * The whole object as a client wants it who has sent {@code body}.
     *
     * @throws ApiException 409 Conflict, if the client means another version; 422 Invalid, 400
     *     BadRequest
     */
    ObjectNode wanted(KubeObject old, ObjectNode body) {
        return switch (part) {
            case MAIN, STATUS -> {
                ObjectNode object = Envelope.open(old.key(), body);
                boolean named = Preconditions.check(old, object);
                if (!named && old.type().custom()) {
                    throw Preconditions.versionRequired(old.key());
                }
                yield object;
            }
            case FINALIZE, EPHEMERALCONTAINERS -> {
                ObjectNode object = Envelope.open(old.key(), body);
                Preconditions.check(old, object);
                yield object;
            }
            case SCALE -> {
                Preconditions.check(old, body);
                yield scales.applied(old, body);
            }
            case BINDING -> {
                Preconditions.check(old, body);
                yield Binding.applied(old, body.path("target").path("name").asText());
            }
        };
    }

    /** The whole object as a client wants it who has sent {@code patch}. */
    ObjectNode wanted(KubeObject old, Patch patch, FieldType type) {
        return switch (part) {
            case MAIN, STATUS, FINALIZE, EPHEMERALCONTAINERS -> {
                ObjectNode object =
                        Envelope.open(old.key(), Patches.apply(type, old.tree(), patch));
                Preconditions.check(old, object);
                yield object;
            }
            case SCALE -> {
                ObjectNode scale = Patches.apply(FieldType.Unknown.UNKNOWN, scales.of(old), patch);
                Preconditions.check(old, scale);
                yield scales.applied(old, scale);
            }
            case BINDING -> {
                ObjectNode pod = Patches.apply(type, old.tree(), patch);
                Preconditions.check(old, pod);
                yield Binding.applied(old, pod.path("spec").path("nodeName").asText());
            }
        };
    }

    boolean isMain() {
        return part == Subresource.MAIN;
    }

    /** What a configuration that comes this way says of the whole object. */
    ObjectNode config(ResourceKey key, ObjectNode sent) {
        ObjectNode config = Json.object();
        config.setAll((ObjectNode) Json.canonical(sent));
        switch (part) {
            case MAIN, BINDING, FINALIZE, EPHEMERALCONTAINERS -> {
                if (key.type().hasStatus()) {
                    config.remove("status");
                }
            }
            case STATUS -> {
                config.retain(List.of("apiVersion", "kind", "metadata", "status"));
                if (config.path("metadata") instanceof ObjectNode metadata) {
                    metadata.retain(Applier.IDENTITY);
                }
            }
            case SCALE -> {
                config.retain(List.of("metadata"));
                config.put("apiVersion", key.type().apiVersion()).put("kind", key.type().kind());
                if (sent.path("spec").has("replicas")) {
                    return scales.applied(KubeObject.of(key.type(), config), sent);
                }
            }
        }
        return config;
    }

    /** What becomes of {@code old}: only the part that the door leads to changes. */
    ObjectNode enter(KubeObject old, ObjectNode wanted) {
        return switch (part) {
            case MAIN, SCALE -> Draft.replaceMain(old, wanted);
            case STATUS -> Draft.replaceStatus(old, wanted);
            case BINDING -> wanted;
            case EPHEMERALCONTAINERS -> Draft.replaceEphemeralContainers(old, wanted);
            case FINALIZE -> {
                ObjectNode result = old.tree().deepCopy();
                ArrayNode finalizers = wanted.withObject("/spec").withArray("/finalizers");
                result.withObject("/spec").set("finalizers", finalizers);
                yield result;
            }
        };
    }
}
