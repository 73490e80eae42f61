package dev.perk.control.apiserver.storage.io;

import dev.perk.api.NamespacedName;
import dev.perk.control.apiserver.storage.LogCheck;
import dev.perk.control.apiserver.storage.LogRecord;
import dev.perk.control.apiserver.storage.Recovered;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * Reads the tables, and tells of every row that is not what was written.
 *
 * @param damaged is told the place and what is wrong there; the row is left out
 */
record Rows(Statement statement, BiConsumer<String, String> damaged) {
    private static final String ALTERED = "it is not what was written (its checksum differs)";

    /** The rows of {@code file}, of which each must be what was written. */
    static Rows trusted(Statement statement, Path file) {
        return new Rows(
                statement,
                (place, what) -> {
                    throw new StoreUnavailable.Corrupt(file, place + ": " + what, null);
                });
    }

    /** Hands over every record, oldest first, and returns what is known besides. */
    Recovered replay(Consumer<LogRecord> each) throws SQLException {
        var last = new AtomicLong();
        records(record -> {
            last.set(record.revision());
            each.accept(record);
        });
        Recovered recovered = recovered();
        return new Recovered(Math.max(last.get(), recovered.revision()), recovered.floors());
    }

    /** Every record that is what was written, oldest first. */
    void records(Consumer<LogRecord> each) throws SQLException {
        read(
                statement,
                (record, sum) -> {
                    if (Checksum.of(record) == sum) {
                        each.accept(record);
                    } else {
                        damaged.accept(LogCheck.place(record), ALTERED);
                    }
                });
    }

    /** Every record as it is, oldest first. */
    static void all(Statement statement, Consumer<LogRecord> each) throws SQLException {
        read(statement, (record, sum) -> each.accept(record));
    }

    private static void read(Statement statement, ObjLongConsumer<LogRecord> each)
            throws SQLException {
        try (ResultSet rows =
                statement.executeQuery(
                        "SELECT revision, at, kind, namespace, name, json, sum FROM record"
                                + " ORDER BY revision")) {
            while (rows.next()) {
                each.accept(record(rows), rows.getLong(7));
            }
        }
    }

    private static LogRecord record(ResultSet row) throws SQLException {
        long revision = row.getLong(1);
        Instant at = Instant.ofEpochMilli(row.getLong(2));
        String kind = text(row, 3);
        var name = new NamespacedName(text(row, 4), text(row, 5));
        byte[] json = row.getBytes(6);
        return json == null
                ? new LogRecord.Removal(revision, at, kind, name)
                : new LogRecord.Put(revision, at, kind, name, json);
    }

    private static String text(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    /** What is known besides the records. */
    Recovered recovered() throws SQLException {
        return new Recovered(ceiling(), floors());
    }

    /** By object, the revision of its last change, as people see it in the view. */
    Map<LogCheck.Live, Long> objects() throws SQLException {
        Map<LogCheck.Live, Long> objects = new HashMap<>();
        try (ResultSet row =
                statement.executeQuery("SELECT kind, namespace, name, revision FROM object")) {
            while (row.next()) {
                var name = new NamespacedName(text(row, 2), text(row, 3));
                objects.put(new LogCheck.Live(text(row, 1), name), row.getLong(4));
            }
        }
        return objects;
    }

    private long ceiling() throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT ceiling, sum FROM counter")) {
            if (!row.next()) {
                damaged.accept("table counter", "it is empty (expected: the highest revision)");
                return 0;
            }
            long ceiling = row.getLong(1);
            if (Checksum.ofCeiling(ceiling) != row.getLong(2)) {
                damaged.accept("table counter", ALTERED);
            }
            return ceiling;
        }
    }

    private Map<String, Long> floors() throws SQLException {
        Map<String, Long> floors = new HashMap<>();
        try (ResultSet row = statement.executeQuery("SELECT kind, revision, sum FROM floor")) {
            while (row.next()) {
                String kind = text(row, 1);
                long revision = row.getLong(2);
                if (Checksum.ofFloor(kind, revision) != row.getLong(3)) {
                    damaged.accept("table floor, kind " + kind, ALTERED);
                }
                floors.put(kind, revision);
            }
        }
        return floors;
    }
}
