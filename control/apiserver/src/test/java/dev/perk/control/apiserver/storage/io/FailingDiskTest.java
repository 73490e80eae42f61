package dev.perk.control.apiserver.storage.io;

import static dev.perk.control.apiserver.storage.StorageFixture.configMap;
import static dev.perk.control.apiserver.storage.StorageFixture.key;
import static dev.perk.control.apiserver.storage.StorageFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    private static KubeObject put(Storage storage, String name, String value) {
        Outcome.Put put = configMap(name, value);
        return storage.write(view -> put).orElseThrow();
    }
}
