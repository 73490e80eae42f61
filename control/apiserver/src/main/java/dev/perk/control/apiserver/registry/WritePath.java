package dev.perk.control.apiserver.registry;

import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.apiserver.storage.Write;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.Optional;

/** What creating, changing and deleting have in common. */
record WritePath(Storage storage, Admission admission) {
    /** How often an unconditional write is prepared again before it is given up. */
    static final int ATTEMPTS = 50;

    KubeObject find(ResourceKey key) {
        return storage.get(key).orElseThrow(() -> ApiException.notFound(key));
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
