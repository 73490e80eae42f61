package dev.perk.control.apiserver.storage;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.WatchEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a stretch of history: each version once, and none that is still the present one. Away from
 * the index's monitor, as it may take a while.
 */
final class Reader {
    private final ResourceType type;
    private final Map<Long, KubeObject> known = new HashMap<>();

    /**
     * @param present objects whose versions need not be read again
     */
    Reader(ResourceType type, Iterable<KubeObject> present) {
        this.type = type;
        present.forEach(object -> known.put(object.revision(), object));
    }

    List<WatchEvent> events(List<History.Entry> entries) {
        List<WatchEvent> events = new ArrayList<>();
        for (History.Entry entry : entries) {
            events.add(event(entry));
        }
        return events;
    }

    private WatchEvent event(History.Entry entry) {
        Version before = entry.before();
        Version after = entry.after();
        if (before == null) {
            // What is removed was there before, so something came of it.
            return new WatchEvent.Added(read(after == null ? absurd(entry) : after));
        }
        return after == null
                ? new WatchEvent.Deleted(read(before).withRevision(entry.revision()))
                : new WatchEvent.Modified(read(before), read(after));
    }

    private static Version absurd(History.Entry entry) {
        throw new IllegalStateException(
                "change " + entry.revision() + " leads from nothing to nothing");
    }

    /** Takes back {@code newer} changes from the {@code present} objects. */
    List<KubeObject> undo(List<KubeObject> present, List<History.Entry> newer, String namespace) {
        var then = new TreeMap<NamespacedName, KubeObject>();
        present.forEach(object -> then.put(object.namespacedName(), object));
        // Only the first of an object's changes counts: what was before it was there then.
        Map<NamespacedName, History.Entry> first = new HashMap<>();
        newer.forEach(entry -> first.putIfAbsent(entry.name(), entry));
        first.forEach((name, entry) -> {
            if (!namespace.isEmpty() && !name.namespace().equals(namespace)) {
                return;
            }
            if (entry.before() == null) {
                then.remove(name);
            } else {
                then.put(name, read(entry.before()));
            }
        });
        return new ArrayList<>(then.values());
    }

    private KubeObject read(Version version) {
        return known.computeIfAbsent(version.revision(), revision -> version.read(type));
    }
}
