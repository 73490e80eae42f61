package dev.perk.kube.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import dev.perk.testing.testkit.FakeClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Upstream: client-go tools/cache (informer, thread-safe store with indices). */
class ObjectCacheTest {
    private final FakeStore store = new FakeStore();
    private final FakeClock clock = new FakeClock();
    private final ObjectCache cache = new ObjectCache(store, Kinds.POD, clock);
    private final List<String> heard = new ArrayList<>();

    @Test
    void holdsWhatExistedBeforeItStarted() {
        store.create(pod("ns", "a", "app", "x"));
        cache.addHandler(this::hear);
        cache.start();
        assertThat(cache.get("ns", "a")).isPresent();
        assertThat(heard).containsExactly("+a");
    }

    @Test
    void followsCreationsChangesAndDeletions() {
        cache.addHandler(this::hear);
        cache.start();
        KubeObject pod = store.create(pod("ns", "a", "app", "x"));
        store.updateStatus(pod.withStatus(Json.object().put("phase", "Running")));
        assertThat(cache.get("ns", "a").orElseThrow().status().path("phase").asText())
                .isEqualTo("Running");
        store.delete(pod.key(), Deletion.background());
        assertThat(cache.get("ns", "a")).isEmpty();
        assertThat(heard).containsExactly("+a", "~a", "-a");
    }

    @Test
    void ignoresOtherKinds() {
        cache.start();
        store.create(object(Kinds.SERVICE, "ns", "a"));
        assertThat(cache.all()).isEmpty();
    }

    @Test
    void showsAChangeBeforeItTellsOfIt() {
        List<Boolean> visible = new ArrayList<>();
        cache.addHandler((before, after) ->
                visible.add(cache.get("ns", "a").isPresent() == (after != null)));
        cache.start();
        KubeObject pod = store.create(pod("ns", "a", "app", "x"));
        store.delete(pod.key(), Deletion.background());
        assertThat(visible).containsExactly(true, true);
    }

    @Test
    void findsObjectsByNamespaceOwnerAndLabel() {
        cache.start();
        KubeObject owner = store.create(object(Kinds.REPLICA_SET, "ns", "owner"));
        store.create(ownedBy(owner, pod("ns", "a", "app", "x")));
        store.create(pod("ns", "b", "app", "y"));
        store.create(pod("other", "c", "app", "x"));
        assertThat(names(cache.inNamespace("ns"))).containsExactlyInAnyOrder("a", "b");
        assertThat(names(cache.ownedBy(owner.uid()))).containsExactly("a");
        assertThat(names(cache.labelled("ns", "app", "x"))).containsExactly("a");
    }

    @Test
    void keepsItsIndexesWhenALabelChanges() {
        cache.start();
        KubeObject pod = store.create(pod("ns", "a", "app", "x"));
        assertThat(names(cache.labelled("ns", "app", "x"))).containsExactly("a");
        store.update(pod.with(tree -> tree.withObject("/metadata/labels").put("app", "y")));
        assertThat(cache.labelled("ns", "app", "x")).isEmpty();
        assertThat(names(cache.labelled("ns", "app", "y"))).containsExactly("a");
        store.delete(pod.key(), Deletion.background());
        assertThat(cache.labelled("ns", "app", "y")).isEmpty();
        assertThat(cache.inNamespace("ns")).isEmpty();
    }

    @Test
    void listsAgainAfterALostWatchAndTellsWhatItMissed() {
        cache.start();
        store.create(pod("ns", "stays", "app", "x"));
        KubeObject goes = store.create(pod("ns", "goes", "app", "x"));
        cache.addHandler(this::hear);
        store.loseWatches();
        store.delete(goes.key(), Deletion.background());
        store.create(pod("ns", "comes", "app", "x"));
        assertThat(heard).as("nobody listens to a lost watch").isEmpty();
        clock.advance("200ms");
        assertThat(heard).contains("+comes", "-goes");
        assertThat(names(cache.all())).containsExactlyInAnyOrder("stays", "comes");
        store.create(pod("ns", "later", "app", "x"));
        assertThat(heard).contains("+later");
    }

    @Test
    void staysSilentOnceClosed() {
        cache.addHandler(this::hear);
        cache.start();
        cache.close();
        store.create(pod("ns", "a", "app", "x"));
        store.loseWatches();
        clock.advance("1s");
        assertThat(heard).isEmpty();
    }

    @Test
    void existsOncePerKindAndFillsAllKindsTogether() {
        try (ObjectCaches caches = new ObjectCaches(store, clock)) {
            ObjectCache pods = caches.of(Kinds.POD);
            assertThat(caches.of(Kinds.POD)).isSameAs(pods);
            store.create(pod("ns", "a", "app", "x"));
            caches.start();
            assertThat(pods.get(new NamespacedName("ns", "a"))).isPresent();
        }
    }

    @Test
    void fillsAtOnceForAKindThatIsAskedForLater() {
        try (ObjectCaches caches = new ObjectCaches(store, clock)) {
            store.create(pod("ns", "a", "app", "x"));
            caches.start();
            assertThat(caches.of(Kinds.POD).get(new NamespacedName("ns", "a"))).isPresent();
        }
    }

    private void hear(@Nullable KubeObject before, @Nullable KubeObject after) {
        if (after == null) {
            heard.add("-" + (before == null ? "?" : before.name()));
        } else {
            heard.add((before == null ? "+" : "~") + after.name());
        }
    }

    private static List<String> names(List<KubeObject> objects) {
        return objects.stream().map(KubeObject::name).toList();
    }

    private static KubeObject pod(String namespace, String name, String label, String value) {
        return object(Kinds.POD, namespace, name)
                .with(tree -> tree.withObject("/metadata/labels").put(label, value));
    }

    private static KubeObject ownedBy(KubeObject owner, KubeObject object) {
        return object.with(tree ->
                tree.withObject("/metadata")
                        .putArray("ownerReferences")
                        .add(OwnerRef.controller(owner).tree()));
    }

    private static KubeObject object(ResourceType type, String namespace, String name) {
        ObjectNode tree = Json.object();
        tree.putObject("metadata").put("namespace", namespace).put("name", name);
        return KubeObject.of(type, tree);
    }
}
