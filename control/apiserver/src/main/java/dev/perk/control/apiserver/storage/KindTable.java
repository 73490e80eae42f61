package dev.perk.control.apiserver.storage;

import dev.perk.api.NamespacedName;
import dev.perk.kube.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one kind, and the changes that led to them.
 *
 * <p>Guarded by the {@link Index}'s monitor, but for {@link #get}, which anyone may call.
 */
final class KindTable {
    private final NavigableMap<NamespacedName, KubeObject> objects = new ConcurrentSkipListMap<>();
    private final History history;

    KindTable(long floor) {
        this.history = new History(floor);
    }

    @Nullable KubeObject get(NamespacedName name) {
        return objects.get(name);
    }

    History history() {
        return history;
    }

    void apply(Change change) {
        history.add(change.record(), change.before());
        switch (change.record()) {
            case LogRecord.Put _ -> objects.put(change.name(), change.object());
            case LogRecord.Removal _ -> objects.remove(change.name());
        }
    }

    /** An object from before a restart; its history is added apart. */
    void restore(KubeObject object) {
        objects.put(object.namespacedName(), object);
    }

    /** Objects of a namespace, empty for all, in order. */
    List<KubeObject> list(String namespace) {
        return new ArrayList<>(
                namespace.isEmpty()
                        ? objects.values()
                        : objects.subMap(
                                        new NamespacedName(namespace, ""),
                                        true,
                                        new NamespacedName(namespace + "\0", ""),
                                        false)
                                .values());
    }
}
