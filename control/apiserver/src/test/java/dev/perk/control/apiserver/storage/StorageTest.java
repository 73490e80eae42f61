package dev.perk.control.apiserver.storage;

import static dev.perk.control.apiserver.storage.StorageFixture.configMap;
import static dev.perk.control.apiserver.storage.StorageFixture.key;
import static dev.perk.control.apiserver.storage.StorageFixture.object;
import static dev.perk.control.apiserver.storage.StorageFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.storage.StorageFixture.Diary;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Listing;
import dev.perk.kube.store.WatchEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The store's promises. Upstream: {@code k8s.io/apiserver pkg/storage/testing/store_tests.go},
 * {@code watcher_tests.go}, {@code pkg/storage/cacher/watch_cache_test.go}.
 */
class StorageTest {
    private final StorageFixture store = new StorageFixture();

    /** Revisions. */
    @Test
    void oneCounterServesAllKinds() {
        KubeObject first = store.put("a", "1");
        KubeObject second = store.storage.write(view -> object(Kinds.NODE, "n", "1")).orElseThrow();
        KubeObject gone = store.delete("a");

        assertThat(List.of(first.revision(), second.revision(), gone.revision()))
                .containsExactly(1L, 2L, 3L);
        assertThat(store.storage.revision()).isEqualTo(3);
        assertThat(first.metadata().path("resourceVersion").asText()).isEqualTo("1");
    }

    @Test
    void whatChangesNothingTakesNoRevision() {
        KubeObject stored = store.put("a", "1");

        assertThat(store.storage.write(view -> new Outcome.Keep(stored))).contains(stored);
        assertThat(store.storage.write(view -> new Outcome.Stale())).isEmpty();
        assertThatThrownBy(() ->
                        store.storage.write(view -> {
                            throw ApiException.alreadyExists(key("a"));
                        }))
                .hasMessage("configmaps \"a\" already exists");
        assertThat(store.storage.revision()).isEqualTo(1);
    }

    /** Groups. */
    @Test
    void writesOfOneGroupSeeEachOtherAndShareOneCommit() {
        var commits = new Deferred();
        var log = new ObservedLog();
        Storage storage = new StorageFixture(log, Limits.DEFAULT).open(commits, Runnable::run);

        var first = storage.submit(createOnce("a"));
        var second = storage.submit(createOnce("a"));
        var third = storage.submit(view -> new Outcome.Keep(view.get(key("a")).orElseThrow()));
        assertThat(storage.get(key("a"))).as("not committed yet").isEmpty();
        commits.run();

        assertThat(first.join()).isPresent();
        assertThat(second).isCompletedExceptionally();
        assertThat(third.join()).isEqualTo(first.join());
        assertThat(log.batches).containsExactly(Log.Durability.SYNCED);
    }

    @Test
    void aGroupIsNotLargerThanTheLimit() {
        var commits = new Deferred();
        var log = new ObservedLog();
        var limits = new Limits(Duration.ofMinutes(15), 100, 1 << 20, 2, Set.of());
        Storage storage = new StorageFixture(log, limits).open(commits, Runnable::run);

        for (String name : List.of("a", "b", "c", "d", "e")) {
            storage.submit(createOnce(name));
        }
        commits.run();

        assertThat(log.batches).hasSize(3);
        assertThat(storage.list(Kinds.CONFIG_MAP, "").items()).hasSize(5);
    }

    @Test
    void aFailedCommitShowsNothingAndTakesNoRevision() {
        var commits = new Deferred();
        var log = new ObservedLog();
        Storage storage = new StorageFixture(log, Limits.DEFAULT).open(commits, Runnable::run);
        var diary = new Diary();
        storage.watch(Kinds.CONFIG_MAP, 0, diary);

        log.failure = new LogFailure("the disk is full: free some space", new Exception("ENOSPC"));
        var refused = storage.submit(createOnce("a"));
        var alsoRefused = storage.submit(createOnce("b"));
        commits.run();
        log.failure = null;
        var accepted = storage.submit(createOnce("a"));
        commits.run();

        for (var answer : List.of(refused, alsoRefused)) {
            assertThat(answer)
                    .isCompletedExceptionally()
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(503);
                                // What makes client-go try again by itself.
                                assertThat(e.details().retryAfterSeconds()).isEqualTo(1);
                            })
                    .withMessage("the disk is full: free some space");
        }
        assertThat(accepted.join().orElseThrow().revision()).isEqualTo(1);
        assertThat(diary.entries).containsExactly("added a=1 @1");
    }

    @Test
    void onlyAGroupOfLeasesAndEventsNeedsNoSync() {
        var commits = new Deferred();
        var log = new ObservedLog();
        Storage storage = new StorageFixture(log, Limits.DEFAULT).open(commits, Runnable::run);

        storage.submit(view -> object(Kinds.LEASE, "l", "1"));
        commits.run();
        storage.submit(view -> object(Kinds.LEASE, "l", "2"));
        storage.submit(createOnce("a"));
        commits.run();

        assertThat(log.batches).containsExactly(Log.Durability.WRITTEN, Log.Durability.SYNCED);
    }

    @Test
    void aClosedStoreIsReadButNotWritten() {
        store.put("a", "1");
        store.storage.close();

        assertThat(store.names()).containsExactly("a");
        assertThatThrownBy(() -> store.put("b", "1"))
                .hasMessage("the store is closing; try again when Perk is up");
    }

    /** Lists. kubernetes-api.md 2.4 */
    @Test
    void listsAreOrderedByNamespaceAndName() {
        for (String name : List.of("b", "a-b", "a", "a.b")) {
            store.put(name, "1");
        }
        assertThat(store.names()).containsExactly("a", "a-b", "a.b", "b");
        assertThat(store.storage.list(Kinds.CONFIG_MAP, "defaul").items()).isEmpty();
    }

    @Test
    void aListCanBeSeenAsItWas() {
        store.put("a", "1");
        store.put("b", "1");
        store.put("a", "2");
        store.delete("b");
        store.put("c", "1");

        assertThat(at(1)).containsExactly("a=1");
        assertThat(at(2)).containsExactly("a=1", "b=1");
        assertThat(at(3)).containsExactly("a=2", "b=1");
        assertThat(at(4)).containsExactly("a=2");
        assertThat(at(5)).containsExactly("a=2", "c=1");
    }

    private List<String> at(long revision) {
        Listing then = store.storage.listAt(Kinds.CONFIG_MAP, "default", revision).orElseThrow();
        assertThat(then.revision()).isEqualTo(revision);
        return then.items().stream().map(o -> o.name() + "=" + value(o)).toList();
    }

    /** Watches. kubernetes-api.md 2.5 */
    @Test
    void aWatchTellsWhatItMissedAndThenWhatHappens() {
        store.put("a", "1");
        store.put("a", "2");
        var diary = new Diary();
        store.storage.watch(Kinds.CONFIG_MAP, 1, diary);
        store.put("b", "1");
        store.storage.write(view -> object(Kinds.NODE, "n", "1"));
        store.delete("a");

        assertThat(diary.entries)
                .containsExactly("modified a=2 @2", "added b=1 @3", "deleted a=2 @5");
    }

    @Test
    void nothingIsToldTwiceThatWasOnItsWayWhenTheWatchBegan() {
        var events = new Deferred();
        Storage storage = store.open(Runnable::run, events);
        storage.write(createOnce("a"));
        var diary = new Diary();
        storage.watch(Kinds.CONFIG_MAP, 0, diary);
        storage.write(createOnce("b"));
        events.run();

        assertThat(diary.entries).containsExactly("added a=1 @1", "added b=1 @2");
    }

    @Test
    void whatHappensWhileAWatchCatchesUpComesAfterwards() {
        store.put("a", "1");
        var diary = new Diary();
        Consumer<String> writeOnce = name -> store.put(name, "1");
        store.storage.watch(
                Kinds.CONFIG_MAP,
                0,
                new Reacting(
                        diary,
                        event -> {
                            if (event.revision() == 1) {
                                writeOnce.accept("b");
                                writeOnce.accept("c");
                            }
                        }));

        assertThat(diary.entries).containsExactly("added a=1 @1", "added b=1 @2", "added c=1 @3");
    }

    @Test
    void aWatcherMayWriteFromWithinItsEvent() {
        var diary = new Diary();
        store.storage.watch(
                Kinds.CONFIG_MAP,
                0,
                new Reacting(
                        diary,
                        event -> {
                            if (event.revision() < 3) {
                                store.put("echo" + event.revision(), "1");
                            }
                        }));
        store.put("a", "1");

        assertThat(diary.entries)
                .containsExactly("added a=1 @1", "added echo1=1 @2", "added echo2=1 @3");
    }

    @Test
    void aWatchFromARevisionToComeIsSilentUntilThen() {
        var diary = new Diary();
        store.storage.watch(Kinds.CONFIG_MAP, 2, diary);
        store.put("a", "1");
        store.put("a", "2");
        store.put("a", "3");

        assertThat(diary.entries).containsExactly("modified a=3 @3");
    }

    @Test
    void aWatchFromNowOnBeginsWithWhatExistsAndSaysWhereThatEnds() {
        store.put("b", "1");
        store.put("a", "1");
        var diary = new Diary();
        store.storage.watchFromNow(Kinds.CONFIG_MAP, diary, Storage.Mark.BOOKMARK);
        store.put("c", "1");

        assertThat(diary.entries)
                .containsExactly("added a=1 @2", "added b=1 @1", "initial end @2", "added c=1 @3");
    }

    @Test
    void aBookmarkComesAfterAllThatItCovers() {
        var events = new Deferred();
        Storage storage = store.open(Runnable::run, events);
        var diary = new Diary();
        Watching watching = storage.watch(Kinds.CONFIG_MAP, 0, diary);
        storage.write(createOnce("a"));
        storage.write(view -> object(Kinds.NODE, "n", "1"));
        watching.askBookmark();
        assertThat(diary.entries).isEmpty();
        events.run();

        assertThat(diary.entries).containsExactly("added a=1 @1", "bookmark @2");
    }

    @Test
    void aWatchThatWasClosedHearsNothingMore() {
        var diary = new Diary();
        Watching watching = store.storage.watch(Kinds.CONFIG_MAP, 0, diary);
        store.put("a", "1");
        watching.close();
        store.put("a", "2");

        assertThat(diary.entries).containsExactly("added a=1 @1");
    }

    @Test
    void aWatcherThatFailsIsDroppedAndTheOthersGoOn() {
        var broken = new Diary();
        var fine = new Diary();
        store.storage.watch(
                Kinds.CONFIG_MAP,
                0,
                new Reacting(
                        broken,
                        event -> {
                            throw new IllegalStateException("bug");
                        }));
        store.storage.watch(Kinds.CONFIG_MAP, 0, fine);
        store.put("a", "1");
        store.put("b", "1");

        assertThat(broken.entries)
                .containsExactly(
                        "added a=1 @1",
                        "lost: Internal error occurred: the watcher failed:"
                                + " java.lang.IllegalStateException: bug");
        assertThat(fine.entries).containsExactly("added a=1 @1", "added b=1 @2");
    }

    /** History. */
    @Test
    void historyReachesBackFifteenMinutes() {
        store.put("a", "1");
        store.clock.advance("14m");
        store.put("a", "2");
        store.clock.advance("59s");
        store.storage.watch(Kinds.CONFIG_MAP, 0, new Diary());
        store.clock.advance("20s");

        assertThatThrownBy(() -> store.storage.watch(Kinds.CONFIG_MAP, 0, new Diary()))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason()).isEqualTo("Expired"))
                .hasMessage("too old resource version: 0 (1)");
        assertThat(store.storage.listAt(Kinds.CONFIG_MAP, "", 0)).isEmpty();
        var diary = new Diary();
        store.storage.watch(Kinds.CONFIG_MAP, 1, diary);
        assertThat(diary.entries).containsExactly("modified a=2 @2");
    }

    @Test
    void historyOfAKindIsBoundedInNumberToo() {
        var limits = new Limits(Duration.ofMinutes(15), 3, 1 << 20, 10, Set.of());
        var bounded = new StorageFixture(new MemoryLog(), limits);
        bounded.storage.write(view -> object(Kinds.NODE, "n", "1"));
        for (int i = 1; i <= 5; i++) {
            bounded.put("a", "" + i);
        }
        assertThatThrownBy(() -> bounded.storage.watch(Kinds.CONFIG_MAP, 2, new Diary()))
                .hasMessage("too old resource version: 2 (3)");
        bounded.storage.watch(Kinds.CONFIG_MAP, 3, new Diary());
        bounded.storage.watch(Kinds.NODE, 0, new Diary());
    }

    @Test
    void historyOfAKindIsBoundedInLengthToo() {
        var limits = new Limits(Duration.ofMinutes(15), 100, 1000, 10, Set.of());
        var bounded = new StorageFixture(new MemoryLog(), limits);
        for (int i = 1; i <= 5; i++) {
            bounded.put("a", i + "x".repeat(300));
        }
        assertThatThrownBy(() -> bounded.storage.watch(Kinds.CONFIG_MAP, 2, new Diary()))
                .hasMessage("too old resource version: 2 (3)");
        bounded.storage.watch(Kinds.CONFIG_MAP, 3, new Diary());
    }

    /** Restarts. */
    @Test
    void aRestartKeepsObjectsRevisionsAndHistory() {
        store.put("a", "1");
        store.put("b", "1");
        store.put("a", "2");
        store.delete("b");
        Optional<KubeObject> before = store.storage.get(key("a"));
        store.restart();

        assertThat(store.storage.get(key("a"))).isEqualTo(before);
        assertThat(store.names()).containsExactly("a");
        assertThat(store.storage.revision()).isEqualTo(4);
        var diary = new Diary();
        store.storage.watch(Kinds.CONFIG_MAP, 1, diary);
        store.put("c", "1");
        assertThat(diary.entries)
                .containsExactly(
                        "added b=1 @2", "modified a=2 @3", "deleted b=1 @4", "added c=1 @5");
    }

    @Test
    void aRestartForgetsNoRevisionEvenIfItsObjectIsGone() {
        store.put("a", "1");
        store.delete("a");
        store.clock.advance("16m");
        store.restart();

        assertThat(store.put("b", "1").revision()).isEqualTo(3);
        assertThatThrownBy(() -> store.storage.watch(Kinds.CONFIG_MAP, 1, new Diary()))
                .hasMessage("too old resource version: 1 (2)");
    }

    @Test
    void theLogKeepsOneRecordPerObjectOnceHistoryHasPassed() {
        for (int i = 0; i < 20; i++) {
            store.put("a", "" + i);
            store.put("b", "" + i);
        }
        store.delete("b");
        assertThat(((MemoryLog) store.log).size()).isEqualTo(41);
        store.clock.advance("16m");

        assertThat(((MemoryLog) store.log).size()).isEqualTo(1);
        store.restart();
        assertThat(store.names()).containsExactly("a");
    }

    @Test
    void recordsThatACrashLeftBehindAreDroppedAfterTheNextStart() {
        var log = new ObservedLog();
        var crashing = new StorageFixture(log, Limits.DEFAULT);
        crashing.put("a", "1");
        crashing.put("a", "2");
        crashing.put("b", "1");
        crashing.delete("b");
        log.forgetsFloorsOnly = true;
        crashing.clock.advance("16m");
        log.forgetsFloorsOnly = false;
        assertThat(log.records.size()).isEqualTo(4);
        crashing.restart();
        crashing.clock.advance("10s");

        assertThat(log.records.size()).isEqualTo(1);
        assertThat(crashing.names()).containsExactly("a");
    }

    @Test
    void historyThatCouldNotBeDroppedIsDroppedOnceTheDiskHasRoom() {
        var log = new ObservedLog();
        var full = new StorageFixture(log, Limits.DEFAULT);
        for (int i = 0; i < 20; i++) {
            full.put("a", "" + i);
        }
        log.failure = new LogFailure("the disk is full: free some space", new Exception("ENOSPC"));
        full.clock.advance("16m");
        assertThat(log.records.size()).isEqualTo(20);
        assertThat(full.names()).as("reads go on").containsExactly("a");

        log.failure = null;
        full.clock.advance("10s");
        assertThat(log.records.size()).isEqualTo(1);
        full.restart();
        assertThat(full.names()).containsExactly("a");
        assertThatThrownBy(() -> full.storage.watch(Kinds.CONFIG_MAP, 1, new Diary()))
                .hasMessage("too old resource version: 1 (20)");
    }

    private static Write createOnce(String name) {
        Outcome.Put put = configMap(name, "1");
        return view -> {
            ResourceKey key = key(name);
            if (view.get(key).isPresent()) {
                throw ApiException.alreadyExists(key);
            }
            return put;
        };
    }

    /** Runs tasks when it is told to. */
    private static final class Deferred implements java.util.concurrent.Executor {
        private final Deque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void run() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    /** Writes down what it is told, and then does something. */
    private record Reacting(Diary diary, Consumer<WatchEvent> reaction) implements Watcher {
        @Override
        public void onEvent(WatchEvent event) {
            diary.onEvent(event);
            reaction.accept(event);
        }

        @Override
        public void onBookmark(long revision, boolean initial) {
            diary.onBookmark(revision, initial);
        }

        @Override
        public void onLost(ApiException cause) {
            diary.onLost(cause);
        }
    }

    /** A log that remembers its batches and can fail. */
    private static final class ObservedLog implements Log {
        final MemoryLog records = new MemoryLog();
        final List<Durability> batches = new ArrayList<>();
        @Nullable LogFailure failure;
        boolean forgetsFloorsOnly;

        @Override
        public Recovered replay(Consumer<LogRecord> each) {
            return records.replay(each);
        }

        @Override
        public void append(List<LogRecord> batch, Durability durability) {
            if (failure != null) {
                throw failure;
            }
            batches.add(durability);
            records.append(batch, durability);
        }

        @Override
        public void forget(Forgotten forgotten) {
            if (failure != null) {
                throw failure;
            }
            records.forget(
                    forgetsFloorsOnly ? new Forgotten(List.of(), forgotten.floors()) : forgotten);
        }

        @Override
        public void close() {}
    }

    @Test
    void answersComeWithoutWaitingForWatchers() {
        var events = new Deferred();
        Storage storage = store.open(Runnable::run, events);
        storage.watch(Kinds.CONFIG_MAP, 0, new Diary());
        CompletableFuture<Optional<KubeObject>> answer = storage.submit(createOnce("a"));

        assertThat(answer).isCompleted();
    }
}
