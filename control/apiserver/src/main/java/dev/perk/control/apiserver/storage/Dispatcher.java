package dev.perk.control.apiserver.storage;

import dev.perk.api.ResourceType;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * Tells watchers of changes, in order, away from the thread that commits them.
 *
 * <p>Invariant: at most one thread drains the queue, and {@code told} is its own. {@code queue} and
 * {@code running} are guarded by the monitor, which is not held while watchers are told.
 */
final class Dispatcher {
    private final Executor events;
    private final Map<ResourceType, List<Viewer>> viewers = new ConcurrentHashMap<>();
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private boolean running;
    private long told;

    /**
     * @param revision of the last change that nobody needs to be told
     * @param events where watchers are told; one at a time, so one thread is enough
     */
    Dispatcher(long revision, Executor events) {
        this.told = revision;
        this.events = events;
    }

    void add(ResourceType type, Viewer viewer) {
        viewers.computeIfAbsent(type, added -> new CopyOnWriteArrayList<>()).add(viewer);
    }

    void remove(ResourceType type, Viewer viewer) {
        viewers.getOrDefault(type, List.of()).remove(viewer);
    }

    void publish(List<Change> changes) {
        enqueue(() -> {
            for (Change change : changes) {
                viewers.getOrDefault(change.type(), List.of())
                        .forEach(viewer -> viewer.offer(change));
                told = change.revision();
            }
        });
    }

    /** Has the viewer hear how far it was told, after all that is published until now. */
    void bookmark(Viewer viewer) {
        enqueue(() -> viewer.offerBookmark(told));
    }

    private void enqueue(Runnable delivery) {
        synchronized (this) {
            queue.add(delivery);
            if (running) {
                return;
            }
            running = true;
        }
        events.execute(this::drain);
    }

    private void drain() {
        while (true) {
            Runnable next;
            synchronized (this) {
                next = queue.poll();
                if (next == null) {
                    running = false;
                    return;
                }
            }
            deliver(next);
        }
    }

    private void deliver(Runnable delivery) {
        try {
            delivery.run();
        } catch (Error e) {
            // The one that failed is lost; the others are told when there is more to tell.
            synchronized (this) {
                running = false;
            }
            throw e;
        }
    }
}
