package dev.perk.control.apiserver.registry;

import static dev.perk.control.apiserver.registry.RegistryFixture.merge;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.control.apiserver.auth.User;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.Store;
import dev.perk.kube.store.Subresource;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The promises of {@link Store}, as controllers rely on them. */
class EmbeddedStoreTest {
    private final RegistryFixture api = new RegistryFixture();
    private final Store store = new EmbeddedStore(api.registry, User.CONTROLLER);

    @Test
    void aCacheFollowsTheStore() {
        api.configMap("before");
        List<String> seen = new ArrayList<>();
        try (var cache = new ObjectCache(store, Kinds.CONFIG_MAP, api.clock)) {
            cache.addHandler((before, after) ->
                    seen.add(
                            (before == null ? "" : "was ")
                                    + (after == null ? "gone" : after.name())));
            cache.start();
            KubeObject added = api.configMap("added");
            store.patch(added.key(), merge("{'data':{'x':'y'}}"), Subresource.MAIN);
            store.delete(added.key(), Deletion.now(added.uid()));

            assertThat(seen).containsExactly("before", "added", "was added", "was gone");
            assertThat(cache.all()).extracting(KubeObject::name).containsExactly("before");
            assertThat(cache.get(new NamespacedName("default", "added"))).isEmpty();
        }
    }

    @Test
    void aTypedObjectIsStoredAsItsTree() {
        var model =
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("typed")
                        .endMetadata()
                        .addToData("a", "1")
                        .build();
        KubeObject created = store.create(KubeObject.of(Kinds.CONFIG_MAP, model));
        assertThat(created.uid()).isNotEmpty();
        assertThat(store.get(created.key())).contains(created);
        assertThat(store.list(Kinds.CONFIG_MAP, "default", Selector.of(Map.of())).items())
                .containsExactly(created);
    }

    /** What a control loop does after every reconcile. */
    @Test
    void aStatusThatIsTheSameIsNotWrittenAgain() {
        KubeObject route = api.route("r");
        ObjectNode status = Json.object().put("observedGeneration", route.generation());
        KubeObject first = store.updateStatus(route.withStatus(status));
        KubeObject second = store.updateStatus(first.withStatus(status.deepCopy()));
        assertThat(second).isSameAs(first);
    }

    @Test
    void controllersActUnderTheNameOfKnativesOwn() {
        List<String> users = new ArrayList<>();
        api.admissions.add(
                new Admission() {
                    @Override
                    public void validate(Attempt attempt, KubeObject object) {
                        users.add(attempt.user().name());
                    }
                });
        store.create(api.route("r").with(tree -> tree.withObject("/metadata").put("name", "s")));
        assertThat(users).last().isEqualTo("system:serviceaccount:knative-serving:controller");
    }
}
