package dev.perk.kube.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of {@link Store} that loops and caches rely on, in memory: one growing revision,
 * optimistic locking, no event without a change, watchers told before a write returns.
 */
public final class FakeStore implements Store {
    private final Map<ResourceKey, KubeObject> objects = new LinkedHashMap<>();
    private final List<WatchEvent> history = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final Deque<ApiException> refusals = new ArrayDeque<>();
    private long revision;

    /** How many writes were asked for, refused ones included. */
    public int writes;

    private record Watcher(ResourceType type, WatchListener listener) {}

    /** The next write fails with {@code refusal}. */
    public void refuseNext(ApiException refusal) {
        refusals.addLast(refusal);
    }

    /** Ends every watch, as a broken connection does. */
    public void loseWatches() {
        List<Watcher> lost = List.copyOf(watchers);
        watchers.clear();
        lost.forEach(watcher -> watcher.listener().onLost(ApiException.unavailable("gone away")));
    }

    @Override
    public Optional<KubeObject> get(ResourceKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    @Override
    public Listing list(ResourceType type, String namespace, Selector labels) {
        List<KubeObject> found =
                objects.values().stream()
                        .filter(object -> object.type().equals(type))
                        .filter(o -> namespace.isEmpty() || o.namespace().equals(namespace))
                        .filter(object -> labels.matches(object.labels()))
                        .sorted(Comparator.comparing(KubeObject::namespacedName))
                        .toList();
        return new Listing(found, revision);
    }

    @Override
    public Subscription watch(ResourceType type, long after, WatchListener listener) {
        history.stream()
                .filter(event -> event.revision() > after && typeOf(event).equals(type))
                .toList()
                .forEach(listener::onEvent);
        Watcher watcher = new Watcher(type, listener);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public KubeObject create(KubeObject object) {
        refuseIfAsked();
        if (objects.containsKey(object.key())) {
            throw ApiException.alreadyExists(object.key());
        }
        KubeObject stored =
                stamped(object.with(tree -> metadata(tree).put("uid", "uid-" + (revision + 1))));
        objects.put(stored.key(), stored);
        tell(new WatchEvent.Added(stored));
        return stored;
    }

    @Override
    public KubeObject update(KubeObject object) {
        KubeObject before = existing(object);
        return replace(before, object.withStatus(before.status()));
    }

    @Override
    public KubeObject updateStatus(KubeObject object) {
        KubeObject before = existing(object);
        return replace(before, before.withStatus(object.status()));
    }

    @Override
    public KubeObject patch(ResourceKey key, Patch patch, Subresource part) {
        refuseIfAsked();
        KubeObject before = get(key).orElseThrow(() -> ApiException.notFound(key));
        ObjectNode changes = ((Patch.MergePatch) patch).changes();
        return replace(before, before.with(tree -> merge(tree, changes)));
    }

    @Override
    public void delete(ResourceKey key, Deletion deletion) {
        refuseIfAsked();
        KubeObject gone = objects.remove(key);
        if (gone == null) {
            throw ApiException.notFound(key);
        }
        tell(new WatchEvent.Deleted(stamped(gone)));
    }

    private void refuseIfAsked() {
        writes++;
        ApiException refusal = refusals.pollFirst();
        if (refusal != null) {
            throw refusal;
        }
    }

    private KubeObject existing(KubeObject object) {
        refuseIfAsked();
        KubeObject before =
                get(object.key()).orElseThrow(() -> ApiException.notFound(object.key()));
        if (object.revision() != 0 && object.revision() != before.revision()) {
            throw ApiException.conflict(object.key());
        }
        return before;
    }

    private KubeObject replace(KubeObject before, KubeObject after) {
        if (before.equals(after)) {
            return before;
        }
        KubeObject stored = stamped(after);
        objects.put(stored.key(), stored);
        tell(new WatchEvent.Modified(before, stored));
        return stored;
    }

    private KubeObject stamped(KubeObject object) {
        revision++;
        return object.with(tree -> metadata(tree).put("resourceVersion", Long.toString(revision)));
    }

    private void tell(WatchEvent event) {
        history.add(event);
        for (Watcher watcher : List.copyOf(watchers)) {
            if (watcher.type().equals(typeOf(event))) {
                watcher.listener().onEvent(event);
            }
        }
    }

    private static ResourceType typeOf(WatchEvent event) {
        return switch (event) {
            case WatchEvent.Added(KubeObject object) -> object.type();
            case WatchEvent.Modified(KubeObject _, KubeObject object) -> object.type();
            case WatchEvent.Deleted(KubeObject object) -> object.type();
        };
    }

    private static ObjectNode metadata(ObjectNode tree) {
        return tree.withObjectProperty("metadata");
    }

    private static void merge(ObjectNode into, ObjectNode changes) {
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            if (change.getValue().isNull()) {
                into.remove(change.getKey());
            } else if (change.getValue() instanceof ObjectNode inner) {
                merge(into.withObjectProperty(change.getKey()), inner);
            } else {
                into.set(change.getKey(), change.getValue());
            }
        }
    }
}
