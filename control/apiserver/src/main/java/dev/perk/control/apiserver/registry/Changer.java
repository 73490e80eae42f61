package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.managedfields.ManagedFields;
import dev.perk.control.apiserver.managedfields.Ownership;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.Optional;
import java.util.function.Function;

/**
 * Changes objects.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/endpoints/handlers/update.go}, {@code patch.go}, {@code
 * pkg/registry/generic/registry/store.go}.
 */
final class Changer {
    private final WritePath path;

    Changer(WritePath path) {
        this.path = path;
    }

    /**
     * @param attempts how often the write is prepared before it is given up
     * @param edit the whole object as the client wants it, made from the one that is there; refuses
     *     if the client means another version
     */
    KubeObject change(
            ResourceKey key,
            Door door,
            WriteOptions options,
            int attempts,
            Function<KubeObject, ObjectNode> edit) {
        for (int attempt = 0; attempt < attempts; attempt++) {
            KubeObject old = path.find(key);
            ObjectNode wanted = edit.apply(old);
            Optional<KubeObject> stored = attempt(old, wanted, door, options, Optional.empty());
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        throw ApiException.conflict(key);
    }

    /**
     * Writes {@code wanted} in the place of {@code old}; empty if that is not what is stored any
     * more.
     *
     * @param applied who manages its fields; empty if that follows from what changes
     */
    Optional<KubeObject> attempt(
            KubeObject old,
            ObjectNode wanted,
            Door door,
            WriteOptions options,
            Optional<ManagedFields> applied) {
        ResourceKey key = old.key();
        var about =
                WritePath.attempt(
                        Admission.Operation.UPDATE,
                        key,
                        door.subresource(),
                        Optional.of(old),
                        options);
        path.admission().decode(about, wanted);
        ManagedFields managed = applied.orElseGet(() -> managed(old, wanted, door, options));
        path.admission().mutate(about, wanted);
        ObjectNode next = (ObjectNode) Json.canonical(door.enter(old, wanted));
        // When something was written is no reason to write it.
        if (managed.sameFields(Ownership.of(old.tree()))) {
            Draft.keepManagedFields(old, next);
            if (next.equals(old.tree())) {
                return Optional.of(old);
            }
        }
        Draft.setManagedFields(next, managed);
        Draft.check(
                key,
                MetadataRules.check(old, next),
                DataRules.check(Optional.of(old), key.type(), next));
        KubeObject candidate = KubeObject.of(key.type(), next);
        path.admission().validate(about, candidate);
        if (options.dryRun()) {
            // The revision that it would have replaced: kubectl diff would show another as a
            // change.
            return Optional.of(
                    candidate.with(tree ->
                            tree.withObject("/metadata")
                                    .set(
                                            "resourceVersion",
                                            old.metadata().path("resourceVersion"))));
        }
        if (Removal.isComplete(old, next)) {
            return path.replace(old, new Outcome.Remove(key)).map(gone -> candidate);
        }
        return path.replace(old, path.put(key.type(), next)).map(now -> path.shown(now, key));
    }

    private ManagedFields managed(
            KubeObject old, ObjectNode wanted, Door door, WriteOptions options) {
        Ownership ownership = path.ownership(old.type(), door.subresource());
        ManagedFields managed = ownership.begin(old.tree(), wanted);
        // What nobody has tracked so far stays so, until somebody applies.
        if (managed.isEmpty()) {
            return managed;
        }
        ObjectNode next = door.enter(old, wanted.deepCopy());
        return options.fieldManager().isEmpty()
                ? ownership.taken(old.tree(), next, managed)
                : ownership.updated(old.tree(), next, managed, options.fieldManager());
    }
}
