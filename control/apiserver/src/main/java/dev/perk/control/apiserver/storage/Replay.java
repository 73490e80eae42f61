package dev.perk.control.apiserver.storage;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a log adds up to. Only the last version of each object is read; the versions before it stay
 * text.
 */
final class Replay {
    private final Map<String, Restored> kinds = new HashMap<>();
    private final List<Long> orphans = new ArrayList<>();
    private final Recovered recovered;

    /** A record and the one that it replaced. */
    private record Step(LogRecord record, Version.@Nullable Text before) {}

    /** All that a log says of one kind, still as text. */
    record Restored(Map<NamespacedName, Version.Text> last, List<Step> steps) {
        private Restored() {
            this(new HashMap<>(), new ArrayList<>());
        }

        /** Reads the last version of each object, as an object of {@code type}. */
        void into(Index index, ResourceType type, KindTable table) {
            last.values().forEach(text -> table.restore(text.read(type)));
            steps.forEach(step -> index.restore(table, step.record(), step.before()));
        }
    }

    private Replay(Log records) {
        this.recovered = records.replay(this::take);
    }

    /**
     * @param types kinds that are read at once; those of others are read when somebody first asks
     *     for them, as their definitions are objects themselves
     * @throws LogFailure if a record is not what was once written
     */
    static Index of(Log records, List<ResourceType> types, Limits limits) {
        var index = new Index(limits);
        var replay = new Replay(records);
        index.restore(replay.recovered, replay.orphans, replay.kinds);
        types.forEach(index::table);
        return index;
    }

    private void take(LogRecord record) {
        Restored restored = kinds.computeIfAbsent(record.kind(), added -> new Restored());
        Version.Text before =
                switch (record) {
                    case LogRecord.Put put ->
                            restored.last().put(record.name(), new Version.Text(put));
                    case LogRecord.Removal _ -> restored.last().remove(record.name());
                };
        if (before == null && record instanceof LogRecord.Removal) {
            // All but the removal itself was already forgotten.
            orphans.add(record.revision());
        } else {
            restored.steps().add(new Step(record, before));
        }
    }
}
