package dev.perk.control.apiserver.storage.io;

import static dev.perk.control.apiserver.storage.StorageFixture.configMap;
import static dev.perk.control.apiserver.storage.StorageFixture.key;
import static dev.perk.control.apiserver.storage.StorageFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.LogCheck;
import dev.perk.control.apiserver.storage.LogRecord;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.apiserver.storage.io.StoreCheck.Verdict;
import dev.perk.testing.testkit.FakeClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code perk store check} finds, and what it leaves alone. */
class StoreCheckTest {
    @TempDir Path folder;

    @Test
    void aStoreThatWasClosedIsSound() throws Exception {
        fill();
        assertThat(check())
                .isEqualTo(
                        new Verdict.Sound(
                                folder.resolve("perk.db"),
                                "5 records, 2 objects of 2 kinds, revisions 1 to 5"));
    }

    @Test
    void aStoreThatIsInUseIsSound() throws Exception {
        try (StorageFolder open = open()) {
            write(open.storage());
            assertThat(check()).isInstanceOf(Verdict.Sound.class);
            put(open.storage(), configMap("c", "1"));
            assertThat(check()).isInstanceOf(Verdict.Sound.class);
        }
    }

    /** A copy of the files of a running store is what a crash leaves. */
    @Test
    void aStoreAfterACrashIsSoundAndItsFilesStayAsTheyAre() throws Exception {
        Path crashed = Files.createDirectory(folder.resolve("crashed"));
        try (StorageFolder open = open()) {
            write(open.storage());
            for (String file : List.of("perk.db", "perk.db-wal")) {
                Files.copy(folder.resolve(file), crashed.resolve(file));
            }
        }
        byte[] database = Files.readAllBytes(crashed.resolve("perk.db"));
        byte[] wal = Files.readAllBytes(crashed.resolve("perk.db-wal"));

        assertThat(StoreCheck.of(crashed, Kinds.SERVED))
                .isEqualTo(
                        new Verdict.Sound(
                                crashed.resolve("perk.db"),
                                "5 records, 2 objects of 2 kinds, revisions 1 to 5"));
        assertThat(Files.readAllBytes(crashed.resolve("perk.db"))).isEqualTo(database);
        assertThat(Files.readAllBytes(crashed.resolve("perk.db-wal"))).isEqualTo(wal);
    }

    @Test
    void aFolderWithoutAStoreIsNotCalledSound() {
        assertThat(check())
                .isEqualTo(
                        new Verdict.Unchecked(
                                "there is no store in "
                                        + folder
                                        + " (expected: the file perk.db)"));
    }

    @Test
    void aFileThatIsNoDatabaseIsDamaged() throws IOException {
        Files.writeString(folder.resolve("perk.db"), "these are not the bytes of a database\n");
        assertThat(problems()).containsExactly("perk.db: file is not a database");
    }

    /** Found by the damage property with seed -1826: SQLite reads such a file, and no more. */
    @Test
    void aFileThatNobodyCanWriteToIsDamaged() throws Exception {
        fill();
        byte[] database = Files.readAllBytes(folder.resolve("perk.db"));
        database[18] = 66;
        Files.write(folder.resolve("perk.db"), database);
        assertThat(check())
                .isInstanceOfSatisfying(
                        Verdict.Damaged.class,
                        damaged ->
                                assertThat(damaged.problems())
                                        .extracting(problem -> problem.what())
                                        .contains(
                                                "byte 18 is 66 (expected: at most 2, or nobody can"
                                                        + " write to it)"));
    }

    @Test
    void aStoreOfALaterVersionIsNotJudged() throws Exception {
        fill();
        sql("PRAGMA user_version = 7");
        assertThat(check()).isInstanceOf(Verdict.Unchecked.class);
    }

    @Test
    void anAlteredRowIsNamed() throws Exception {
        fill();
        sql("UPDATE record SET name = 'z' WHERE revision = 2");
        sql("UPDATE counter SET ceiling = 2");
        assertThat(problems())
                .containsExactly(
                        "record 2 (configmaps default/z): it is not what was written (its checksum"
                                + " differs)",
                        "table counter: it is not what was written (its checksum differs)");
    }

    @Test
    void aRevisionThatCouldBeHandedOutAgainIsNamed() throws Exception {
        fill();
        sql("UPDATE counter SET ceiling = 2, sum = " + Checksum.ofCeiling(2));
        assertThat(problems())
                .containsExactly(
                        "table counter: revisions up to 2 may have been used (expected: at least"
                                + " 5)");
    }

    @Test
    void aDocumentThatIsNotItsRowsIsNamed() throws Exception {
        fill();
        rewrite(2, "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"b\",\"resourceVersion\":\"2\"}}");
        assertThat(problems())
                .containsExactly(
                        "record 2 (configmaps default/a): metadata.name is \"b\" (expected: \"a\")",
                        "record 2 (configmaps default/a): metadata.namespace is \"\" (expected:"
                                + " \"default\")",
                        "record 2 (configmaps default/a): metadata.resourceVersion is \"2\""
                                + " (expected: \"\")",
                        "record 2 (configmaps default/a): kind is \"Pod\" (expected:"
                                + " \"ConfigMap\")");
    }

    @Test
    void aDocumentThatIsNoJsonIsNamed() throws Exception {
        fill();
        rewrite(2, "{\"kind\":\"ConfigMap");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("record 2 (configmaps default/a): its document is not JSON: ");
    }

    @Test
    void objectsOfAKindThatNobodyDefinedAreNamed() throws Exception {
        fill();
        assertThat(StoreCheck.of(folder, List.of(Kinds.LEASE)))
                .isEqualTo(
                        new Verdict.Damaged(
                                folder.resolve("perk.db"),
                                List.of(
                                        new LogCheck.Problem(
                                                "kind configmaps",
                                                "there are 1 objects of it, and no"
                                                        + " CustomResourceDefinition"))));
    }

    private void fill() {
        try (StorageFolder open = open()) {
            write(open.storage());
        }
    }

    private static void write(Storage storage) {
        put(storage, configMap("a", "1"));
        put(storage, configMap("a", "2"));
        put(storage, object(Kinds.LEASE, "l", "1"));
        put(storage, configMap("b", "1"));
        storage.write(view -> new Outcome.Remove(key("b")));
    }

    private static void put(Storage storage, Outcome.Put put) {
        assertThat(storage.write(view -> put)).isPresent();
    }

    private void rewrite(long revision, String json) throws Exception {
        LogRecord.Put[] old = new LogRecord.Put[1];
        try (var connection = Database.connect(folder);
                var statement = connection.createStatement()) {
            Rows.all(
                    statement,
                    record -> {
                        if (record instanceof LogRecord.Put put && put.revision() == revision) {
                            old[0] = put;
                        }
                    });
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            var changed =
                    new LogRecord.Put(revision, old[0].at(), old[0].kind(), old[0].name(), bytes);
            try (var update =
                    connection.prepareStatement(
                            "UPDATE record SET json = ?, sum = ? WHERE revision = ?")) {
                update.setBytes(1, bytes);
                update.setLong(2, Checksum.of(changed));
                update.setLong(3, revision);
                update.executeUpdate();
            }
        }
    }

    private void sql(String change) throws Exception {
        try (var connection = Database.connect(folder);
                var statement = connection.createStatement()) {
            statement.executeUpdate(change);
        }
    }

    private Verdict check() {
        return StoreCheck.of(folder, Kinds.SERVED);
    }

    private List<String> problems() {
        return check() instanceof Verdict.Damaged damaged
                ? damaged.problems().stream()
                        .map(problem -> problem.place() + ": " + problem.what())
                        .toList()
                : List.of();
    }

    private StorageFolder open() {
        return StorageFolder.open(folder, Kinds.SERVED, Limits.DEFAULT, new FakeClock());
    }
}
