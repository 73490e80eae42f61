package dev.perk.control.apiserver.storage.io;

import dev.perk.api.NamespacedName;
import dev.perk.control.apiserver.storage.Forgotten;
import dev.perk.control.apiserver.storage.Log;
import dev.perk.control.apiserver.storage.LogFailure;
import dev.perk.control.apiserver.storage.LogRecord;
import dev.perk.control.apiserver.storage.Recovered;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A log in one SQLite table, in WAL mode: a commit appends to the WAL and syncs it.
 *
 * <p>Revisions are reserved a thousand at a time: the ceiling is synced before a revision above the
 * last one is used. So none is ever handed out twice, even if power is lost while batches that were
 * only written are still on their way to the disk.
 */
public final class SqliteLog implements Log {
    private static final long RESERVE = 1000;

    private final Path folder;
    private final Connection connection;
    private final Statement plain;
    private final Checkpointer checkpointer;
    private Statements prepared;
    private Durability durability = Durability.SYNCED;
    private long revision;
    private long ceiling;

    private SqliteLog(Path folder, Connection connection) throws SQLException {
        this.folder = folder;
        this.connection = connection;
        this.plain = connection.createStatement();
        this.prepared = Statements.prepare(connection);
        this.checkpointer = new Checkpointer(Database.connect(folder));
    }

    private record Statements(
            PreparedStatement insert,
            PreparedStatement delete,
            PreparedStatement raiseFloor,
            PreparedStatement raiseCeiling) {

        static Statements prepare(Connection connection) throws SQLException {
            return new Statements(
                    connection.prepareStatement(
                            "INSERT INTO record (revision, at, kind, namespace, name, json)"
                                    + " VALUES (?, ?, ?, ?, ?, ?)"),
                    connection.prepareStatement("DELETE FROM record WHERE revision = ?"),
                    connection.prepareStatement(
                            "INSERT INTO floor (kind, revision) VALUES (?, ?) ON CONFLICT (kind)"
                                    + " DO UPDATE SET revision = excluded.revision"),
                    connection.prepareStatement("UPDATE counter SET ceiling = ?"));
        }
    }

    /**
     * Opens the log in {@code folder}, or begins one.
     *
     * @throws StoreUnavailable if the file is damaged, too new, or cannot be written
     */
    public static SqliteLog open(Path folder) {
        Connection connection = Database.open(folder);
        try {
            return new SqliteLog(folder, connection);
        } catch (SQLException e) {
            throw Database.unavailable(folder, e);
        }
    }

    @Override
    public Recovered replay(Consumer<LogRecord> each) {
        try (ResultSet records =
                plain.executeQuery(
                        "SELECT revision, at, kind, namespace, name, json FROM record"
                                + " ORDER BY revision")) {
            while (records.next()) {
                LogRecord record = read(records);
                revision = record.revision();
                each.accept(record);
            }
        } catch (SQLException e) {
            throw Database.unavailable(folder, e);
        }
        try {
            ceiling = Math.max(revision, ceiling());
            revision = ceiling;
            return new Recovered(ceiling, floors());
        } catch (SQLException e) {
            throw Database.unavailable(folder, e);
        }
    }

    private static LogRecord read(ResultSet row) throws SQLException {
        long revision = row.getLong(1);
        Instant at = Instant.ofEpochMilli(row.getLong(2));
        String kind = row.getString(3);
        var name = new NamespacedName(row.getString(4), row.getString(5));
        byte[] json = row.getBytes(6);
        return json == null
                ? new LogRecord.Removal(revision, at, kind, name)
                : new LogRecord.Put(revision, at, kind, name, json);
    }

    private long ceiling() throws SQLException {
        try (ResultSet result = plain.executeQuery("SELECT ceiling FROM counter")) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    private Map<String, Long> floors() throws SQLException {
        Map<String, Long> floors = new HashMap<>();
        try (ResultSet result = plain.executeQuery("SELECT kind, revision FROM floor")) {
            while (result.next()) {
                floors.put(result.getString(1), result.getLong(2));
            }
        }
        return floors;
    }

    @Override
    public void append(List<LogRecord> batch, Durability wanted) {
        long last = batch.getLast().revision();
        boolean reserves = last > ceiling;
        long reserved = reserves ? last + RESERVE : ceiling;
        transaction(
                reserves ? Durability.SYNCED : wanted,
                () -> {
                    long bytes = 0;
                    for (LogRecord record : batch) {
                        bytes += add(record);
                    }
                    if (reserves) {
                        raiseCeiling(reserved);
                    }
                    checkpointer.wrote(bytes, batch.size());
                });
        ceiling = reserved;
        revision = last;
    }

    private void raiseCeiling(long to) throws SQLException {
        prepared.raiseCeiling().setLong(1, to);
        prepared.raiseCeiling().executeUpdate();
    }

    /** Returns the length of its document in bytes. */
    private int add(LogRecord record) throws SQLException {
        PreparedStatement insert = prepared.insert();
        insert.setLong(1, record.revision());
        insert.setLong(2, record.at().toEpochMilli());
        insert.setString(3, record.kind());
        insert.setString(4, record.name().namespace());
        insert.setString(5, record.name().name());
        byte[] json =
                switch (record) {
                    case LogRecord.Put put -> put.json();
                    case LogRecord.Removal _ -> null;
                };
        insert.setBytes(6, json);
        insert.executeUpdate();
        return json == null ? 0 : json.length;
    }

    @Override
    public void forget(Forgotten forgotten) {
        transaction(
                Durability.WRITTEN,
                () -> {
                    for (long obsolete : forgotten.revisions()) {
                        prepared.delete().setLong(1, obsolete);
                        prepared.delete().executeUpdate();
                    }
                    for (Map.Entry<String, Long> floor : forgotten.floors().entrySet()) {
                        prepared.raiseFloor().setString(1, floor.getKey());
                        prepared.raiseFloor().setLong(2, floor.getValue());
                        prepared.raiseFloor().executeUpdate();
                    }
                    checkpointer.wrote(0, forgotten.revisions().size());
                });
    }

    private interface Changes {
        void make() throws SQLException;
    }

    private void transaction(Durability wanted, Changes changes) {
        try {
            checkpointer.finish(plain);
            if (wanted != durability) {
                plain.execute(
                        "PRAGMA synchronous = "
                                + (wanted == Durability.SYNCED ? "FULL" : "NORMAL"));
                durability = wanted;
            }
            plain.execute("BEGIN IMMEDIATE");
            changes.make();
            plain.execute("COMMIT");
        } catch (SQLException e) {
            LogFailure failure = failure(e);
            recover(failure);
            throw failure;
        }
    }

    private void recover(LogFailure failure) {
        try {
            plain.execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has done so already, as it does after some failures.
        }
        try {
            // The driver has closed the one that failed.
            prepared = Statements.prepare(connection);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private LogFailure failure(SQLException e) {
        String message =
                Database.isFull(folder, e)
                        ? "the disk that holds "
                                + folder
                                + " is full: free some space; until then objects can be read but"
                                + " not written"
                        : "the store in "
                                + folder
                                + " cannot be written ("
                                + Database.words(e)
                                + "); until it can, objects are read only";
        return new LogFailure(message, e);
    }

    /** Lets the file grow no further, as a full disk would. */
    void limitPages(int pages) throws SQLException {
        plain.execute("PRAGMA max_page_count = " + pages);
    }

    @Override
    public void close() {
        try {
            checkpointer.close();
            raiseCeiling(revision);
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }
}
