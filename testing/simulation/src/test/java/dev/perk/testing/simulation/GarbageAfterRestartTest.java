package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.EmbeddedStore;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.workloads.Workloads;
import dev.perk.control.workloads.namespaces.Bootstrap;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.EventRecorder;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Listing;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.Store;
import dev.perk.kube.store.Subresource;
import dev.perk.kube.store.Subscription;
import dev.perk.kube.store.WatchListener;
import dev.perk.testing.testkit.FakeClock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * A deletion that a Perk has begun is finished by the next one, wherever the first has ended.
 * kubernetes-api.md 2.8; upstream: {@code test/integration/garbagecollector}.
 */
class GarbageAfterRestartTest {
    /** More than one collection writes. */
    private static final int MOST_WRITES = 12;

    private final FakeClock clock = new FakeClock();
    private final Storage storage = Storage.inMemory(Kinds.SERVED, clock);
    private final Registry registry = new Registry(storage, Admission.NONE, clock, new Random(1));
    private final Store store = new EmbeddedStore(registry, User.CONTROLLER);

    GarbageAfterRestartTest() {
        Bootstrap.objects(6443).forEach(store::create);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNSPECIFIED")
    void isCollectedWhereverPerkEnds(Deletion.Propagation how) {
        for (int writes = 0; writes < MOST_WRITES; writes++) {
            family();
            live(writes, () -> delete("owner", how));
            live(Integer.MAX_VALUE, () -> {});

            assertThat(names())
                    .as("%s, ended after %d writes", how, writes)
                    .isEqualTo(
                            how == Deletion.Propagation.ORPHAN
                                    ? List.of("child-0", "child-1", "grandchild-0", "grandchild-1")
                                    : List.of());
            for (KubeObject child : children()) {
                assertThat(child.owners())
                        .as("%s, ended after %d writes: %s", how, writes, child.name())
                        .noneMatch(owner -> owner.name().equals("owner"));
            }
            children().forEach(child -> delete(child.name(), Deletion.Propagation.BACKGROUND));
        }
    }

    /** An owner, two that it owns, and one of each of them. */
    private void family() {
        KubeObject owner = create("owner", Optional.empty());
        for (int i = 0; i < 2; i++) {
            KubeObject child = create("child-" + i, Optional.of(owner));
            create("grandchild-" + i, Optional.of(child));
        }
    }

    /** Controllers that are cut off from the store after so many writes. */
    private void live(int writes, Runnable meanwhile) {
        var mortal = new Mortal(store, writes);
        var caches = new ObjectCaches(mortal, clock);
        var workloads =
                new Workloads(
                        mortal,
                        caches,
                        registry.definitions().catalog(),
                        new EventRecorder(mortal, clock),
                        clock,
                        2,
                        "PEM",
                        (_, _) -> "token");
        caches.start();
        workloads.start();
        // The furniture of the namespaces is not what this is about.
        mortal.writesLeft = Integer.MAX_VALUE;
        clock.advance("1s");
        mortal.writesLeft = writes;
        meanwhile.run();
        clock.advance("2s");
        workloads.close();
        caches.close();
    }

    private KubeObject create(String name, Optional<KubeObject> owner) {
        ObjectNode tree = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata =
                tree.putObject("metadata").put("name", name).put("namespace", "default");
        owner.ifPresent(of ->
                metadata.putArray("ownerReferences")
                        .addObject()
                        .put("apiVersion", "v1")
                        .put("kind", "ConfigMap")
                        .put("name", of.name())
                        .put("uid", of.uid())
                        .put("controller", true)
                        .put("blockOwnerDeletion", true));
        return store.create(KubeObject.of(Kinds.CONFIG_MAP, tree));
    }

    private void delete(String name, Deletion.Propagation how) {
        store.delete(
                ResourceKey.of(Kinds.CONFIG_MAP, "default", name),
                new Deletion(how, OptionalLong.empty(), Optional.empty(), OptionalLong.empty()));
    }

    private List<KubeObject> children() {
        return store.list(Kinds.CONFIG_MAP, "default", Selector.EVERYTHING).items().stream()
                .filter(object -> !object.name().equals("kube-root-ca.crt"))
                .toList();
    }

    private List<String> names() {
        return List.copyOf(new TreeSet<>(children().stream().map(KubeObject::name).toList()));
    }

    /** A store that takes so many writes and no more, as if its caller had died. */
    private static final class Mortal implements Store {
        private final Store store;
        private int writesLeft;

        Mortal(Store store, int writesLeft) {
            this.store = store;
            this.writesLeft = writesLeft;
        }

        private void write() {
            if (writesLeft == 0) {
                throw ApiException.unavailable("Perk has ended");
            }
            writesLeft--;
        }

        @Override
        public Optional<KubeObject> get(ResourceKey key) {
            return store.get(key);
        }

        @Override
        public Listing list(ResourceType type, String namespace, Selector labels) {
            return store.list(type, namespace, labels);
        }

        @Override
        public Subscription watch(ResourceType type, long revision, WatchListener listener) {
            return store.watch(type, revision, listener);
        }

        @Override
        public KubeObject create(KubeObject object) {
            write();
            return store.create(object);
        }

        @Override
        public KubeObject update(KubeObject object) {
            write();
            return store.update(object);
        }

        @Override
        public KubeObject updateStatus(KubeObject object) {
            write();
            return store.updateStatus(object);
        }

        @Override
        public KubeObject patch(ResourceKey key, Patch patch, Subresource part) {
            write();
            return store.patch(key, patch, part);
        }

        @Override
        public void delete(ResourceKey key, Deletion deletion) {
            write();
            store.delete(key, deletion);
        }
    }
}
