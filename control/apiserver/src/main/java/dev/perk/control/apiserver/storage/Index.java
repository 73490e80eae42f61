package dev.perk.control.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Listing;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all committed changes add up to: the one place that reads look at.
 *
 * <p>Invariant: under the monitor, {@code revision} and the tables say the same. Changes are shown
 * by the writing thread only, a whole batch at a time; a single {@link #get} may see an object of a
 * batch a moment before {@link #revision} does.
 */
final class Index {
    private static final Logger log = LoggerFactory.getLogger(Index.class);

    private final Map<ResourceType, KindTable> tables = new ConcurrentHashMap<>();
    private final Map<String, Long> floors = new HashMap<>();
    private final Limits limits;
    private final List<Long> obsolete = new ArrayList<>();
    private final Map<String, Long> raised = new HashMap<>();
    private long revision;

    private Index(Limits limits) {
        this.limits = limits;
    }

    /** Reads a log from its beginning. */
    static Index replay(Log records, List<ResourceType> types, Limits limits) {
        var index = new Index(limits);
        Map<String, ResourceType> byName =
                types.stream()
                        .collect(
                                Collectors.toMap(
                                        ResourceType::qualifiedPlural, Function.identity()));
        Map<String, Integer> strangers = new HashMap<>();
        List<Change> changes = new ArrayList<>();
        var objects = new HashMap<ResourceKey, KubeObject>();
        Recovered recovered =
                records.replay(record -> {
                    ResourceType type = byName.get(record.kind());
                    if (type == null) {
                        strangers.merge(record.kind(), 1, Integer::sum);
                    } else {
                        read(record, type, objects)
                                .ifPresentOrElse(
                                        changes::add, () -> index.obsolete.add(record.revision()));
                    }
                });
        index.floors.putAll(recovered.floors());
        changes.forEach(change -> index.table(change.type()).replay(change, index.obsolete::add));
        index.revision = recovered.revision();
        strangers.forEach((kind, count) ->
                log.atWarn()
                        .addKeyValue("kind", kind)
                        .addKeyValue("records", count)
                        .log("this version does not serve the kind; it is left as it is"));
        return index;
    }

    private static Optional<Change> read(
            LogRecord record, ResourceType type, Map<ResourceKey, KubeObject> objects) {
        var key = new ResourceKey(type, record.name());
        return switch (record) {
            case LogRecord.Put put -> {
                ObjectNode tree = parse(put);
                tree.withObject("/metadata").put("resourceVersion", Long.toString(put.revision()));
                KubeObject after = KubeObject.of(type, tree);
                yield Optional.of(Change.of(put.at(), objects.put(key, after), after));
            }
            case LogRecord.Removal removal -> {
                KubeObject before = objects.remove(key);
                // Without an object before it, all but the removal itself was already forgotten.
                yield Optional.ofNullable(before)
                        .map(last ->
                                Change.removal(
                                        removal.at(), last, last.withRevision(removal.revision())));
            }
        };
    }

    private static ObjectNode parse(LogRecord.Put put) {
        try {
            return (ObjectNode) Json.read(put.json());
        } catch (UncheckedIOException | ClassCastException e) {
            throw new LogFailure(
                    "record %d, %s %s, is not a JSON object: %s"
                            .formatted(put.revision(), put.kind(), put.name(), e.getMessage()),
                    e);
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
    synchronized Optional<Listing> listAt(ResourceType type, String namespace, long then) {
        return table(type).listAt(then, namespace).map(items -> new Listing(items, then));
    }

    synchronized long floor(ResourceType type) {
        return table(type).floor();
    }

    /** Empty if {@code then} is too long ago. */
    synchronized Optional<List<Change>> changesAfter(ResourceType type, long then) {
        return table(type).after(then);
    }

    /** Shows a committed batch to readers. */
    synchronized void show(List<Change> batch) {
        for (Change change : batch) {
            KindTable table = table(change.type());
            table.apply(change);
            trim(change.type(), table, Instant.MIN);
            revision = change.revision();
        }
    }

    /** Drops history made before {@code oldest}. */
    synchronized void trim(Instant oldest) {
        tables.forEach((type, table) -> trim(type, table, oldest));
    }

    private void trim(ResourceType type, KindTable table, Instant oldest) {
        if (table.trim(oldest, limits.changesPerKind(), obsolete::add)) {
            raised.put(type.qualifiedPlural(), table.floor());
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

    private KindTable table(ResourceType type) {
        return tables.computeIfAbsent(
                type, added -> new KindTable(floors.getOrDefault(added.qualifiedPlural(), 0L)));
    }
}
