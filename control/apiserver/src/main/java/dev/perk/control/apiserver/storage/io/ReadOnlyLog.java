package dev.perk.control.apiserver.storage.io;

import dev.perk.control.apiserver.storage.Forgotten;
import dev.perk.control.apiserver.storage.Log;
import dev.perk.control.apiserver.storage.LogFailure;
import dev.perk.control.apiserver.storage.LogRecord;
import dev.perk.control.apiserver.storage.Recovered;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/** A log in a folder that cannot be written, such as one on a disk that was mounted so. */
final class ReadOnlyLog implements Log {
    private final Path folder;
    private final String why;
    private final Connection connection;

    private ReadOnlyLog(Path folder, String why, Connection connection) {
        this.folder = folder;
        this.why = why;
        this.connection = connection;
    }

    /**
     * @param why it cannot be written, in the system's words
     * @throws StoreUnavailable if it cannot be read, or this version does not know its format
     */
    static ReadOnlyLog open(Path folder, String why) {
        Path file = Database.file(folder);
        try {
            // What a Perk that was killed has left in its WAL counts. Where there is none, SQLite
            // would make one.
            Connection connection =
                    Database.size(Database.wal(folder)) > 0
                            ? Database.connectReadOnly(file)
                            : Database.connectImmutable(file);
            try {
                Database.checkReadable(connection, file);
                return new ReadOnlyLog(folder, why, connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw Database.unavailable(folder, e);
        }
    }

    @Override
    public Recovered replay(Consumer<LogRecord> each) {
        try (Statement statement = connection.createStatement()) {
            return Rows.trusted(statement, Database.file(folder)).replay(each);
        } catch (SQLException e) {
            throw Database.unavailable(folder, e);
        }
    }

    @Override
    public void append(List<LogRecord> batch, Durability durability) {
        throw LogFailure.lasting(
                "the store in "
                        + folder
                        + " is read only ("
                        + why
                        + "): objects can be read but not written; make it writable and start Perk"
                        + " again");
    }

    /** They stay, and the next start reads them again. */
    @Override
    public void forget(Forgotten forgotten) {}

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw Database.unavailable(folder, e);
        }
    }
}
