package dev.perk.kube.store;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.api.time.Scheduler;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All objects of one kind as last seen, for everyone who reads that kind: one list, then one watch,
 * then indexes in memory.
 *
 * <p>Invariant: the maps reflect exactly the events up to the last one delivered, and handlers hear
 * of a change after the maps show it. The maps are guarded by the cache's monitor; handlers are
 * called without it, one change at a time.
 */
public final class ObjectCache implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ObjectCache.class);
    private static final Duration RELIST_DELAY = Duration.ofMillis(200);

    /** Hears of changes. Must be quick: it usually puts a key into a queue. */
    public interface Handler {
        /** {@code before} is null for a new object, {@code after} is null for one that is gone. */
        void onChange(@Nullable KubeObject before, @Nullable KubeObject after);
    }

    private final Store store;
    private final ResourceType type;
    private final Scheduler scheduler;
    private final Map<NamespacedName, KubeObject> objects = new HashMap<>();
    private final Map<String, Set<NamespacedName>> byOwner = new HashMap<>();
    private final Map<String, Set<NamespacedName>> byNamespace = new HashMap<>();
    private final Map<String, Set<NamespacedName>> byLabel = new HashMap<>();
    private final Set<String> indexedLabels = new HashSet<>();
    private final List<Handler> handlers = new CopyOnWriteArrayList<>();
    private @Nullable Subscription subscription;
    private boolean closed;

    public ObjectCache(Store store, ResourceType type, Scheduler scheduler) {
        this.store = store;
        this.type = type;
        this.scheduler = scheduler;
    }

    public ResourceType type() {
        return type;
    }

    /** Handlers added before {@link #start} also hear of what the first list finds. */
    public void addHandler(Handler handler) {
        handlers.add(handler);
    }

    /** Fills the cache and follows the changes. On return everything that existed is there. */
    public void start() {
        Listing listing = store.list(type, "", Selector.EVERYTHING);
        replaceAll(listing.items());
        Subscription started = store.watch(type, listing.revision(), new Following());
        synchronized (this) {
            if (!closed) {
                subscription = started;
                return;
            }
        }
        started.close();
    }

    private void replaceAll(List<KubeObject> items) {
        Map<NamespacedName, KubeObject> gone;
        synchronized (this) {
            gone = new HashMap<>(objects);
        }
        for (KubeObject item : items) {
            gone.remove(item.namespacedName());
            changed(item.namespacedName(), item);
        }
        gone.keySet().forEach(name -> changed(name, null));
    }

    private void changed(NamespacedName name, @Nullable KubeObject after) {
        KubeObject before;
        synchronized (this) {
            before = after == null ? objects.remove(name) : objects.put(name, after);
            if (before != null) {
                indexKeys(before, (index, key) -> remove(index, key, name));
            }
            if (after != null) {
                indexKeys(after, (index, key) -> add(index, key, name));
            }
        }
        if (before == null && after == null) {
            return;
        }
        for (Handler handler : handlers) {
            handler.onChange(before, after);
        }
    }

    private interface IndexEdit {
        void edit(Map<String, Set<NamespacedName>> index, String key);
    }

    private void indexKeys(KubeObject object, IndexEdit edit) {
        edit.edit(byNamespace, object.namespace());
        for (OwnerRef owner : object.owners()) {
            edit.edit(byOwner, owner.uid());
        }
        indexLabels(object, indexedLabels, edit);
    }

    private void indexLabels(KubeObject object, Set<String> keys, IndexEdit edit) {
        for (String key : keys) {
            object.label(key).ifPresent(value -> edit.edit(byLabel, key + "=" + value));
        }
    }

    private static void add(
            Map<String, Set<NamespacedName>> index, String key, NamespacedName name) {
        index.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(name);
    }

    private static void remove(
            Map<String, Set<NamespacedName>> index, String key, NamespacedName name) {
        Set<NamespacedName> names = index.get(key);
        if (names != null && names.remove(name) && names.isEmpty()) {
            index.remove(key);
        }
    }

    public synchronized Optional<KubeObject> get(NamespacedName name) {
        return Optional.ofNullable(objects.get(name));
    }

    public Optional<KubeObject> get(String namespace, String name) {
        return get(new NamespacedName(namespace, name));
    }

    public synchronized List<KubeObject> all() {
        return new ArrayList<>(objects.values());
    }

    public synchronized List<KubeObject> inNamespace(String namespace) {
        return found(byNamespace.get(namespace));
    }

    /** Objects that name the object with this uid among their owners. */
    public synchronized List<KubeObject> ownedBy(String uid) {
        return found(byOwner.get(uid));
    }

    /**
     * Objects of a namespace with this label. The first question about a key indexes it: most
     * labels are never asked for, and an index of all of them would be larger than the objects.
     */
    public List<KubeObject> labelled(String namespace, String key, String value) {
        List<KubeObject> found;
        synchronized (this) {
            if (indexedLabels.add(key)) {
                objects.forEach((name, object) ->
                        indexLabels(
                                object, Set.of(key), (index, entry) -> add(index, entry, name)));
            }
            found = found(byLabel.get(key + "=" + value));
        }
        found.removeIf(object -> !object.namespace().equals(namespace));
        return found;
    }

    private List<KubeObject> found(@Nullable Collection<NamespacedName> names) {
        List<KubeObject> found = new ArrayList<>();
        if (names != null) {
            for (NamespacedName name : names) {
                KubeObject object = objects.get(name);
                if (object != null) {
                    found.add(object);
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        Subscription running;
        synchronized (this) {
            closed = true;
            running = subscription;
        }
        if (running != null) {
            running.close();
        }
    }

    private final class Following implements WatchListener {
        @Override
        public void onEvent(WatchEvent event) {
            switch (event) {
                case WatchEvent.Added(KubeObject object) ->
                        changed(object.namespacedName(), object);
                case WatchEvent.Modified(KubeObject _, KubeObject object) ->
                        changed(object.namespacedName(), object);
                case WatchEvent.Deleted(KubeObject object) ->
                        changed(object.namespacedName(), null);
            }
        }

        @Override
        public void onLost(ApiException cause) {
            log.atInfo()
                    .addKeyValue("kind", type)
                    .log("watch lost, listing again: {}", cause.getMessage());
            scheduler.after(RELIST_DELAY, this::listAgain);
        }

        private void listAgain() {
            synchronized (ObjectCache.this) {
                if (closed) {
                    return;
                }
            }
            try {
                start();
            } catch (ApiException e) {
                onLost(e);
            }
        }
    }
}
