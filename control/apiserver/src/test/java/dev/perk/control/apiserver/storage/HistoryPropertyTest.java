package dev.perk.control.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Listing;
import dev.perk.kube.store.WatchEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Lists, watches and restarts tell one and the same story, whatever happened. */
class HistoryPropertyTest {

    /** One step of a story. */
    sealed interface Step {
        record Put(String name, int value) implements Step {}

        record Delete(String name) implements Step {}

        record Wait(int minutes) implements Step {}

        record Restart() implements Step {}

        record Watch() implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> stories() {
        Arbitrary<String> names = Arbitraries.of("a", "b", "c", "d");
        Arbitrary<Step> puts =
                Combinators.combine(names, Arbitraries.integers().between(0, 3)).as(Step.Put::new);
        Arbitrary<Step> deletes = names.map(Step.Delete::new);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(8, puts),
                        net.jqwik.api.Tuple.of(3, deletes),
                        net.jqwik.api.Tuple.of(
                                1, Arbitraries.integers().between(1, 9).map(Step.Wait::new)),
                        net.jqwik.api.Tuple.of(1, Arbitraries.just(new Step.Restart())),
                        net.jqwik.api.Tuple.of(1, Arbitraries.just(new Step.Watch())))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    @Property(tries = 300)
    void aListAtAnyRevisionPlusAWatchFromItIsTheListNow(@ForAll("stories") List<Step> story) {
        var store =
                new StorageFixture(
                        new MemoryLog(),
                        new Limits(Duration.ofMinutes(15), 25, 1 << 20, 4, Set.of()));
        Map<Long, Map<String, String>> truth = new TreeMap<>();
        List<Follower> followers = new ArrayList<>();
        truth.put(0L, Map.of());
        long last = 0;
        for (Step step : story) {
            switch (step) {
                case Step.Put(String name, int value) -> store.put(name, "" + value);
                case Step.Delete(String name) -> {
                    if (store.storage.get(StorageFixture.key(name)).isPresent()) {
                        store.delete(name);
                    }
                }
                case Step.Wait(int minutes) -> store.clock.advance(Duration.ofMinutes(minutes));
                case Step.Restart _ -> {
                    store.restart();
                    // A watch ends with the process.
                    followers.clear();
                }
                case Step.Watch _ -> followers.add(follow(store, last));
            }
            long now = store.storage.revision();
            assertThat(now).isBetween(last, last + 1);
            last = now;
            truth.put(now, values(store.storage.list(Kinds.CONFIG_MAP, "")));
        }

        Map<String, String> now = values(store.storage.list(Kinds.CONFIG_MAP, ""));
        assertThat(followers).allSatisfy(live -> assertThat(live.seen).isEqualTo(now));
        truth.forEach((revision, then) -> {
            store.storage
                    .listAt(Kinds.CONFIG_MAP, "", revision)
                    .ifPresent(listing -> assertThat(values(listing)).isEqualTo(then));
            boolean known = store.storage.listAt(Kinds.CONFIG_MAP, "", revision).isPresent();
            var follower = new Follower(then);
            if (known) {
                store.storage.watch(Kinds.CONFIG_MAP, revision, follower);
                assertThat(follower.seen).as("from %d", revision).isEqualTo(now);
            }
        });
        assertThat(store.storage.listAt(Kinds.CONFIG_MAP, "", last))
                .as("now is never too long ago")
                .isPresent();
    }

    private static Follower follow(StorageFixture store, long revision) {
        Listing start = store.storage.list(Kinds.CONFIG_MAP, "");
        var follower = new Follower(values(start));
        store.storage.watch(Kinds.CONFIG_MAP, Math.max(revision, start.revision()), follower);
        return follower;
    }

    private static Map<String, String> values(Listing listing) {
        Map<String, String> values = new TreeMap<>();
        listing.items().forEach(object -> values.put(object.name(), StorageFixture.value(object)));
        return values;
    }

    /** What a client knows that lists once and then watches. */
    private static final class Follower implements Watcher {
        final Map<String, String> seen;

        Follower(Map<String, String> start) {
            seen = new TreeMap<>(start);
        }

        @Override
        public void onEvent(WatchEvent event) {
            switch (event) {
                case WatchEvent.Added(KubeObject object) ->
                        assertThat(seen.put(object.name(), StorageFixture.value(object))).isNull();
                case WatchEvent.Modified(KubeObject before, KubeObject object) ->
                        assertThat(seen.put(object.name(), StorageFixture.value(object)))
                                .isEqualTo(StorageFixture.value(before));
                case WatchEvent.Deleted(KubeObject object) ->
                        assertThat(seen.remove(object.name())).isNotNull();
            }
        }

        @Override
        public void onBookmark(long revision, boolean initial) {}

        @Override
        public void onLost(ApiException cause) {
            throw cause;
        }
    }
}
