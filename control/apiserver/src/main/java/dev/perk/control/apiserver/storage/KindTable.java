package dev.perk.control.apiserver.storage;

import dev.perk.api.NamespacedName;
import dev.perk.kube.KubeObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one kind, and the changes that led to them.
 *
 * <p>Invariant: {@code history} holds every change of the kind after revision {@code floor}, in
 * order. Guarded by the {@link Index}'s lock, but for {@link #get}, which anyone may call.
 */
final class KindTable {
    private final NavigableMap<NamespacedName, KubeObject> objects = new ConcurrentSkipListMap<>();
    private final ArrayDeque<Change> history = new ArrayDeque<>();
    private long floor;

    KindTable(long floor) {
        this.floor = floor;
    }

    @Nullable KubeObject get(NamespacedName name) {
        return objects.get(name);
    }

    long floor() {
        return floor;
    }

    void apply(Change change) {
        show(change);
        history.addLast(change);
    }

    /** A change from before a restart, which is history only if nothing after it was dropped. */
    void replay(Change change, LongConsumer obsolete) {
        if (change.revision() > floor) {
            apply(change);
        } else {
            show(change);
            forget(change, obsolete);
        }
    }

    private void show(Change change) {
        if (change.isRemoval()) {
            objects.remove(change.name());
        } else {
            objects.put(change.name(), change.object());
        }
    }

    /**
     * Drops the changes made before {@code oldest}, and more if more than {@code most} would
     * remain.
     *
     * @param obsolete is told the revisions of records that no longer matter to anyone
     * @return whether anything was dropped
     */
    boolean trim(Instant oldest, int most, LongConsumer obsolete) {
        boolean trimmed = false;
        for (Change first = history.peekFirst();
                first != null && (history.size() > most || first.at().isBefore(oldest));
                first = history.peekFirst()) {
            history.removeFirst();
            floor = first.revision();
            trimmed = true;
            forget(first, obsolete);
        }
        return trimmed;
    }

    /**
     * The record before the change was kept so that the change could be told. Its own record stays
     * as long as it is the last one of its object.
     */
    private static void forget(Change change, LongConsumer obsolete) {
        if (change.before() != null) {
            obsolete.accept(change.before().revision());
        }
        if (change.isRemoval()) {
            obsolete.accept(change.revision());
        }
    }

    /** Empty if changes that old are no longer known. */
    Optional<List<Change>> after(long revision) {
        if (revision < floor) {
            return Optional.empty();
        }
        List<Change> newer = new ArrayList<>();
        for (Iterator<Change> newest = history.descendingIterator(); newest.hasNext(); ) {
            Change change = newest.next();
            if (change.revision() <= revision) {
                break;
            }
            newer.add(change);
        }
        return Optional.of(newer.reversed());
    }

    /** Objects of a namespace, empty for all, in order. */
    List<KubeObject> list(String namespace) {
        return new ArrayList<>(range(objects, namespace).values());
    }

    /** The same at an earlier revision, by taking back what happened since. */
    Optional<List<KubeObject>> listAt(long revision, String namespace) {
        return after(revision)
                .map(newer -> {
                    var then = new TreeMap<>(range(objects, namespace));
                    for (Change change : newer.reversed()) {
                        if (!namespace.isEmpty() && !change.name().namespace().equals(namespace)) {
                            continue;
                        }
                        if (change.before() == null) {
                            then.remove(change.name());
                        } else {
                            then.put(change.name(), change.before());
                        }
                    }
                    return new ArrayList<>(then.values());
                });
    }

    private static NavigableMap<NamespacedName, KubeObject> range(
            NavigableMap<NamespacedName, KubeObject> objects, String namespace) {
        return namespace.isEmpty()
                ? objects
                : objects.subMap(
                        new NamespacedName(namespace, ""),
                        true,
                        new NamespacedName(namespace + "\0", ""),
                        false);
    }
}
