package dev.perk.control.workloads;

import dev.perk.api.ResourceType;
import dev.perk.control.workloads.gc.GarbageObserver;
import dev.perk.control.workloads.gc.GarbageReconciler;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import dev.perk.kube.control.ControlLoop;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The garbage collector: one loop per kind, all of which wake each other. */
final class GarbageLoops {
    private final ObjectCaches caches;
    private final GarbageObserver observer;
    private final Function<ResourceType, ControlLoop<GarbageReconciler.Observed>> loop;
    private final Map<ResourceType, ControlLoop<GarbageReconciler.Observed>> loops =
            new ConcurrentHashMap<>();

    GarbageLoops(
            ObjectCaches caches,
            GarbageObserver observer,
            Function<ResourceType, ControlLoop<GarbageReconciler.Observed>> loop) {
        this.caches = caches;
        this.observer = observer;
        this.loop = loop;
    }

    /** From now on the kind has a loop. */
    void add(ResourceType type) {
        loops.put(type, loop.apply(type));
    }

    /**
     * Looks at all objects of the kind with owners, then at what changes. Its cache must have been
     * started.
     */
    void follow(ResourceType type) {
        ObjectCache cache = caches.of(type);
        cache.addHandler(this::changed);
        cache.all().forEach(object -> changed(null, object));
    }

    private void changed(@Nullable KubeObject before, @Nullable KubeObject after) {
        if (after == null) {
            if (before != null) {
                // Its dependents may have lost their last owner, and an owner that waits for it may
                // have lost its last dependent.
                observer.dependents(before.uid()).forEach(this::wake);
                before.owners().forEach(owner -> wakeOwner(before, owner));
            }
            return;
        }
        boolean starts = before == null || before.isDeleting() != after.isDeleting();
        boolean moved = before != null && !before.owners().equals(after.owners());
        if (starts || moved || (after.isDeleting() && !after.finalizers().isEmpty())) {
            wakeIfOfInterest(after);
        }
        if (starts && after.isDeleting()) {
            observer.dependents(after.uid()).forEach(this::wake);
        }
        if (moved && before != null) {
            before.owners().forEach(owner -> wakeOwner(before, owner));
        }
    }

    private void wakeIfOfInterest(KubeObject object) {
        if (object.isDeleting() || !object.owners().isEmpty()) {
            wake(object);
        }
    }

    private void wake(KubeObject object) {
        Optional.ofNullable(loops.get(object.type()))
                .ifPresent(loop -> loop.enqueue(object.namespacedName()));
    }

    private void wakeOwner(KubeObject dependent, OwnerRef ref) {
        observer.live()
                .catalog()
                .now()
                .find(ref.apiVersion(), ref.kind())
                .flatMap(type ->
                        caches.of(type)
                                .get(type.namespaced() ? dependent.namespace() : "", ref.name()))
                .filter(KubeObject::isDeleting)
                .ifPresent(this::wake);
    }
}
