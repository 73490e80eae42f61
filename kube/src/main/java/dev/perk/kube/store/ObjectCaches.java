package dev.perk.kube.store;

import dev.perk.api.ResourceType;
import dev.perk.api.time.Scheduler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The caches of one process: one per kind, however many parts read it.
 *
 * <p>First everybody asks for the kinds that they read, then {@link #start} fills all of them, and
 * only then controllers may begin to act: a controller that saw its own kind but not yet its
 * children would create them again.
 */
public final class ObjectCaches implements AutoCloseable {
    private final Store store;
    private final Scheduler scheduler;
    private final Map<ResourceType, ObjectCache> caches = new LinkedHashMap<>();
    private boolean started;

    public ObjectCaches(Store store, Scheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
    }

    /**
     * The cache of {@code type}.
     *
     * @throws IllegalStateException if nobody asked for this kind before {@link #start}
     */
    public synchronized ObjectCache of(ResourceType type) {
        ObjectCache known = caches.get(type);
        if (known != null) {
            return known;
        }
        if (started) {
            throw new IllegalStateException(
                    "no cache of " + type + " (expected: asked for before the caches start)");
        }
        ObjectCache cache = new ObjectCache(store, type, scheduler);
        caches.put(type, cache);
        return cache;
    }

    /** Fills all caches and follows the changes. On return everything that existed is there. */
    public void start() {
        List<ObjectCache> all;
        synchronized (this) {
            started = true;
            all = new ArrayList<>(caches.values());
        }
        all.forEach(ObjectCache::start);
    }

    @Override
    public synchronized void close() {
        caches.values().forEach(ObjectCache::close);
    }
}
