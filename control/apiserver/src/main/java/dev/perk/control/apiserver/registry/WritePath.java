package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.definitions.Definitions;
import dev.perk.control.apiserver.managedfields.Ownership;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.apiserver.storage.Write;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.time.InstantSource;
import java.util.Optional;

/** What creating, changing and deleting have in common. */
record WritePath(
        Storage storage, Admission admission, Definitions definitions, InstantSource clock) {
    /** How often an unconditional write is prepared again before it is given up. */
    static final int ATTEMPTS = 50;

    /** Source: {@code MaxRetryWhenPatchConflicts} of {@code k8s.io/apiserver}: five more. */
    static final int PATCH_ATTEMPTS = 6;

    KubeObject find(ResourceKey key) {
        return storage.get(key)
                .map(object -> definitions.shown(object, key.type()))
                .orElseThrow(() -> ApiException.notFound(key));
    }

    /** Keeps the books on who manages the fields of an object of this kind. */
    Ownership ownership(ResourceType type, String subresource) {
        return new Ownership(
                definitions.fieldType(type), type.apiVersion(), subresource, clock.instant());
    }

    /** Prepares a put of the object, in the version that its kind is stored in. */
    Outcome.Put put(ResourceType type, ObjectNode tree) {
        ResourceType stored = definitions.stored(type);
        if (!stored.version().equals(type.version())) {
            tree.put("apiVersion", stored.apiVersion());
        }
        return Outcome.put(stored, tree);
    }

    /** A stored object in the version that {@code key} speaks of. */
    KubeObject shown(KubeObject stored, ResourceKey key) {
        return definitions.shown(stored, key.type());
    }

    /** Empty if {@code old} is not what is stored any more. */
    Optional<KubeObject> replace(KubeObject old, Outcome outcome) {
        return storage.write(ifStill(old, outcome));
    }

    static Write ifStill(KubeObject old, Outcome outcome) {
        return view ->
                view.get(old.key()).filter(now -> now.revision() == old.revision()).isPresent()
                        ? outcome
                        : new Outcome.Stale();
    }

    static Admission.Attempt attempt(
            Admission.Operation operation,
            ResourceKey key,
            String subresource,
            Optional<KubeObject> old,
            WriteOptions options) {
        return new Admission.Attempt(
                operation,
                key.type(),
                subresource,
                key.name(),
                old,
                options.user(),
                options.dryRun(),
                options.warnings());
    }
}
