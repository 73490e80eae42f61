package dev.perk.control.apiserver.storage.io;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Brings a database of an earlier format into this version's, in one transaction. */
final class Upgrade {
    private Upgrade() {}

    /** Format 1 had none: what its rows say is taken as it is. */
    static void addChecksums(Connection connection, int format) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (String table : List.of("record", "floor", "counter")) {
                statement.execute(
                        "ALTER TABLE " + table + " ADD COLUMN sum INTEGER NOT NULL DEFAULT 0");
            }
            var rows = new Rows(statement, (place, what) -> {});
            fillRecords(connection);
            for (Map.Entry<String, Long> floor : rows.recovered().floors().entrySet()) {
                long sum = Checksum.ofFloor(floor.getKey(), floor.getValue());
                update(connection, "UPDATE floor SET sum = ? WHERE kind = ?", sum, floor.getKey());
            }
            long ceiling = rows.recovered().revision();
            statement.execute("UPDATE counter SET sum = " + Checksum.ofCeiling(ceiling));
            statement.execute("PRAGMA user_version = " + format);
            statement.execute("COMMIT");
        }
    }

    private static void fillRecords(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement update =
                        connection.prepareStatement(
                                "UPDATE record SET sum = ? WHERE revision = ?")) {
            List<Long> revisions = new ArrayList<>();
            List<Long> sums = new ArrayList<>();
            Rows.all(
                    statement,
                    record -> {
                        revisions.add(record.revision());
                        sums.add(Checksum.of(record));
                    });
            for (int i = 0; i < revisions.size(); i++) {
                update.setLong(1, sums.get(i));
                update.setLong(2, revisions.get(i));
                update.executeUpdate();
            }
        }
    }

    private static void update(Connection connection, String sql, long sum, String key)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, sum);
            update.setString(2, key);
            update.executeUpdate();
        }
    }
}
