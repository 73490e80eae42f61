package dev.perk.control.workloads.gc;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.workloads.model.Live;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sees an object with its owners and dependents. That an owner is gone is asked of the store
 * itself, for a cache may only not have heard of it yet.
 */
public record GarbageObserver(Live live) {

    public Optional<GarbageReconciler.Observed> observe(ResourceType type, NamespacedName key) {
        return live.store().get(new ResourceKey(type, key)).map(this::observe);
    }

    private GarbageReconciler.Observed observe(KubeObject object) {
        List<OwnerState> owners = object.owners().stream().map(ref -> state(object, ref)).toList();
        boolean matter = object.isDeleting() || owners.stream().anyMatch(owner -> !owner.isSolid());
        return new GarbageReconciler.Observed(
                object, owners, matter ? dependents(object.uid()) : List.of());
    }

    private OwnerState state(KubeObject object, OwnerRef ref) {
        Optional<ResourceType> type = live.catalog().now().find(ref.apiVersion(), ref.kind());
        if (type.isEmpty()) {
            return new OwnerState.Unknown(ref);
        }
        String namespace = type.get().namespaced() ? object.namespace() : "";
        return live.get(type.get(), namespace, ref.name())
                .filter(owner -> owner.uid().equals(ref.uid()))
                .map(owner -> OwnerState.found(ref, owner))
                .orElseGet(() -> missing(type.get(), ref));
    }

    private OwnerState missing(ResourceType type, OwnerRef ref) {
        boolean elsewhere =
                live.caches().of(type).all().stream()
                                .anyMatch(other -> other.uid().equals(ref.uid()))
                        && type.namespaced();
        return elsewhere ? new OwnerState.Elsewhere(ref) : new OwnerState.Absent(ref);
    }

    /** The objects of all kinds that name the object with this uid as an owner. */
    public List<KubeObject> dependents(String uid) {
        List<KubeObject> dependents = new ArrayList<>();
        for (ResourceType type : live.catalog().now().resources()) {
            dependents.addAll(live.ownedBy(type, uid));
        }
        return dependents;
    }
}
