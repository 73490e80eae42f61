package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.managedfields.ManagedFields;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * Turns what a client wants to be written into what may be written: the server's own fields are the
 * server's, and each part of an object is written through its own door.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/registry/rest/create.go}, {@code update.go}.
 */
final class Draft {
    /** Fields of the metadata that no write but a deletion, or none at all, may change. */
    private static final List<String> KEPT =
            List.of(
                    "name",
                    "generateName",
                    "namespace",
                    "uid",
                    "resourceVersion",
                    "generation",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds");

    private Draft() {}

    /** Takes away what a client cannot say of an object that does not exist yet. */
    static void begin(ResourceType type, ObjectNode object) {
        ObjectNode metadata = object.withObject("/metadata");
        metadata.remove(
                List.of(
                        "uid",
                        "resourceVersion",
                        "selfLink",
                        "deletionTimestamp",
                        "deletionGracePeriodSeconds"));
        metadata.remove("generation");
        metadata.putNull("creationTimestamp");
        KindRules.begin(type, object);
    }

    /** Adds what the server knows. */
    static void complete(ResourceType type, ObjectNode object, String uid, Instant now) {
        ObjectNode metadata = object.withObject("/metadata");
        metadata.put("uid", uid)
                .put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
        if (KindRules.hasGeneration(type)) {
            metadata.put("generation", 1);
        }
        KindRules.complete(type, object);
    }

    /** Says who manages which fields; says nothing, if nobody does. */
    static void setManagedFields(ObjectNode object, ManagedFields managed) {
        ObjectNode metadata = object.withObject("/metadata");
        ArrayNode entries = managed.write();
        if (entries.isEmpty()) {
            metadata.remove("managedFields");
        } else {
            metadata.set("managedFields", entries);
        }
    }

    /** The entries stay word for word. */
    static void keepManagedFields(KubeObject old, ObjectNode next) {
        ObjectNode metadata = next.withObject("/metadata");
        if (old.metadata().has("managedFields")) {
            metadata.set("managedFields", old.metadata().path("managedFields"));
        } else {
            metadata.remove("managedFields");
        }
    }

    /** Everything but the status. */
    static ObjectNode replaceMain(KubeObject old, ObjectNode wanted) {
        ResourceType type = old.type();
        ObjectNode metadata = wanted.withObject("/metadata");
        metadata.remove("selfLink");
        for (String field : KEPT) {
            if (old.metadata().has(field)) {
                metadata.set(field, old.metadata().path(field));
            } else {
                metadata.remove(field);
            }
        }
        if (type.hasStatus()) {
            if (old.tree().has("status")) {
                wanted.set("status", old.status());
            } else {
                wanted.remove("status");
            }
        }
        KindRules.complete(type, wanted);
        if (KindRules.hasGeneration(type)
                && KindRules.changesGeneration(type, old.tree(), wanted)) {
            metadata.put("generation", (int) old.generation() + 1);
        }
        return wanted;
    }

    /**
     * The status and nothing else; with it, the annotations of a Deployment, whose controller notes
     * its revision there and changes no generation by that.
     *
     * <p>Source: {@code kubernetes pkg/registry/apps/deployment/strategy.go},
     * deploymentStatusStrategy.
     */
    static ObjectNode replaceStatus(KubeObject old, ObjectNode wanted) {
        ObjectNode result = old.tree().deepCopy();
        replace(result, "status", wanted.path("status"));
        if (old.type().equals(Kinds.DEPLOYMENT)) {
            replace(
                    result.withObject("/metadata"),
                    "annotations",
                    wanted.path("metadata").path("annotations"));
        }
        return result;
    }

    /**
     * Source: {@code kubernetes pkg/registry/core/pod/strategy.go}, podEphemeralContainersStrategy.
     */
    static ObjectNode replaceEphemeralContainers(KubeObject old, ObjectNode wanted) {
        String field = "ephemeralContainers";
        ObjectNode result = old.tree().deepCopy();
        replace(result.withObject("/spec"), field, wanted.path("spec").path(field));
        return result;
    }

    private static void replace(ObjectNode object, String field, JsonNode value) {
        if (value.isMissingNode()) {
            object.remove(field);
        } else {
            object.set(field, value);
        }
    }

    /**
     * @throws ApiException 422 Invalid, if anything is not as it must be
     */
    static void check(ResourceKey key, List<FieldError> metadata, List<FieldError> content) {
        if (!metadata.isEmpty() || !content.isEmpty()) {
            throw ApiException.invalid(
                    key, Stream.concat(metadata.stream(), content.stream()).toList());
        }
    }
}
