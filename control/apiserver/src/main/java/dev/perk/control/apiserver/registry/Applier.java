package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.managedfields.Applying;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.fields.TypeCheck;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.ApiException.Details;
import java.util.List;
import java.util.Optional;

/**
 * Applies configurations, and creates what is not there yet.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/endpoints/handlers/patch.go}, {@code k8s.io/apimachinery
 * pkg/util/managedfields/internal/structuredmerge.go}.
 */
final class Applier {
    /** What says which object a configuration is of. */
    static final List<String> IDENTITY = List.of("name", "namespace", "uid", "resourceVersion");

    private final WritePath path;
    private final Creator creator;
    private final Changer changer;

    Applier(WritePath path, Creator creator, Changer changer) {
        this.path = path;
        this.creator = creator;
        this.changer = changer;
    }

    Registry.Written apply(
            ResourceKey key,
            Door door,
            ObjectNode sent,
            boolean force,
            WriteOptions options,
            Runnable creating) {
        for (int attempt = 0; attempt < WritePath.PATCH_ATTEMPTS; attempt++) {
            Optional<Registry.Written> written = attempt(key, door, sent, force, options, creating);
            if (written.isPresent()) {
                return written.get();
            }
        }
        throw ApiException.conflict(key);
    }

    private Optional<Registry.Written> attempt(
            ResourceKey key,
            Door door,
            ObjectNode sent,
            boolean force,
            WriteOptions options,
            Runnable creating) {
        ResourceType type = key.type();
        var ownership = path.ownership(type, door.subresource());
        var applying = new Applying(ownership, options.fieldManager(), force);
        Optional<KubeObject> old = path.storage().get(key).map(object -> path.shown(object, key));
        ObjectNode config = door.config(key, sent);
        check(key, config);
        String problems = TypeCheck.problems(ownership.type(), config);
        if (!problems.isEmpty()) {
            throw new ApiException(500, "", untyped(type, config) + problems, Details.NONE);
        }
        // The rest of the envelope: the same words as for any other body.
        Envelope.open(key, named(key, config));
        var applied = applying.apply(old.map(KubeObject::tree), config);
        if (old.isPresent()) {
            Preconditions.check(old.get(), config);
            ObjectNode wanted = Envelope.open(key, applied.object());
            return changer.attempt(old.get(), wanted, door, options, Optional.of(applied.managed()))
                    .map(object -> new Registry.Written(object, false));
        }
        if (!door.isMain()) {
            throw ApiException.notFound(key);
        }
        creating.run();
        checkNew(key, config);
        try {
            KubeObject created = creator.create(key, applied.object(), applied.managed(), options);
            return Optional.of(new Registry.Written(created, true));
        } catch (ApiException e) {
            if (e.isAlreadyExists()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String untyped(ResourceType type, ObjectNode config) {
        JsonNode metadata = config.path("metadata");
        return "failed to create typed patch object ("
                + metadata.path("namespace").asText()
                + "/"
                + metadata.path("name").asText()
                + "; "
                + type.group()
                + "/"
                + type.version()
                + ", Kind="
                + type.kind()
                + "): ";
    }

    private static void check(ResourceKey key, ObjectNode config) {
        ResourceType type = key.type();
        String version = config.path("apiVersion").asText();
        String kind = config.path("kind").asText();
        if (version.isEmpty() || kind.isEmpty()) {
            String shown = version.contains("/") ? version : "/" + version;
            throw ApiException.badRequest("invalid object type: " + shown + ", Kind=" + kind);
        }
        if (!version.equals(type.apiVersion())) {
            throw ApiException.badRequest(
                    "Incorrect version specified in apply patch. Specified patch version: "
                            + version
                            + ", expected: "
                            + type.apiVersion());
        }
        if (config.path("metadata").hasNonNull("managedFields")) {
            throw ApiException.badRequest("metadata.managedFields must be nil");
        }
    }

    private static ObjectNode named(ResourceKey key, ObjectNode config) {
        ObjectNode copy = Json.object();
        copy.setAll(config);
        if (config.path("metadata").path("name").asText().isEmpty()) {
            ObjectNode metadata = Json.object();
            config.path("metadata")
                    .properties()
                    .forEach(field -> metadata.set(field.getKey(), field.getValue()));
            copy.set("metadata", metadata.put("name", key.name().name()));
        }
        return copy;
    }

    private static void checkNew(ResourceKey key, ObjectNode config) {
        String uid = config.path("metadata").path("uid").asText();
        if (!uid.isEmpty()) {
            throw ApiException.conflict(
                    key,
                    "uid mismatch: the provided object specified uid "
                            + uid
                            + ", and no existing object was found");
        }
    }
}
