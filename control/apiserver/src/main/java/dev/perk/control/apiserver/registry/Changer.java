package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
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
     * @param edit the whole object as the client wants it, made from the one that is there; refuses
     *     if the client means another version
     */
    KubeObject change(
            ResourceKey key,
            Door door,
            WriteOptions options,
            Function<KubeObject, ObjectNode> edit) {
        for (int attempt = 0; attempt < WritePath.ATTEMPTS; attempt++) {
            KubeObject old = path.find(key);
            Optional<KubeObject> stored = attempt(old, edit.apply(old), door, options);
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        throw ApiException.conflict(key);
    }

    /** Empty if {@code old} is not what is stored any more. */
    private Optional<KubeObject> attempt(
            KubeObject old, ObjectNode wanted, Door door, WriteOptions options) {
        ResourceKey key = old.key();
        var about =
                WritePath.attempt(
                        Admission.Operation.UPDATE,
                        key,
                        door.subresource(),
                        Optional.of(old),
                        options);
        path.admission().mutate(about, wanted);
        ObjectNode next = (ObjectNode) Json.canonical(door.enter(old, wanted));
        Draft.check(
                key,
                MetadataRules.check(old, next),
                DataRules.check(Optional.of(old), key.type(), next));
        KubeObject candidate = KubeObject.of(key.type(), next);
        path.admission().validate(about, candidate);
        if (next.equals(old.tree())) {
            return Optional.of(old);
        }
        if (options.dryRun()) {
            return Optional.of(
                    candidate.with(tree -> tree.withObject("/metadata").remove("resourceVersion")));
        }
        if (Removal.isComplete(old, next)) {
            return path.replace(old, new Outcome.Remove(key)).map(gone -> candidate);
        }
        return path.replace(old, path.put(key.type(), next)).map(now -> path.shown(now, key));
    }
}
