package dev.perk.control.apiserver.storage.io;

import dev.perk.control.apiserver.storage.Forgotten;
import dev.perk.control.apiserver.storage.Log;
import dev.perk.control.apiserver.storage.LogFailure;
import dev.perk.control.apiserver.storage.LogRecord;
import dev.perk.control.apiserver.storage.Recovered;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
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

    /** Pages without content that are kept for what comes next: 8 MiB. */
    private static final int SPARE_PAGES = 2048;

    /** How many beyond that go back to the disk at a time, as commits wait meanwhile. */
    private static final int VACUUM_PAGES = 64;

    private final Path folder;
    private final Connection connection;
    private final Statement plain;
    private final Checkpointer checkpointer;
    private Statements prepared;
    private Durability durability = Durability.SYNCED;
    private long revision;
    private long ceiling;
    private boolean replayed;

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
                            "INSERT INTO record (revision, at, kind, namespace, name, json,"
                                    + " sum) VALUES (?, ?, ?, ?, ?, ?, ?)"),
                    connection.prepareStatement("DELETE FROM record WHERE revision = ?"),
                    connection.prepareStatement(
                            "INSERT INTO floor (kind, revision, sum) VALUES (?, ?, ?) ON CONFLICT"
                                    + " (kind) DO UPDATE SET revision = excluded.revision,"
                                    + " sum = excluded.sum"),
                    connection.prepareStatement("UPDATE counter SET ceiling = ?, sum = ?"));
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
        try {
            Recovered recovered = Rows.trusted(plain, Database.file(folder)).replay(each);
            ceiling = recovered.revision();
            revision = ceiling;
            replayed = true;
            return recovered;
        } catch (SQLException e) {
            throw Database.unavailable(folder, e);
        }
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
        prepared.raiseCeiling().setLong(2, Checksum.ofCeiling(to));
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
        insert.setLong(7, Checksum.of(record));
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
                        prepared.raiseFloor()
                                .setLong(3, Checksum.ofFloor(floor.getKey(), floor.getValue()));
                        prepared.raiseFloor().executeUpdate();
                    }
                    if (Database.number(plain, "PRAGMA freelist_count") > SPARE_PAGES) {
                        // An update, as the driver takes no more than the first step of a query.
                        plain.executeUpdate("PRAGMA incremental_vacuum(" + VACUUM_PAGES + ")");
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
            if (replayed) {
                returnReserved();
            }
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void returnReserved() {
        try {
            raiseCeiling(revision);
        } catch (SQLException full) {
            // The next start begins with the first revision that was not reserved.
        }
    }
}
