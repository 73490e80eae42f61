package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.definitions.Termination;
import dev.perk.control.apiserver.managedfields.ManagedFields;
import dev.perk.control.apiserver.managedfields.Ownership;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Creates objects.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/endpoints/handlers/create.go}, {@code
 * pkg/registry/generic/registry/store.go}.
 */
final class Creator {
    /** How many names are made up before that is given up. */
    private static final int NAME_ATTEMPTS = 8;

    private final WritePath path;
    private final InstantSource clock;
    private final Identity identity;

    Creator(WritePath path, InstantSource clock, Identity identity) {
        this.path = path;
        this.clock = clock;
        this.identity = identity;
    }

    KubeObject create(ResourceType type, String namespace, ObjectNode body, WriteOptions options) {
        ObjectNode draft = Envelope.open(type, namespace, body);
        Draft.begin(type, draft);
        String name = draft.path("metadata").path("name").asText();
        String prefix = draft.path("metadata").path("generateName").asText();
        ResourceKey key = ResourceKey.of(type, namespace, name);
        NamespaceRules.checkOpen(key, path.storage()::get);
        if (!name.isEmpty()) {
            return createNamed(key, draft, Optional.empty(), options);
        }
        if (prefix.isEmpty()) {
            throw ApiException.invalid(
                    key,
                    List.of(
                            FieldError.required(
                                    "metadata.name", "name or generateName is required")));
        }
        return createGenerated(key, prefix, draft, options);
    }

    /** Creates an object of a name that is known, whose fields have their managers. */
    KubeObject create(
            ResourceKey key, ObjectNode body, ManagedFields managed, WriteOptions options) {
        ObjectNode draft = Envelope.open(key, body);
        Draft.begin(key.type(), draft);
        NamespaceRules.checkOpen(key, path.storage()::get);
        return createNamed(key, draft, Optional.of(managed), options);
    }

    private ManagedFields managed(ResourceType type, ObjectNode object, WriteOptions options) {
        Ownership ownership = path.ownership(type, "");
        ManagedFields sent = ownership.begin(Json.object(), object);
        if (options.fieldManager().isEmpty()) {
            return sent;
        }
        ObjectNode written = Json.object();
        written.setAll(object);
        if (type.hasStatus()) {
            // The server's, whatever the client has said.
            written.remove("status");
        }
        return ownership.created(written, sent, options.fieldManager());
    }

    private KubeObject createGenerated(
            ResourceKey key, String prefix, ObjectNode draft, WriteOptions options) {
        for (int attempt = 1; ; attempt++) {
            ObjectNode copy = draft.deepCopy();
            String name = identity.name(prefix);
            copy.withObject("/metadata").put("name", name);
            try {
                return createNamed(
                        ResourceKey.of(key.type(), key.name().namespace(), name),
                        copy,
                        Optional.empty(),
                        options);
            } catch (ApiException e) {
                if (!e.isAlreadyExists()) {
                    throw e;
                }
                if (attempt == NAME_ATTEMPTS) {
                    throw noUniqueName(e);
                }
            }
        }
    }

    private static ApiException noUniqueName(ApiException taken) {
        return new ApiException(
                taken.code(),
                taken.reason(),
                taken.getMessage()
                        + ", the server was not able to generate a unique name for the object",
                taken.details());
    }

    private KubeObject createNamed(
            ResourceKey key,
            ObjectNode object,
            Optional<ManagedFields> applied,
            WriteOptions options) {
        ResourceType type = key.type();
        var about =
                WritePath.attempt(Admission.Operation.CREATE, key, "", Optional.empty(), options);
        path.admission().decode(about, object);
        ManagedFields managed = applied.orElseGet(() -> managed(type, object, options));
        path.admission().mutate(about, object);
        Draft.setManagedFields(object, managed);
        Draft.complete(type, object, identity.uid(), clock.instant());
        Draft.check(
                key,
                MetadataRules.check(type, object),
                DataRules.check(Optional.empty(), type, object));
        KubeObject candidate = KubeObject.of(type, object);
        path.admission().validate(about, candidate);
        if (options.dryRun()) {
            if (path.storage().get(key).isPresent()) {
                throw ApiException.alreadyExists(key);
            }
            return candidate;
        }
        Outcome.Put put = path.put(type, (ObjectNode) Json.canonical(object));
        return path.storage()
                .write(view -> {
                    // Again, as it may have begun to end meanwhile: nothing may slip in.
                    NamespaceRules.checkOpen(key, view);
                    Termination.checkOpen(type, view::get);
                    if (view.get(key).isPresent()) {
                        throw ApiException.alreadyExists(key);
                    }
                    return put;
                })
                .map(stored -> path.shown(stored, key))
                .orElseThrow();
    }
}
