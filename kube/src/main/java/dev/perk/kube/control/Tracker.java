package dev.perk.kube.control;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who looked at what, for references to objects that may not exist yet: when such an object
 * appears, changes or goes, everyone who looked for it is woken.
 *
 * <p>A reference must be noted before the object is read; then no change can fall between the two.
 * Source: {@code knative/pkg tracker}, without its lease: references live as long as the last look
 * that used them.
 *
 * <p>Invariant: {@code observers} is the inverse of {@code references}. Both are guarded by the
 * tracker's monitor, and observers are woken outside of it.
 */
public final class Tracker {
    private final Consumer<NamespacedName> wake;
    private final Map<ResourceKey, Set<NamespacedName>> observers = new HashMap<>();
    private final Map<NamespacedName, Set<ResourceKey>> references = new HashMap<>();

    /**
     * @param wake puts an observer's key into its queue
     */
    public Tracker(Consumer<NamespacedName> wake) {
        this.wake = wake;
    }

    /** One look of one observer: what it refers to from now on, and nothing else. */
    public final class Look implements AutoCloseable {
        private final NamespacedName observer;
        private final Set<ResourceKey> used = new HashSet<>();

        private Look(NamespacedName observer) {
            this.observer = observer;
        }

        /** Notes a reference; call it before reading the object. */
        public void at(ResourceKey object) {
            used.add(object);
            add(observer, object);
        }

        /** Forgets the references of earlier looks that this one did not use. */
        @Override
        public void close() {
            retain(observer, used);
        }
    }

    /** Begins a look. At most one look per observer may be open, as a control loop ensures. */
    public Look look(NamespacedName observer) {
        return new Look(observer);
    }

    /** The observer is gone. */
    public void forget(NamespacedName observer) {
        retain(observer, Set.of());
    }

    /** Wakes everyone who looked at {@code object}. */
    public void changed(ResourceKey object) {
        Set<NamespacedName> woken;
        synchronized (this) {
            woken = Set.copyOf(observers.getOrDefault(object, Set.of()));
        }
        woken.forEach(wake);
    }

    private synchronized void add(NamespacedName observer, ResourceKey object) {
        references.computeIfAbsent(observer, o -> new HashSet<>()).add(object);
        observers.computeIfAbsent(object, o -> new HashSet<>()).add(observer);
    }

    private synchronized void retain(NamespacedName observer, Set<ResourceKey> used) {
        Set<ResourceKey> all = references.get(observer);
        if (all == null) {
            return;
        }
        all.removeIf(object -> {
            if (used.contains(object)) {
                return false;
            }
            removeObserver(object, observer);
            return true;
        });
        if (all.isEmpty()) {
            references.remove(observer);
        }
    }

    private void removeObserver(ResourceKey object, NamespacedName observer) {
        @Nullable Set<NamespacedName> remaining = observers.get(object);
        if (remaining != null && remaining.remove(observer) && remaining.isEmpty()) {
            observers.remove(object);
        }
    }
}
