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
 * children would create them again. A kind that is asked for later, because it was defined later,
 * is filled at once.
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

    /** The cache of {@code type}. */
    public synchronized ObjectCache of(ResourceType type) {
        ObjectCache known = caches.get(type);
        if (known != null) {
            return known;
        }
        ObjectCache cache = new ObjectCache(store, type, scheduler);
        caches.put(type, cache);
        if (started) {
            cache.start();
        }
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
