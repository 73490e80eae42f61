package dev.perk.control.apiserver.storage;

import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Listing;
import dev.perk.kube.store.WatchEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What all committed changes add up to: the one place that reads look at.
 *
 * <p>Invariant: under the monitor, {@code revision} and the tables say the same. Changes are shown
 * by the writing thread only, a whole batch at a time; a single {@link #get} may see an object of a
 * batch a moment before {@link #revision} does.
 */
final class Index {
    private final Map<ResourceType, KindTable> tables = new ConcurrentHashMap<>();
    private final Map<String, Long> floors = new HashMap<>();
    private final Map<String, Replay.Restored> unclaimed = new ConcurrentHashMap<>();
    private final Limits limits;
    private final List<Long> obsolete = new ArrayList<>();
    private final Map<String, Long> raised = new HashMap<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private long revision;

    /** Somebody who waits for a revision. */
    private record Awaited(long revision, CompletableFuture<Void> seen) {}

    Index(Limits limits) {
        this.limits = limits;
    }

    /** What a log knows besides its records, before {@link #restore} is told of these. */
    synchronized void restore(
            Recovered recovered, List<Long> orphans, Map<String, Replay.Restored> kinds) {
        revision = recovered.revision();
        floors.putAll(recovered.floors());
        obsolete.addAll(orphans);
        unclaimed.putAll(kinds);
    }

    /** A change from before a restart, which is history only if nothing after it was dropped. */
    synchronized void restore(KindTable table, LogRecord record, Version.@Nullable Text before) {
        if (record.revision() > table.history().floor()) {
            table.history().add(record, before);
        } else {
            History.forget(before, record, obsolete::add);
        }
    }

    Optional<KubeObject> get(ResourceKey key) {
        return Optional.ofNullable(table(key.type()).get(key.name()));
    }

    synchronized long revision() {
        return revision;
    }

    synchronized Listing list(ResourceType type, String namespace) {
        return new Listing(table(type).list(namespace), revision);
    }

    synchronized Listing listOne(ResourceKey key) {
        return new Listing(get(key).map(List::of).orElse(List.of()), revision);
    }

    /** Empty if {@code then} is too long ago. */
    Optional<Listing> listAt(ResourceType type, String namespace, long then) {
        List<KubeObject> present;
        Optional<List<History.Entry>> newer;
        synchronized (this) {
            present = table(type).list(namespace);
            newer = table(type).history().after(then);
        }
        return newer.map(entries ->
                new Listing(new Reader(type, present).undo(present, entries, namespace), then));
    }

    synchronized long floor(ResourceType type) {
        return table(type).history().floor();
    }

    /** Empty if {@code then} is too long ago. */
    Optional<List<WatchEvent>> eventsAfter(ResourceType type, long then) {
        Optional<List<History.Entry>> newer;
        List<KubeObject> present = new ArrayList<>();
        synchronized (this) {
            KindTable table = table(type);
            newer = table.history().after(then);
            newer.ifPresent(entries ->
                    entries.forEach(entry ->
                            Optional.ofNullable(table.get(entry.name())).ifPresent(present::add)));
        }
        return newer.map(entries -> new Reader(type, present).events(entries));
    }

    /** Shows a committed batch to readers. */
    synchronized void show(List<Change> batch) {
        for (Change change : batch) {
            KindTable table = table(change.type());
            table.apply(change);
            trim(change.type(), table, Instant.MIN);
            revision = change.revision();
        }
        tellAwaited();
    }

    private void tellAwaited() {
        awaited.removeIf(one -> {
            boolean seen = one.seen().isDone() || one.revision() <= revision;
            if (seen) {
                one.seen().complete(null);
            }
            return seen;
        });
    }

    /** Done as soon as {@code wanted} can be seen; whoever gives up completes it. */
    synchronized CompletableFuture<Void> whenAt(long wanted) {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        awaited.add(new Awaited(wanted, seen));
        tellAwaited();
        return seen;
    }

    /** Drops history made before {@code oldest}. */
    synchronized void trim(Instant oldest) {
        tables.forEach((type, table) -> trim(type, table, oldest));
    }

    private void trim(ResourceType type, KindTable table, Instant oldest) {
        if (table.history().trim(oldest, limits, obsolete::add)) {
            raised.put(type.qualifiedPlural(), table.history().floor());
        }
    }

    /** How many records {@link #takeForgotten} would still name. */
    synchronized int obsoleteRecords() {
        return obsolete.size();
    }

    /**
     * What was trimmed since this was last asked.
     *
     * @param most how many records to name at most; the others follow when it is asked again
     */
    synchronized Forgotten takeForgotten(int most) {
        List<Long> some = obsolete.subList(0, Math.min(most, obsolete.size()));
        var forgotten = new Forgotten(some, raised);
        some.clear();
        raised.clear();
        return forgotten;
    }

    /** What was taken could not be dropped, and is named again when this is asked next. */
    synchronized void giveBack(Forgotten forgotten) {
        obsolete.addAll(forgotten.revisions());
        forgotten.floors().forEach((kind, floor) -> raised.merge(kind, floor, Math::max));
    }

    KindTable table(ResourceType type) {
        KindTable known = tables.get(type);
        return known != null ? known : claim(type);
    }

    /** The first question about a kind reads what is left of it from before a restart. */
    private synchronized KindTable claim(ResourceType type) {
        return tables.computeIfAbsent(
                type,
                added -> {
                    String kind = added.qualifiedPlural();
                    var table = new KindTable(floors.getOrDefault(kind, 0L));
                    Optional.ofNullable(unclaimed.remove(kind))
                            .ifPresent(restored -> restored.into(this, added, table));
                    return table;
                });
    }

    /** Kinds with objects from before a restart that nobody has asked for yet. */
    Set<String> unclaimed() {
        return Set.copyOf(unclaimed.keySet());
    }
}
