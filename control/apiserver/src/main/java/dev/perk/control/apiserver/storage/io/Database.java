package dev.perk.control.apiserver.storage.io;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.regex.Pattern;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Opens the database file and brings it into the form that this version knows. */
final class Database {
    static final int FORMAT = 2;

    private static final int BUSY_MILLIS = 30_000;

    /** Bytes on a disk that is as good as full. */
    private static final long NO_ROOM = 256 << 10;

    /** A file of fewer bytes is no database: SQLite's smallest page. */
    static final int SMALLEST_PAGE = 512;

    /** "Perk": what {@code file perk.db} and SQLite's tools go by. */
    static final int APPLICATION_ID = 0x5065726b;

    private static final String[] TABLES = {
        // The last record of every object, and the history: json is null where the object is gone.
        """
        CREATE TABLE record (
          revision INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          kind TEXT NOT NULL,
          namespace TEXT NOT NULL,
          name TEXT NOT NULL,
          json BLOB,
          sum INTEGER NOT NULL)
        """,
        // By kind, the revision up to which history was dropped.
        """
        CREATE TABLE floor (
          kind TEXT PRIMARY KEY,
          revision INTEGER NOT NULL,
          sum INTEGER NOT NULL) WITHOUT ROWID
        """,
        // Every revision up to the ceiling may have been handed out.
        """
        CREATE TABLE counter (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          ceiling INTEGER NOT NULL,
          sum INTEGER NOT NULL)
        """,
        "INSERT INTO counter VALUES (1, 0, " + Checksum.ofCeiling(0) + ")",
        // For people: SQLite takes the other columns from the row that has the maximum.
        """
        CREATE VIEW object AS
          SELECT kind, namespace, name, revision, CAST(json AS TEXT) AS json FROM
            (SELECT kind, namespace, name, max(revision) AS revision, json FROM record
              GROUP BY kind, namespace, name)
          WHERE json IS NOT NULL
        """,
    };

    /** The driver says {@code [CODE] in its own words (in SQLite's words)}. */
    private static final Pattern DRIVERS_WORDS =
            Pattern.compile("^\\[SQLITE_\\w+\\] .*?\\((.+)\\)$");

    /** SQLite quotes statements of several lines. */
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private Database() {}

    /**
     * @throws StoreUnavailable if the file is damaged, too new, or cannot be written
     */
    static Connection open(Path folder) {
        Path file = file(folder);
        try {
            // SQLite gives the files beside it the same permissions.
            OwnerOnly.createFile(file);
            Connection connection = connect(folder);
            try {
                prepare(connection, file);
                return connection;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw unavailable(folder, e);
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
    }

    static StoreUnavailable notWritable(Path folder, IOException e) {
        if (isFull(folder)) {
            return StoreUnavailable.NotWritable.full(folder, e);
        }
        String why =
                e instanceof FileSystemException system && system.getReason() != null
                        ? system.getReason()
                        : e.toString();
        return new StoreUnavailable.NotWritable(folder, why, e);
    }

    static Path file(Path folder) {
        return folder.resolve("perk.db");
    }

    /** What was committed and is not in the file yet. */
    static Path wal(Path folder) {
        return folder.resolve("perk.db-wal");
    }

    /** A second connection to a database that is open already. */
    static Connection connect(Path folder) throws SQLException {
        var properties = new Properties();
        // Nothing else writes, but a checkpoint may hold the file for a moment.
        properties.setProperty("busy_timeout", String.valueOf(BUSY_MILLIS));
        // The driver would ask for the last row id after every insert.
        properties.setProperty("jdbc.get_generated_keys", "false");
        return JDBC.createConnection("jdbc:sqlite:" + file(folder), properties);
    }

    /** How long the file is, in bytes; -1 if it is not there or nobody can tell. */
    static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : -1;
        } catch (IOException unknown) {
            return -1;
        }
    }

    /** A connection that changes nothing, neither in the database nor in its WAL. */
    static Connection connectReadOnly(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        return JDBC.createConnection("jdbc:sqlite:" + file, config.toProperties());
    }

    /**
     * A connection to a database that nobody can or will write to meanwhile: it needs no files
     * beside it.
     */
    static Connection connectImmutable(Path file) throws SQLException {
        return JDBC.createConnection(
                "jdbc:sqlite:file:" + file.toUri().getRawPath() + "?immutable=1",
                new SQLiteConfig().toProperties());
    }

    static StoreUnavailable unavailable(Path folder, SQLException e) {
        if (isDamage(e)) {
            return new StoreUnavailable.Corrupt(file(folder), words(e), e);
        }
        return isFull(folder, e)
                ? StoreUnavailable.NotWritable.full(folder, e)
                : new StoreUnavailable.NotWritable(folder, words(e), e);
    }

    static boolean isDamage(SQLException e) {
        return switch (code(e)) {
            case SQLITE_CORRUPT, SQLITE_CORRUPT_VTAB, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_SCHEMA ->
                    true;
            default -> false;
        };
    }

    /** What SQLite says to it, without the driver's trimmings. */
    static String words(SQLException e) {
        return switch (code(e)) {
            case SQLITE_FULL -> "the disk is full";
            case SQLITE_READONLY,
                    SQLITE_READONLY_CANTLOCK,
                    SQLITE_READONLY_DBMOVED,
                    SQLITE_READONLY_RECOVERY,
                    SQLITE_READONLY_ROLLBACK,
                    SQLITE_PERM,
                    SQLITE_CANTOPEN ->
                    "it is read only";
            default -> {
                String line = SPACES.matcher(String.valueOf(e.getMessage())).replaceAll(" ");
                yield DRIVERS_WORDS.matcher(line.strip()).replaceFirst("$1");
            }
        };
    }

    /** SQLite calls some writes that find no room a failure of the disk. */
    static boolean isFull(Path folder, SQLException e) {
        return code(e) == SQLiteErrorCode.SQLITE_FULL || isFull(folder);
    }

    static boolean isFull(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() < NO_ROOM;
        } catch (IOException unknown) {
            return false;
        }
    }

    static SQLiteErrorCode code(SQLException e) {
        return e instanceof SQLiteException sqlite
                ? sqlite.getResultCode()
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    private static void prepare(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Before anything is written: what is damaged stays as it was found.
            int format = checkedFormat(statement, file);
            // Only before the first table: the room of what is dropped can be given back then.
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA journal_mode = WAL");
            // Checkpoints run beside the commits, not in them.
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("PRAGMA journal_size_limit = 67108864");
            statement.execute("PRAGMA synchronous = FULL");
            switch (format) {
                case 0 -> create(statement);
                case 1 -> Upgrade.addChecksums(connection, FORMAT);
                default -> {}
            }
        }
    }

    /**
     * @throws StoreUnavailable if the file is damaged, or of another format than this version's
     */
    static void checkReadable(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int format = checkedFormat(statement, file);
            if (format != FORMAT) {
                throw new StoreUnavailable.TooOld(file, format, FORMAT);
            }
        }
    }

    private static int checkedFormat(Statement statement, Path file) throws SQLException {
        check(statement, file);
        int format = number(statement, "PRAGMA user_version");
        if (format > FORMAT) {
            throw new StoreUnavailable.TooNew(file, format, FORMAT);
        }
        if (format < 0) {
            throw new StoreUnavailable.Corrupt(file, "its format is " + format, null);
        }
        return format;
    }

    private static void check(Statement statement, Path file) throws SQLException {
        try (ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            String verdict = result.next() ? result.getString(1) : "no answer to a check";
            if (!verdict.equals("ok")) {
                throw new StoreUnavailable.Corrupt(file, verdict, null);
            }
        }
    }

    private static void create(Statement statement) throws SQLException {
        statement.execute("BEGIN IMMEDIATE");
        for (String table : TABLES) {
            statement.execute(table);
        }
        statement.execute("PRAGMA application_id = " + APPLICATION_ID);
        statement.execute("PRAGMA user_version = " + FORMAT);
        statement.execute("COMMIT");
    }

    static int number(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            return result.next() ? result.getInt(1) : 0;
        }
    }
}
