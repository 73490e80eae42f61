package dev.perk.control.apiserver.storage.io;

import static dev.perk.control.apiserver.storage.StorageFixture.configMap;
import static dev.perk.control.apiserver.storage.StorageFixture.key;
import static dev.perk.control.apiserver.storage.StorageFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perk.api.Kinds;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.apiserver.storage.StorageFixture.Diary;
import dev.perk.control.apiserver.storage.Watcher;
import dev.perk.control.apiserver.storage.Watching;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Listing;
import dev.perk.kube.store.WatchEvent;
import dev.perk.testing.testkit.FakeClock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A data folder, in order and out of order. */
class StorageFolderTest {
    @TempDir Path folder;

    private final FakeClock clock = new FakeClock();

    @Test
    void aStoreComesBackWithItsHistory() throws Exception {
        Optional<KubeObject> before;
        try (StorageFolder open = open()) {
            put(open.storage(), "a", "1");
            put(open.storage(), "a", "2");
            before = open.storage().get(key("a"));
        }
        try (StorageFolder open = open()) {
            assertThat(open.storage().get(key("a"))).isEqualTo(before);
            var diary = new Diary();
            open.storage().watch(Kinds.CONFIG_MAP, 1, diary);
            assertThat(diary.entries).containsExactly("modified a=2 @2");
            assertThat(put(open.storage(), "a", "3").revision()).isEqualTo(3);
        }
    }

    @Test
    void manyWritersShareTheStoreAndLoseNothing() throws Exception {
        try (StorageFolder open = open();
                ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            Storage storage = open.storage();
            var told = new CompletableFuture<Void>();
            var diary = new Diary();
            storage.watch(Kinds.CONFIG_MAP, 0, diary);
            List<Future<KubeObject>> writes = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String name = "n" + i;
                writes.add(writers.submit(() -> put(storage, name, "1")));
            }
            for (Future<KubeObject> write : writes) {
                write.get();
            }
            storage.watch(
                            Kinds.CONFIG_MAP,
                            storage.revision(),
                            new AtBookmark(() -> told.complete(null)))
                    .askBookmark();
            told.get(10, TimeUnit.SECONDS);

            assertThat(storage.revision()).isEqualTo(500);
            assertThat(diary.entries).hasSize(500);
            for (int i = 0; i < 500; i++) {
                assertThat(diary.entries.get(i)).endsWith(" @" + (i + 1));
            }
        }
        try (StorageFolder open = open()) {
            assertThat(open.storage().list(Kinds.CONFIG_MAP, "").items()).hasSize(500);
        }
    }

    /** Whoever lists and then watches knows everything, however many write meanwhile. */
    @Test
    void watchersThatJoinWhileOthersWriteMissNothing() throws Exception {
        try (StorageFolder open = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Storage storage = open.storage();
            List<Future<?>> writes = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                var random = new SplittableRandom(writer);
                writes.add(
                        threads.submit(() -> {
                            for (int i = 0; i < 300; i++) {
                                String name = "n" + random.nextInt(20);
                                put(storage, name, "" + random.nextInt());
                            }
                        }));
            }
            List<Follower> followers = new ArrayList<>();
            while (followers.size() < 40 && !writes.stream().allMatch(Future::isDone)) {
                Listing start = storage.list(Kinds.CONFIG_MAP, "");
                var follower = new Follower(start);
                followers.add(follower);
                follower.watching = storage.watch(Kinds.CONFIG_MAP, start.revision(), follower);
                var arrived = follower.reached(start.revision());
                follower.watching.askBookmark();
                arrived.get(10, TimeUnit.SECONDS);
            }
            for (Future<?> write : writes) {
                write.get();
            }
            Map<String, Long> now = revisions(storage.list(Kinds.CONFIG_MAP, ""));
            for (Follower follower : followers) {
                var arrived = follower.reached(storage.revision());
                follower.watching.askBookmark();
                arrived.get(10, TimeUnit.SECONDS);
                assertThat(follower.seen).isEqualTo(now);
            }
            assertThat(followers).isNotEmpty();
        }
    }

    private static Map<String, Long> revisions(Listing listing) {
        Map<String, Long> revisions = new HashMap<>();
        listing.items().forEach(object -> revisions.put(object.name(), object.revision()));
        return revisions;
    }

    /** What a client knows that lists once and then watches. */
    private static final class Follower implements Watcher {
        final Map<String, Long> seen;
        private final List<Map.Entry<Long, CompletableFuture<Void>>> waiting =
                new CopyOnWriteArrayList<>();
        private long told;
        Watching watching =
                new Watching() {
                    @Override
                    public void askBookmark() {}

                    @Override
                    public void close() {}
                };

        Follower(Listing start) {
            seen = new ConcurrentHashMap<>(revisions(start));
            told = start.revision();
        }

        CompletableFuture<Void> reached(long revision) {
            var reached = new CompletableFuture<Void>();
            waiting.add(Map.entry(revision, reached));
            return reached;
        }

        @Override
        public void onEvent(WatchEvent event) {
            assertThat(event.revision()).isGreaterThan(told);
            told = event.revision();
            switch (event) {
                case WatchEvent.Added(KubeObject object) ->
                        assertThat(seen.put(object.name(), object.revision())).isNull();
                case WatchEvent.Modified(KubeObject before, KubeObject object) ->
                        assertThat(seen.put(object.name(), object.revision()))
                                .isEqualTo(before.revision());
                case WatchEvent.Deleted(KubeObject object) -> seen.remove(object.name());
            }
        }

        @Override
        public void onBookmark(long revision, boolean initial) {
            waiting.stream()
                    .filter(wish -> wish.getKey() <= revision)
                    .forEach(wish -> wish.getValue().complete(null));
        }

        @Override
        public void onLost(ApiException cause) {
            waiting.forEach(wish -> wish.getValue().completeExceptionally(cause));
        }
    }

    @Test
    void oneFolderServesOnePerk() {
        StorageFolder first = open();
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreUnavailable.InUse.class)
                .hasMessage(
                        "the data folder "
                                + folder
                                + " is in use by another Perk (process "
                                + ProcessHandle.current().pid()
                                + "): stop that one, or choose another folder");
        first.close();
        open().close();
    }

    @Test
    void aFolderThatCannotBeIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> open(file.resolve("data")))
                .isInstanceOf(StoreUnavailable.NotWritable.class)
                .hasMessageContaining("the data folder " + file.resolve("data"))
                .hasMessageEndingWith("make it writable, or choose another one");
    }

    @Test
    void nobodyElseCanReadIt() throws IOException {
        Path data = folder.resolve("a/b");
        try (StorageFolder open = open(data)) {
            put(open.storage(), "a", "1");
            assertThat(permissions(data)).isEqualTo("rwx------");
            for (String file : List.of("perk.db", "perk.db-wal", "perk.db-shm")) {
                assertThat(permissions(data.resolve(file))).as(file).isEqualTo("rw-------");
            }
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws IOException {
        Files.writeString(folder.resolve("perk.db"), "these are not the bytes of a database\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreUnavailable.Corrupt.class)
                .hasMessageContaining("the store " + folder.resolve("perk.db") + " is damaged")
                .hasMessageEndingWith("restore it from a backup, or move it away to start empty");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        fill(200);
        try (FileChannel file =
                FileChannel.open(folder.resolve("perk.db"), StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 2);
        }
        assertThatThrownBy(this::open).isInstanceOf(StoreUnavailable.Corrupt.class);
    }

    @Test
    void aFileThatHasLostEverythingIsRefused() throws IOException {
        fill(1);
        Files.write(folder.resolve("perk.db"), new byte[0]);
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreUnavailable.Corrupt.class)
                .hasMessageContaining("is damaged (it is empty)");
    }

    /** Found by the damage property with seed 39: SQLite began such a file anew. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 511})
    void aFileOfWhichHardlyAnythingIsLeftIsRefused(int size) throws IOException {
        fill(1);
        try (FileChannel file =
                FileChannel.open(folder.resolve("perk.db"), StandardOpenOption.WRITE)) {
            file.truncate(size);
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreUnavailable.Corrupt.class)
                .hasMessageContaining("only " + size + " bytes are left of it");
    }

    @Test
    void damageInTheMiddleIsRefusedAndLeftAsItIs() throws IOException {
        fill(200);
        Path file = folder.resolve("perk.db");
        byte[] bytes = Files.readAllBytes(file);
        for (int at = bytes.length / 2; at < bytes.length / 2 + 8192; at++) {
            bytes[at] = (byte) 0xA5;
        }
        Files.write(file, bytes);

        assertThatThrownBy(this::open).isInstanceOf(StoreUnavailable.Corrupt.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    /** A digit that became another one: SQLite sees nothing in it. */
    @Test
    void aRecordThatIsNotWhatWasWrittenIsNamed() throws Exception {
        fill(1);
        sql("UPDATE record SET json = CAST(replace(json, 'xxx', 'xyx') AS BLOB)");
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThatThrownBy(this::open)
                    .as("attempt %d: the lock is free again, the file as it was", attempt)
                    .isInstanceOf(StoreUnavailable.Corrupt.class)
                    .hasMessageContaining(
                            "record 1 (configmaps default/n0): it is not what was written");
        }
    }

    @Test
    void aStoreOfTheFirstFormatGetsChecksums() throws Exception {
        fill(3);
        sql("ALTER TABLE record DROP COLUMN sum");
        sql("ALTER TABLE floor DROP COLUMN sum");
        sql("ALTER TABLE counter DROP COLUMN sum");
        sql("INSERT INTO floor VALUES ('configmaps', 1)");
        sql("PRAGMA user_version = 1");
        for (int start = 1; start <= 2; start++) {
            try (StorageFolder open = open()) {
                assertThat(open.storage().list(Kinds.CONFIG_MAP, "").items()).hasSize(3);
                assertThat(open.storage().revision()).isEqualTo(3);
                assertThatThrownBy(() -> open.storage().watch(Kinds.CONFIG_MAP, 0, new Diary()))
                        .hasMessage("too old resource version: 0 (1)");
            }
        }
    }

    private void sql(String change) throws Exception {
        try (var connection = Database.connect(folder);
                var statement = connection.createStatement()) {
            statement.executeUpdate(change);
        }
    }

    /** What was dropped is used again, and much of it is given back to the disk. */
    @Test
    void aStoreShrinksAfterItWasLarge() throws Exception {
        try (StorageFolder open = open()) {
            for (int i = 0; i < 300; i++) {
                put(open.storage(), "a", "x".repeat(100_000) + i);
            }
            clock.advance("16m");
            for (int i = 0; i < 150; i++) {
                put(open.storage(), "b", "1");
                put(open.storage(), "c", "1");
                clock.advance("16m");
            }
        }
        assertThat(Files.size(folder.resolve("perk.db"))).isLessThan(12L << 20);
    }

    @Test
    void aStoreOfALaterVersionIsLeftAlone() throws Exception {
        fill(1);
        try (var connection = Database.connect(folder);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 7");
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreUnavailable.TooNew.class)
                .hasMessageContaining("has format 7 (expected: at most 2)");
    }

    @Test
    void peopleCanLookIntoIt() throws Exception {
        try (StorageFolder open = open()) {
            put(open.storage(), "a", "1");
            put(open.storage(), "a", "2");
            put(open.storage(), "b", "1");
            open.storage().write(view -> new Outcome.Remove(key("b")));
        }
        try (var connection = Database.connect(folder);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT name, revision, json FROM object")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("a");
            assertThat(rows.getInt(2)).isEqualTo(2);
            assertThat(rows.getString(3)).contains("\"value\":\"2\"");
            assertThat(rows.next()).isFalse();
        }
    }

    @Test
    void theWalIsMovedBesideTheCommits() throws Exception {
        String large = "x".repeat(100_000);
        try (StorageFolder open = open()) {
            for (int i = 0; i < 400; i++) {
                put(open.storage(), "n" + i % 10, large);
            }
            // 40 MB went through it; it is begun anew after every 8 MB or so.
            assertThat(Files.size(folder.resolve("perk.db-wal"))).isLessThan(35L << 20);
        }
    }

    /** A commit writes whole pages, so that many small ones fill the WAL as few large ones do. */
    @Test
    void theWalOfSmallWritesIsMovedToo() throws Exception {
        try (StorageFolder open = open()) {
            for (int i = 0; i < 12_000; i++) {
                Outcome.Put lease = object(Kinds.LEASE, "n" + i % 10, "" + i);
                open.storage().write(view -> lease);
            }
            assertThat(Files.size(folder.resolve("perk.db-wal"))).isLessThan(35L << 20);
        }
    }

    private void fill(int objects) {
        try (StorageFolder open = open()) {
            for (int i = 0; i < objects; i++) {
                put(open.storage(), "n" + i, "x".repeat(1000));
            }
        }
    }

    private StorageFolder open() {
        return open(folder);
    }

    private StorageFolder open(Path where) {
        return StorageFolder.open(where, Kinds.SERVED, Limits.DEFAULT, clock);
    }

    private static KubeObject put(Storage storage, String name, String value) {
        Outcome.Put put = configMap(name, value);
        return storage.write(view -> put).orElseThrow();
    }
}
