package dev.perk.control.apiserver.storage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A log that lasts as long as itself: for the simulation, and for stores that need not outlive the
 * process. Opening it again shows what a restart would find.
 */
public final class MemoryLog implements Log {
    private final TreeMap<Long, LogRecord> records = new TreeMap<>();
    private final Map<String, Long> floors = new HashMap<>();
    private long revision;

    @Override
    public Recovered replay(Consumer<LogRecord> each) {
        records.values().forEach(each);
        return new Recovered(revision, floors);
    }

    @Override
    public void append(List<LogRecord> batch, Durability durability) {
        for (LogRecord record : batch) {
            records.put(record.revision(), record);
            revision = record.revision();
        }
    }

    @Override
    public void forget(Forgotten forgotten) {
        forgotten.revisions().forEach(records::remove);
        floors.putAll(forgotten.floors());
    }

    /** How many records are kept. */
    public int size() {
        return records.size();
    }

    /** Keeps everything: closing is what a restart begins with. */
    @Override
    public void close() {}
}
