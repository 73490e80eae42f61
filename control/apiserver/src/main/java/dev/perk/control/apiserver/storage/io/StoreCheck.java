package dev.perk.control.apiserver.storage.io;

import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.storage.LogCheck;
import dev.perk.control.apiserver.storage.LogCheck.Problem;
import dev.perk.control.apiserver.storage.Recovered;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks whether a store is what it should be, and changes nothing in it: not while a Perk works on
 * it, and not after one has crashed.
 */
public final class StoreCheck {
    private static final int WRITE_VERSION = 18;
    private static final int WAL = 2;
    private static final int MOST_OF_SQLITE = 100;

    /** What came of it. */
    public sealed interface Verdict {
        /**
         * @param summary what is in it
         */
        record Sound(Path file, String summary) implements Verdict {}

        /**
         * @param problems at least one
         */
        record Damaged(Path file, List<Problem> problems) implements Verdict {
            public Damaged {
                problems = List.copyOf(problems);
            }
        }

        /**
         * @param why with what was expected
         */
        record Unchecked(String why) implements Verdict {}
    }

    private final Path file;
    private final LogCheck log;
    private final List<Problem> problems = new ArrayList<>();

    private StoreCheck(Path file, List<ResourceType> builtIn) {
        this.file = file;
        this.log = new LogCheck(builtIn);
    }

    /**
     * @param builtIn the kinds that need no definition
     */
    public static Verdict of(Path folder, List<ResourceType> builtIn) {
        Path file = Database.file(folder);
        if (!Files.isRegularFile(file)) {
            return new Verdict.Unchecked(
                    "there is no store in " + folder + " (expected: the file perk.db)");
        }
        return new StoreCheck(file, builtIn).verdict();
    }

    private Verdict verdict() {
        try (Connection connection = Database.connectReadOnly(file);
                Statement statement = connection.createStatement()) {
            // One moment for all that follows, whoever writes meanwhile.
            statement.execute("BEGIN");
            int format = Database.number(statement, "PRAGMA user_version");
            if (format > Database.FORMAT) {
                return new Verdict.Unchecked(
                        StoreUnavailable.TooNew.message(file, format, Database.FORMAT));
            }
            if (format != Database.FORMAT) {
                problem(
                        "perk.db",
                        "its format is %d (expected: %d, which the next perk up brings it into)"
                                .formatted(format, Database.FORMAT));
            } else {
                checkFile(statement);
                checkRows(statement);
            }
        } catch (SQLException e) {
            if (!Database.isDamage(e)) {
                return new Verdict.Unchecked(
                        "the store " + file + " cannot be read: " + Database.words(e));
            }
            problem("perk.db", Database.words(e));
        }
        return problems.isEmpty()
                ? new Verdict.Sound(file, log.summary())
                : new Verdict.Damaged(file, problems);
    }

    /**
     * SQLite opens a file of a later write version, but only to read it, which is all that this
     * check does; perk up could not write. Source: SQLite's Database File Format, 1.3.3.
     */
    private void checkHeader() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(WRITE_VERSION + 1);
            if (header.length > WRITE_VERSION && (header[WRITE_VERSION] & 0xff) > WAL) {
                problem(
                        "perk.db",
                        "byte %d is %d (expected: at most %d, or nobody can write to it)"
                                .formatted(WRITE_VERSION, header[WRITE_VERSION] & 0xff, WAL));
            }
        } catch (IOException e) {
            problem("perk.db", "its header cannot be read: " + e.getMessage());
        }
    }

    private void problem(String place, String what) {
        problems.add(new Problem(place, what));
    }

    private void checkFile(Statement statement) throws SQLException {
        checkHeader();
        int application = Database.number(statement, "PRAGMA application_id");
        if (application != Database.APPLICATION_ID) {
            problem(
                    "perk.db",
                    "its application id is %d (expected: %d)"
                            .formatted(application, Database.APPLICATION_ID));
        }
        try (ResultSet rows =
                statement.executeQuery("PRAGMA integrity_check(" + MOST_OF_SQLITE + ")")) {
            while (rows.next()) {
                String said = rows.getString(1);
                if (!said.equals("ok")) {
                    problem("perk.db", said.strip());
                }
            }
        }
    }

    private void checkRows(Statement statement) throws SQLException {
        var rows = new Rows(statement, this::problem);
        rows.records(log::take);
        Recovered recovered = rows.recovered();
        // What was left out of the records would be missed in the view: one report is enough.
        if (problems.isEmpty()) {
            problems.addAll(log.finish(recovered, rows.objects()));
        }
    }
}
