package dev.perk.control.apiserver.storage;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.WatchEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One committed change and what there was before it.
 *
 * @param before null where the object is new
 * @param event what watchers are told; one instance for all of them
 */
record Change(Instant at, @Nullable KubeObject before, WatchEvent event) {

    static Change of(Instant at, @Nullable KubeObject before, KubeObject after) {
        WatchEvent event =
                before == null
                        ? new WatchEvent.Added(after)
                        : new WatchEvent.Modified(before, after);
        return new Change(at, before, event);
    }

    static Change removal(Instant at, KubeObject before, KubeObject last) {
        return new Change(at, before, new WatchEvent.Deleted(last));
    }

    long revision() {
        return event.revision();
    }

    boolean isRemoval() {
        return event instanceof WatchEvent.Deleted;
    }

    /** The object, in its new state or in its last. */
    KubeObject object() {
        return switch (event) {
            case WatchEvent.Added(KubeObject object) -> object;
            case WatchEvent.Modified(KubeObject _, KubeObject object) -> object;
            case WatchEvent.Deleted(KubeObject object) -> object;
        };
    }

    ResourceType type() {
        return object().type();
    }

    NamespacedName name() {
        return object().namespacedName();
    }
}
