package dev.perk.control.workloads.model;

import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Catalog;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads that see every write that has returned.
 *
 * <p>A cache may still lack what its reader has just written: a ReplicaSet would create its pods a
 * second time. Upstream waits for the watch to catch up ({@code ControllerExpectations}); here the
 * cache's indexes say where to look and the store, which is in the same process, says what is
 * there.
 *
 * @param catalog which kinds there are to read
 */
public record Live(Store store, ObjectCaches caches, Catalog catalog) {

    public Optional<KubeObject> get(ResourceType type, String namespace, String name) {
        return store.get(ResourceKey.of(type, namespace, name));
    }

    /** All objects of a namespace with these labels; costs as much as there are objects. */
    public List<KubeObject> listed(ResourceType type, String namespace, Selector labels) {
        return store.list(type, namespace, labels).items();
    }

    /** What was known to belong to the object with this uid, as it is now. */
    public List<KubeObject> ownedBy(ResourceType type, String uid) {
        List<KubeObject> owned = new ArrayList<>();
        for (KubeObject known : caches.of(type).ownedBy(uid)) {
            store.get(known.key())
                    .filter(now -> now.owners().stream().anyMatch(ref -> ref.uid().equals(uid)))
                    .ifPresent(owned::add);
        }
        return owned;
    }

    /** What was known to carry these labels, as it is now. */
    public List<KubeObject> labelled(ResourceType type, String namespace, Selector labels) {
        List<KubeObject> found = new ArrayList<>();
        for (KubeObject known : indexed(caches.of(type), namespace, labels)) {
            store.get(known.key())
                    .filter(now -> labels.matches(now.labels()))
                    .ifPresent(found::add);
        }
        return found;
    }

    private static List<KubeObject> indexed(ObjectCache cache, String namespace, Selector labels) {
        for (Selector.Requirement requirement : labels.requirements()) {
            if (requirement instanceof Selector.Requirement.In(String key, Set<String> values)
                    && values.size() == 1) {
                return cache.labelled(namespace, key, values.iterator().next());
            }
        }
        return cache.inNamespace(namespace);
    }

    /** Several finds as one, each object once. */
    @SafeVarargs
    public static List<KubeObject> union(List<KubeObject>... finds) {
        Map<ResourceKey, KubeObject> found = new LinkedHashMap<>();
        for (List<KubeObject> find : finds) {
            find.forEach(object -> found.putIfAbsent(object.key(), object));
        }
        return new ArrayList<>(found.values());
    }
}
