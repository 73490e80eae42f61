package dev.perk.control.apiserver.storage.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class DatabaseTest {

    @Test
    void whatSqliteSaysIsPassedOnInOneLineWithoutTheDriversWords() {
        var said =
                new SQLException(
                        """
                        [SQLITE_CORRUPT] The database disk image is malformed (malformed database \
                        schema (counter) - unrecognized token: "CREATE
                          (id)")\
                        """);

        assertThat(Database.words(said))
                .isEqualTo(
                        "malformed database schema (counter) - unrecognized token: \"CREATE"
                                + " (id)\"");
    }
}
