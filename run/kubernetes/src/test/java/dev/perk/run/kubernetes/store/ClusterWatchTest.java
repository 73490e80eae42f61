package dev.perk.run.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.Store;
import dev.perk.kube.store.Subscription;
import dev.perk.kube.store.WatchEvent;
import dev.perk.kube.store.WatchListener;
import dev.perk.run.kubernetes.fixture.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watches over the wire, also when the API server goes away and comes back. */
class ClusterWatchTest {
    private static final int HISTORY = 20;
    private static final int PATIENCE_SECONDS = 20;

    @TempDir private Path folder;
    private TestCluster cluster;
    private Cluster connection;
    private Store store;
    private final Listener listener = new Listener();

    /** Takes down what it hears. */
    private static final class Listener implements WatchListener {
        final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
        final BlockingQueue<ApiException> losses = new LinkedBlockingQueue<>();

        @Override
        public void onEvent(WatchEvent event) {
            events.add(event);
        }

        @Override
        public void onLost(ApiException cause) {
            losses.add(cause);
        }

        WatchEvent next() throws InterruptedException {
            WatchEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(event).as("another event").isNotNull();
            return event;
        }
    }

    @BeforeEach
    void connect() throws Exception {
        var limits = new Limits(Duration.ofMinutes(15), HISTORY, Long.MAX_VALUE, 512, Set.of());
        cluster = new TestCluster(folder, limits);
        connection = Cluster.connect(Optional.of(cluster.kubeconfig()));
        store = connection.store();
    }

    @AfterEach
    void leave() {
        connection.close();
        cluster.close();
    }

    private static KubeObject configMap(String name) {
        return TestCluster.draft(Kinds.CONFIG_MAP, "default", name);
    }

    /** As another client would. */
    private void createElsewhere(String name) {
        cluster.registry()
                .create(
                        Kinds.CONFIG_MAP,
                        "default",
                        configMap(name).tree(),
                        WriteOptions.by(User.CONTROLLER));
    }

    @Test
    void tellsOfEveryChangeAfterTheRevisionInOrder() throws Exception {
        KubeObject before = store.create(configMap("before"));
        try (Subscription _ = store.watch(Kinds.CONFIG_MAP, before.revision(), listener)) {
            KubeObject created = store.create(configMap("a"));
            KubeObject changed =
                    store.update(created.with(tree -> tree.withObject("/data").put("k", "v")));
            store.delete(changed.key(), Deletion.background());

            assertThat(listener.next()).isEqualTo(new WatchEvent.Added(created));
            assertThat(listener.next()).isEqualTo(new WatchEvent.Modified(created, changed));
            WatchEvent last = listener.next();
            assertThat(last).isInstanceOf(WatchEvent.Deleted.class);
            assertThat(last.revision()).isGreaterThan(changed.revision());
        }
    }

    @Test
    void hearsAllNamespacesAndKindsWithoutOne() throws Exception {
        long revision = store.create(configMap("a")).revision();
        try (Subscription _ = store.watch(Kinds.NAMESPACE, revision, listener)) {
            KubeObject team = store.create(TestCluster.draft(Kinds.NAMESPACE, "", "team"));
            assertThat(listener.next()).isEqualTo(new WatchEvent.Added(team));
        }
    }

    @Test
    void saysNothingAfterItsEnd() throws Exception {
        long revision = store.create(configMap("a")).revision();
        store.watch(Kinds.CONFIG_MAP, revision, listener).close();
        var second = new Listener();
        try (Subscription _ = store.watch(Kinds.CONFIG_MAP, revision, second)) {
            store.create(configMap("b"));
            second.next();
        }
        assertThat(listener.events).isEmpty();
        assertThat(listener.losses).isEmpty();
    }

    @Test
    void goesOnWhereItWasWhenTheServerComesBack() throws Exception {
        long revision = store.create(configMap("a")).revision();
        try (Subscription _ = store.watch(Kinds.CONFIG_MAP, revision, listener)) {
            createElsewhere("b");
            assertThat(name(listener.next())).isEqualTo("b");

            cluster.stop();
            createElsewhere("while-nobody-listened");
            cluster.start();
            createElsewhere("c");

            assertThat(name(listener.next())).isEqualTo("while-nobody-listened");
            assertThat(name(listener.next())).isEqualTo("c");
            assertThat(listener.losses).isEmpty();
        }
    }

    private static String name(WatchEvent event) {
        return switch (event) {
            case WatchEvent.Added(KubeObject object) -> object.name();
            case WatchEvent.Modified(KubeObject _, KubeObject object) -> object.name();
            case WatchEvent.Deleted(KubeObject object) -> object.name();
        };
    }

    @Test
    void isLostWhereTheHistoryIsGone() throws Exception {
        long revision = store.create(configMap("a")).revision();
        for (int i = 0; i < 2 * HISTORY; i++) {
            createElsewhere("more-" + i);
        }
        ApiException refusal;
        try (Subscription _ = store.watch(Kinds.CONFIG_MAP, revision, listener)) {
            refusal = listener.losses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(410);
        assertThat(refusal.reason()).isEqualTo("Expired");
        assertThat(listener.events).isEmpty();
    }

    @Test
    void aCacheIsCompleteAgainAfterTheServerWasGone() throws Exception {
        store.create(configMap("stays"));
        KubeObject goes = store.create(configMap("goes"));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (var cache = new ObjectCache(store, Kinds.CONFIG_MAP, cluster.scheduler())) {
            cache.addHandler((before, after) -> {
                KubeObject either = after != null ? after : before;
                if (either != null && (before == null || after == null)) {
                    heard.add((after == null ? "-" : "+") + either.name());
                }
            });
            cache.start();
            assertThat(heard).contains("+stays", "+goes");
            heard.clear();

            cluster.stop();
            cluster.registry()
                    .delete(goes.key(), Deletion.background(), WriteOptions.by(User.CONTROLLER));
            // So much happens that the watch cannot go on: the cache has to list again.
            for (int i = 0; i < 2 * HISTORY; i++) {
                createElsewhere("more-" + i);
            }
            cluster.start();

            assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
            createElsewhere("last");
            String next = "";
            while (!next.equals("+last")) {
                next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(next).as("another change").isNotNull();
            }
            assertThat(cache.get("default", "goes")).isEmpty();
            assertThat(cache.get("default", "stays")).isPresent();
            assertThat(cache.get("default", "more-0")).isPresent();
            assertThat(cache.inNamespace("default")).hasSize(2 * HISTORY + 2);
        }
    }

    @Test
    void keepsWhatTypedClassesWouldLose() throws Exception {
        long revision = store.create(configMap("a")).revision();
        try (Subscription _ = store.watch(Kinds.METRIC, revision, listener)) {
            KubeObject draft =
                    TestCluster.draft(Kinds.METRIC, "default", "m")
                            .with(tree -> {
                                ObjectNode spec = tree.putObject("spec").put("unknown", "kept");
                                spec.putArray("empty");
                                spec.putObject("nothing");
                                spec.putNull("unset");
                            });
            KubeObject created = store.create(draft);
            assertThat(listener.next()).isEqualTo(new WatchEvent.Added(created));
        }
    }
}
