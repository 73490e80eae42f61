package dev.perk.control.apiserver.storage;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a log adds up to. Only the last version of each object is read; the versions before it stay
 * text.
 */
final class Replay {
    private static final Logger log = LoggerFactory.getLogger(Replay.class);

    private final Map<String, ResourceType> types;
    private final Map<ResourceType, Map<NamespacedName, Version.Text>> last = new HashMap<>();
    private final Map<ResourceType, List<Step>> steps = new HashMap<>();
    private final List<Long> orphans = new ArrayList<>();
    private final Map<String, Integer> strangers = new TreeMap<>();
    private final Recovered recovered;

    /** A record and the one that it replaced. */
    private record Step(LogRecord record, Version.@Nullable Text before) {}

    private Replay(Log records, List<ResourceType> types) {
        this.types =
                types.stream()
                        .collect(
                                Collectors.toMap(
                                        ResourceType::qualifiedPlural, Function.identity()));
        this.recovered = records.replay(this::take);
    }

    /**
     * @throws LogFailure if a record is not what was once written
     */
    static Index of(Log records, List<ResourceType> types, Limits limits) {
        var index = new Index(limits);
        new Replay(records, types).fill(index);
        return index;
    }

    private void take(LogRecord record) {
        ResourceType type = types.get(record.kind());
        if (type == null) {
            strangers.merge(record.kind(), 1, Integer::sum);
            return;
        }
        Map<NamespacedName, Version.Text> present =
                last.computeIfAbsent(type, added -> new HashMap<>());
        Version.Text before =
                switch (record) {
                    case LogRecord.Put put -> present.put(record.name(), new Version.Text(put));
                    case LogRecord.Removal _ -> present.remove(record.name());
                };
        if (before == null && record instanceof LogRecord.Removal) {
            // All but the removal itself was already forgotten.
            orphans.add(record.revision());
        } else {
            steps.computeIfAbsent(type, added -> new ArrayList<>()).add(new Step(record, before));
        }
    }

    private void fill(Index index) {
        index.restore(recovered, orphans);
        last.forEach((type, objects) -> {
            KindTable table = index.table(type);
            objects.values().forEach(text -> table.restore(text.read(type)));
        });
        steps.forEach((type, changes) -> {
            KindTable table = index.table(type);
            for (Step step : changes) {
                index.restore(table, step.record(), step.before());
            }
        });
        strangers.forEach((kind, count) ->
                log.atWarn()
                        .addKeyValue("kind", kind)
                        .addKeyValue("records", count)
                        .log("this version does not serve the kind; it is left as it is"));
    }
}
