package dev.perk.control.apiserver.storage.io;

import static dev.perk.control.apiserver.storage.StorageFixture.configMap;
import static dev.perk.control.apiserver.storage.StorageFixture.key;
import static dev.perk.control.apiserver.storage.StorageFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perk.api.Kinds;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.apiserver.storage.StorageFixture.Diary;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.testing.testkit.FakeClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system that is full or read only: reads go on, writes say why, and both end. */
class FailingDiskTest {
    private static final String LARGE = "x".repeat(200_000);

    @TempDir Path temporary;

    private final FakeClock clock = new FakeClock();

    @Test
    void aDiskThatFillsUpStopsWritesOnlyAndOnlyUntilThereIsRoom() throws Exception {
        try (SmallDisk disk = disk();
                StorageFolder open = open(disk)) {
            Storage storage = open.storage();
            put(storage, "a", "1");
            var diary = new Diary();
            storage.watch(Kinds.CONFIG_MAP, storage.revision(), diary);

            disk.fill();
            for (int i = 0; i < 3; i++) {
                assertRefused(
                        storage,
                        "the disk that holds "
                                + disk.folder()
                                + " is full: free some space; until then objects can be read but"
                                + " not written");
            }
            assertThat(value(storage.get(key("a")).orElseThrow())).isEqualTo("1");
            assertThat(storage.list(Kinds.CONFIG_MAP, "").items()).hasSize(1);

            disk.makeRoom();
            KubeObject written = put(storage, "b", LARGE);
            assertThat(written.revision()).as("what was refused took no revision").isEqualTo(2);
        }
    }

    @Test
    void whatWasThereComesBackFromADiskThatIsFull() throws Exception {
        try (SmallDisk disk = disk()) {
            try (StorageFolder open = open(disk)) {
                put(open.storage(), "a", "1");
            }
            disk.fill();
            try (StorageFolder open = open(disk)) {
                assertThat(value(open.storage().get(key("a")).orElseThrow())).isEqualTo("1");
                disk.makeRoom();
                put(open.storage(), "b", LARGE);
            }
        }
    }

    @Test
    void aFolderThatIsReadOnlyIsRefusedWithOneClearSentence() throws Exception {
        try (SmallDisk disk = disk()) {
            open(disk).close();
            disk.readOnly();
            assertThatThrownBy(() -> open(disk))
                    .isInstanceOf(StoreUnavailable.NotWritable.class)
                    .hasMessage(
                            "the data folder "
                                    + disk.folder()
                                    + " cannot be written (Read-only file system): make it"
                                    + " writable, or choose another one");
        }
    }

    @Test
    void whatIsInAFolderThatIsReadOnlyCanStillBeReadAndWatched() throws Exception {
        try (SmallDisk disk = disk()) {
            try (StorageFolder open = open(disk)) {
                put(open.storage(), "a", "1");
                put(open.storage(), "a", "2");
            }
            disk.readOnly();
            try (StorageFolder open = openReadOnly(disk)) {
                Storage storage = open.storage();
                assertThat(value(storage.get(key("a")).orElseThrow())).isEqualTo("2");
                assertThat(storage.revision()).isEqualTo(2);
                var diary = new Diary();
                storage.watch(Kinds.CONFIG_MAP, 1, diary);
                assertThat(diary.entries).containsExactly("modified a=2 @2");
                assertRefused(
                        storage,
                        "the store in "
                                + disk.folder()
                                + " is read only (Read-only file system): objects can be read but"
                                + " not written; make it writable and start Perk again");
                clock.advance("1h");
            }
        }
    }

    /** Clients try again by themselves for as long as they are told when. */
    @Test
    void aRefusalThatLastsDoesNotAskToTryAgain() throws Exception {
        try (SmallDisk disk = disk()) {
            open(disk).close();
            disk.readOnly();
            try (StorageFolder open = openReadOnly(disk)) {
                assertThatThrownBy(() -> put(open.storage(), "a", "1"))
                        .isInstanceOfSatisfying(
                                ApiException.class,
                                e -> assertThat(e.details().retryAfterSeconds()).isZero());
            }
        }
    }

    @Test
    void whatAPerkThatWasKilledHasLeftCountsInAFolderThatIsReadOnly() throws Exception {
        try (SmallDisk disk = disk();
                SmallDisk copy = new SmallDisk(temporary.resolve("copy"), 16)) {
            try (StorageFolder open = open(disk)) {
                put(open.storage(), "a", "1");
                for (String file : List.of("perk.db", "perk.db-wal", "perk.db-shm", "lock")) {
                    Files.copy(disk.folder().resolve(file), copy.folder().resolve(file));
                }
            }
            copy.readOnly();
            try (StorageFolder open = openReadOnly(copy)) {
                assertThat(value(open.storage().get(key("a")).orElseThrow())).isEqualTo("1");
            }
        }
    }

    @Test
    void aFolderThatIsReadOnlyAndEmptyHasNothingToRead() throws Exception {
        try (SmallDisk disk = disk()) {
            disk.readOnly();
            assertThatThrownBy(() -> openReadOnly(disk))
                    .isInstanceOf(StoreUnavailable.NotWritable.class);
        }
    }

    @Test
    void aFullDiskBeginsNoStoreAndSaysSo() throws Exception {
        try (SmallDisk disk = disk()) {
            disk.fill();
            assertThatThrownBy(() -> open(disk))
                    .isInstanceOf(StoreUnavailable.NotWritable.class)
                    .hasMessage(
                            "the data folder "
                                    + disk.folder()
                                    + " cannot be written (the disk is full): free some space, or"
                                    + " choose another one");
            disk.makeRoom();
            open(disk).close();
            assertThat(Files.exists(disk.folder().resolve("perk.db"))).isTrue();
        }
    }

    private static void assertRefused(Storage storage, String message) {
        assertThatThrownBy(() -> put(storage, "large", LARGE))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(503))
                .hasMessage(message);
    }

    private SmallDisk disk() throws Exception {
        return new SmallDisk(temporary.resolve("disk"), 16);
    }

    private StorageFolder open(SmallDisk disk) {
        return StorageFolder.open(disk.folder(), Kinds.SERVED, Limits.DEFAULT, clock);
    }

    /** As {@code perk up} does, once it has found out that it cannot write. */
    private StorageFolder openReadOnly(SmallDisk disk) {
        StoreUnavailable.NotWritable why =
                catchThrowableOfType(StoreUnavailable.NotWritable.class, () -> open(disk));
        return StorageFolder.openReadOnly(why, Kinds.SERVED, Limits.DEFAULT, clock);
    }

    private static KubeObject put(Storage storage, String name, String value) {
        Outcome.Put put = configMap(name, value);
        return storage.write(view -> put).orElseThrow();
    }
}
