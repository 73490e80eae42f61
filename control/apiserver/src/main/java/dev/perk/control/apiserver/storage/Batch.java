package dev.perk.control.apiserver.storage;

import dev.perk.api.ResourceKey;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The changes of one commit while they are being decided: each write sees those before it.
 *
 * <p>Used by the writing thread only.
 */
final class Batch implements View {
    private final Index index;
    private final Limits limits;
    private final Instant at;
    private final Map<ResourceKey, Optional<KubeObject>> decided = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private long revision;

    Batch(Index index, Limits limits, Instant at) {
        this.index = index;
        this.limits = limits;
        this.at = at;
        this.revision = index.revision();
    }

    @Override
    public Optional<KubeObject> get(ResourceKey key) {
        Optional<KubeObject> ours = decided.get(key);
        return ours != null ? ours : index.get(key);
    }

    /** What the writer gets if the batch is committed; empty if the write was stale. */
    Optional<KubeObject> add(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Put put -> Optional.of(add(put));
            case Outcome.Remove(ResourceKey key) -> Optional.of(remove(key));
            case Outcome.Keep(KubeObject object) -> Optional.of(object);
            case Outcome.Stale _ -> Optional.empty();
        };
    }

    private KubeObject add(Outcome.Put put) {
        revision++;
        put.tree().withObject("/metadata").put("resourceVersion", Long.toString(revision));
        KubeObject object = KubeObject.of(put.type(), put.tree());
        var record =
                new LogRecord.Put(
                        revision,
                        at,
                        put.type().qualifiedPlural(),
                        object.namespacedName(),
                        put.json());
        changes.add(Change.put(get(object.key()).orElse(null), object, record));
        decided.put(object.key(), Optional.of(object));
        return object;
    }

    private KubeObject remove(ResourceKey key) {
        KubeObject before = get(key).orElseThrow(() -> ApiException.notFound(key));
        revision++;
        var record = new LogRecord.Removal(revision, at, key.type().qualifiedPlural(), key.name());
        Change change = Change.removal(before, record);
        changes.add(change);
        decided.put(key, Optional.empty());
        return change.object();
    }

    List<Change> changes() {
        return changes;
    }

    List<LogRecord> records() {
        return changes.stream().map(Change::record).toList();
    }

    /** One change that must be safe makes the whole batch safe. */
    Log.Durability durability() {
        return changes.stream().allMatch(change -> limits.lazy().contains(change.type()))
                ? Log.Durability.WRITTEN
                : Log.Durability.SYNCED;
    }
}
