package dev.perk.control.apiserver.storage;

import dev.perk.api.NamespacedName;
import dev.perk.kube.KubeObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The recent changes of one kind.
 *
 * <p>Invariant: {@code entries} holds every change of the kind after revision {@code floor}, in
 * order; {@code latest} holds the text of every object whose last change is among them; {@code
 * bytes} is the length of all texts. Guarded by the {@link Index}'s monitor.
 */
final class History {
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Map<NamespacedName, Version.Text> latest = new HashMap<>();
    private long floor;
    private long bytes;

    /**
     * One change.
     *
     * @param before null where the object was new
     * @param after null where it was removed
     */
    record Entry(
            long revision,
            Instant at,
            NamespacedName name,
            @Nullable Version before,
            Version.@Nullable Text after) {}

    History(long floor) {
        this.floor = floor;
    }

    long floor() {
        return floor;
    }

    /** Adds a change of an object of which {@code before} is the present state. */
    void add(LogRecord record, @Nullable KubeObject before) {
        add(record, before == null ? null : version(record.name(), before));
    }

    private Version version(NamespacedName name, KubeObject object) {
        Version.Text text = latest.get(name);
        return text != null && text.revision() == object.revision()
                ? text
                : new Version.Tree(object);
    }

    void add(LogRecord record, @Nullable Version before) {
        Version.Text after =
                switch (record) {
                    case LogRecord.Put put -> new Version.Text(put);
                    case LogRecord.Removal _ -> null;
                };
        entries.addLast(new Entry(record.revision(), record.at(), record.name(), before, after));
        if (after == null) {
            latest.remove(record.name());
        } else {
            latest.put(record.name(), after);
            bytes += after.bytes();
        }
    }

    /**
     * Drops the changes made before {@code oldest}, and more if what remains is beyond the limits.
     *
     * @param obsolete is told the revisions of records that no longer matter to anyone
     * @return whether anything was dropped
     */
    boolean trim(Instant oldest, Limits limits, LongConsumer obsolete) {
        boolean trimmed = false;
        for (Entry first = entries.peekFirst();
                first != null && (isTooMuch(limits) || first.at().isBefore(oldest));
                first = entries.peekFirst()) {
            entries.removeFirst();
            floor = first.revision();
            trimmed = true;
            if (first.after() != null) {
                bytes -= first.after().bytes();
                latest.remove(first.name(), first.after());
            }
            forget(first.before(), first.revision(), first.after() == null, obsolete);
        }
        return trimmed;
    }

    private boolean isTooMuch(Limits limits) {
        return entries.size() > limits.changesPerKind() || bytes > limits.bytesPerKind();
    }

    /**
     * The record before a change is kept so that the change can be told. Its own record stays as
     * long as it is the last one of its object.
     */
    static void forget(@Nullable Version before, LogRecord record, LongConsumer obsolete) {
        forget(before, record.revision(), record instanceof LogRecord.Removal, obsolete);
    }

    private static void forget(
            @Nullable Version before, long revision, boolean removal, LongConsumer obsolete) {
        if (before != null) {
            obsolete.accept(before.revision());
        }
        if (removal) {
            obsolete.accept(revision);
        }
    }

    /** Empty if changes that old are no longer known. */
    Optional<List<Entry>> after(long revision) {
        if (revision < floor) {
            return Optional.empty();
        }
        List<Entry> newer = new ArrayList<>();
        for (Iterator<Entry> newest = entries.descendingIterator(); newest.hasNext(); ) {
            Entry entry = newest.next();
            if (entry.revision() <= revision) {
                break;
            }
            newer.add(entry);
        }
        return Optional.of(newer.reversed());
    }
}
