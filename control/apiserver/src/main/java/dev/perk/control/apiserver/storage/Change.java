package dev.perk.control.apiserver.storage;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.WatchEvent;
import org.jspecify.annotations.Nullable;

/**
 * One change while it is on its way: to the log, into the index, to the watchers.
 *
 * @param before null where the object is new
 * @param event what watchers are told; one instance for all of them
 * @param record what the log and the history keep
 */
record Change(@Nullable KubeObject before, WatchEvent event, LogRecord record) {

    static Change put(@Nullable KubeObject before, KubeObject after, LogRecord.Put record) {
        WatchEvent event =
                before == null
                        ? new WatchEvent.Added(after)
                        : new WatchEvent.Modified(before, after);
        return new Change(before, event, record);
    }

    static Change removal(KubeObject before, LogRecord.Removal record) {
        return new Change(
                before, new WatchEvent.Deleted(before.withRevision(record.revision())), record);
    }

    long revision() {
        return record.revision();
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
        return record.name();
    }
}
