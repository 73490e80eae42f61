package dev.perk.run.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Deletion.Propagation;
import dev.perk.kube.store.Listing;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.Selector.Requirement;
import dev.perk.kube.store.Store;
import dev.perk.kube.store.Subresource;
import dev.perk.run.kubernetes.fixture.TestCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Store port over the wire: what {@code EmbeddedStore} does must come back the same. */
class ClusterStoreTest {
    @TempDir private Path folder;
    private TestCluster cluster;
    private Cluster connection;
    private Store store;

    @BeforeEach
    void connect() throws Exception {
        cluster = new TestCluster(folder, Limits.DEFAULT);
        connection = Cluster.connect(Optional.of(cluster.kubeconfig()));
        store = connection.store();
    }

    @AfterEach
    void leave() {
        connection.close();
        cluster.close();
    }

    private static KubeObject configMap(String name, String... labels) {
        return TestCluster.draft(Kinds.CONFIG_MAP, "default", name)
                .with(tree -> {
                    ObjectNode texts = tree.withObject("/metadata/labels");
                    for (int i = 0; i < labels.length; i += 2) {
                        texts.put(labels[i], labels[i + 1]);
                    }
                });
    }

    private static ResourceKey key(String name) {
        return ResourceKey.of(Kinds.CONFIG_MAP, "default", name);
    }

    private static KubeObject deployment() {
        return TestCluster.draft(Kinds.DEPLOYMENT, "default", "web")
                .with(tree -> {
                    ObjectNode spec = tree.putObject("spec").put("replicas", 1);
                    spec.withObject("/selector/matchLabels").put("app", "web");
                    spec.withObject("/template/metadata/labels").put("app", "web");
                    spec.withArray("/template/spec/containers")
                            .addObject()
                            .put("name", "web")
                            .put("image", "example.com/web");
                });
    }

    private static ApiException refusal(Runnable call) {
        return catchThrowableOfType(ApiException.class, call::run);
    }

    @Test
    void createsAndReadsBackTheSameObject() {
        KubeObject created = store.create(configMap("a"));
        assertThat(created.uid()).isNotEmpty();
        assertThat(created.revision()).isPositive();
        assertThat(store.get(created.key())).contains(created);
    }

    @Test
    void whatIsNotThereIsEmptyAndNoError() {
        assertThat(store.get(key("nobody"))).isEmpty();
    }

    @Test
    void keepsWhatTypedClassesWouldLose() {
        KubeObject service =
                TestCluster.draft(Kinds.METRIC, "default", "m")
                        .with(tree -> {
                            tree.withObject("/metadata/annotations").put("a", "b");
                            tree.putObject("spec").put("unknown", "kept").putArray("empty");
                        });
        KubeObject created = store.create(service);
        assertThat(created.spec().path("empty").isArray()).isTrue();
        assertThat(created.spec().path("unknown").asText()).isEqualTo("kept");
    }

    @Test
    void completesAGeneratedName() {
        KubeObject draft =
                configMap("x")
                        .with(tree -> {
                            ObjectNode metadata = (ObjectNode) tree.path("metadata");
                            metadata.remove("name");
                            metadata.put("generateName", "made-");
                        });
        assertThat(store.create(draft).name()).startsWith("made-").hasSizeGreaterThan(5);
    }

    @Test
    void reachesObjectsThatHaveNoNamespace() {
        store.create(TestCluster.draft(Kinds.NAMESPACE, "", "team"));
        assertThat(store.get(ResourceKey.of(Kinds.NAMESPACE, "", "team"))).isPresent();
        assertThat(store.list(Kinds.NAMESPACE, "", Selector.EVERYTHING).items())
                .extracting(KubeObject::name)
                .contains("team", "default");
    }

    @Test
    void listsInOrderWithTheRevisionToWatchFrom() {
        store.create(configMap("b"));
        KubeObject last = store.create(configMap("a"));
        Listing listing = store.list(Kinds.CONFIG_MAP, "default", Selector.EVERYTHING);
        assertThat(listing.items()).extracting(KubeObject::name).containsExactly("a", "b");
        assertThat(listing.revision()).isGreaterThanOrEqualTo(last.revision());
        assertThat(listing.items().getFirst()).as("it says what it is").isEqualTo(last);
        assertThat(store.list(Kinds.CONFIG_MAP, "kube-system", Selector.EVERYTHING).items())
                .isEmpty();
    }

    @Test
    void selectsByEveryKindOfRequirement() {
        store.create(configMap("a", "tier", "front", "size", "3"));
        store.create(configMap("b", "tier", "back", "size", "5"));
        store.create(configMap("c"));
        assertThat(selected(Selector.of(Map.of("tier", "front")))).containsExactly("a");
        assertThat(selected(only(new Requirement.In("tier", Set.of("front", "back")))))
                .containsExactly("a", "b");
        assertThat(selected(only(new Requirement.NotIn("tier", Set.of("front")))))
                .containsExactly("b", "c");
        assertThat(selected(only(new Requirement.Exists("tier")))).containsExactly("a", "b");
        assertThat(selected(only(new Requirement.Absent("tier")))).containsExactly("c");
        assertThat(selected(only(new Requirement.GreaterThan("size", 3)))).containsExactly("b");
        assertThat(selected(only(new Requirement.LessThan("size", 5)))).containsExactly("a");
    }

    private static Selector only(Requirement requirement) {
        return new Selector(List.of(requirement));
    }

    private List<String> selected(Selector labels) {
        return store.list(Kinds.CONFIG_MAP, "default", labels).items().stream()
                .map(KubeObject::name)
                .toList();
    }

    @Test
    void refusesASecondObjectOfTheSameName() {
        store.create(configMap("a"));
        ApiException refusal = refusal(() -> store.create(configMap("a")));
        assertThat(refusal.isAlreadyExists()).isTrue();
        assertThat(refusal.code()).isEqualTo(409);
        assertThat(refusal).hasMessage("configmaps \"a\" already exists");
        assertThat(refusal.details().name()).isEqualTo("a");
        assertThat(refusal.details().kind()).isEqualTo("configmaps");
    }

    @Test
    void aRefusalCarriesEveryCause() {
        ApiException refusal = refusal(() -> store.create(configMap("Not_A_Name")));
        assertThat(refusal.code()).isEqualTo(422);
        assertThat(refusal.reason()).isEqualTo("Invalid");
        assertThat(refusal.details().causes())
                .extracting(ApiException.Cause::field, ApiException.Cause::reason)
                .containsExactly(tuple("metadata.name", "FieldValueInvalid"));
    }

    @Test
    void updatesOnlyWhatItHasSeen() {
        KubeObject first = store.create(configMap("a"));
        KubeObject second = store.update(first.with(tree -> data(tree, "k", "1")));
        assertThat(second.revision()).isGreaterThan(first.revision());
        ApiException conflict =
                refusal(() -> store.update(first.with(tree -> data(tree, "k", "2"))));
        assertThat(conflict.isConflict()).isTrue();
        assertThat(conflict.code()).isEqualTo(409);
        assertThat(refusal(() -> store.update(configMap("nobody"))).isNotFound()).isTrue();
    }

    private static void data(ObjectNode tree, String key, String value) {
        tree.withObject("/data").put(key, value);
    }

    @Test
    void aWriteThatChangesNothingTakesNoRevision() {
        KubeObject first = store.create(configMap("a"));
        assertThat(store.update(first).revision()).isEqualTo(first.revision());
    }

    @Test
    void writesTheStatusApartFromTheRest() {
        KubeObject created = store.create(deployment());
        KubeObject changed =
                store.updateStatus(
                        created.with(tree -> {
                            tree.withObject("/status").put("replicas", 7);
                            tree.withObject("/spec").put("replicas", 9);
                        }));
        assertThat(changed.status().path("replicas").asInt()).isEqualTo(7);
        assertThat(changed.spec().path("replicas").asInt()).isEqualTo(1);
        KubeObject updated =
                store.update(changed.with(tree -> tree.withObject("/status").put("replicas", 8)));
        assertThat(updated.status().path("replicas").asInt()).isEqualTo(7);
    }

    @Test
    void patchesInAllThreeLanguages() {
        store.create(configMap("a"));
        ObjectNode merge = Json.object();
        data(merge, "k", "merged");
        assertThat(data(store.patch(key("a"), new Patch.MergePatch(merge), Subresource.MAIN)))
                .isEqualTo("merged");
        ArrayNode operations = Json.mapper().createArrayNode();
        operations.addObject().put("op", "replace").put("path", "/data/k").put("value", "replaced");
        assertThat(data(store.patch(key("a"), new Patch.JsonPatch(operations), Subresource.MAIN)))
                .isEqualTo("replaced");
        ObjectNode strategic = Json.object();
        data(strategic, "k", "strategic");
        assertThat(
                        data(
                                store.patch(
                                        key("a"),
                                        new Patch.StrategicMergePatch(strategic),
                                        Subresource.MAIN)))
                .isEqualTo("strategic");
    }

    private static String data(KubeObject configMap) {
        return configMap.tree().path("data").path("k").asText();
    }

    @Test
    void aResourceVersionInAPatchIsAPrecondition() {
        store.create(configMap("a"));
        ObjectNode stale = Json.object();
        stale.withObject("/metadata").put("resourceVersion", "1");
        data(stale, "k", "v");
        assertThat(
                        refusal(() ->
                                        store.patch(
                                                key("a"),
                                                new Patch.MergePatch(stale),
                                                Subresource.MAIN))
                                .isConflict())
                .isTrue();
    }

    @Test
    void patchesAStatusAndAScaleAndGivesBackTheWholeObject() {
        KubeObject created = store.create(deployment());
        ObjectNode status = Json.object();
        status.withObject("/status").put("replicas", 5);
        assertThat(
                        store.patch(created.key(), new Patch.MergePatch(status), Subresource.STATUS)
                                .status()
                                .path("replicas")
                                .asInt())
                .isEqualTo(5);
        ObjectNode scale = Json.object();
        scale.withObject("/spec").put("replicas", 3);
        KubeObject scaled =
                store.patch(created.key(), new Patch.MergePatch(scale), Subresource.SCALE);
        assertThat(scaled.type()).isEqualTo(Kinds.DEPLOYMENT);
        assertThat(scaled.spec().path("replicas").asInt()).isEqualTo(3);
        assertThat(scaled.spec().path("template").isObject()).isTrue();
    }

    @Test
    void deletesInEveryManner() {
        for (Propagation propagation :
                List.of(Propagation.UNSPECIFIED, Propagation.BACKGROUND, Propagation.ORPHAN)) {
            KubeObject created = store.create(configMap("a"));
            store.delete(
                    created.key(),
                    new Deletion(
                            propagation,
                            OptionalLong.empty(),
                            Optional.empty(),
                            OptionalLong.empty()));
            if (propagation != Propagation.ORPHAN) {
                assertThat(store.get(created.key())).as("%s", propagation).isEmpty();
            } else {
                assertThat(store.get(created.key()).orElseThrow().finalizers())
                        .as("the garbage collector has work first")
                        .containsExactly("orphan");
            }
        }
    }

    @Test
    void deletesOnlyTheVersionThatIsMeant() {
        KubeObject created = store.create(configMap("a"));
        assertThat(refusal(() -> store.delete(key("a"), Deletion.now("another"))).isConflict())
                .isTrue();
        Deletion old =
                new Deletion(
                        Propagation.BACKGROUND,
                        OptionalLong.empty(),
                        Optional.empty(),
                        OptionalLong.of(created.revision() + 1));
        assertThat(refusal(() -> store.delete(key("a"), old)).isConflict()).isTrue();
        store.delete(key("a"), Deletion.now(created.uid()));
        assertThat(store.get(key("a"))).isEmpty();
        assertThat(refusal(() -> store.delete(key("a"), Deletion.background())).isNotFound())
                .isTrue();
    }

    @Test
    void aServerThatIsGoneIsUnavailable() {
        cluster.stop();
        ApiException refusal = refusal(() -> store.get(key("a")));
        assertThat(refusal.code()).isEqualTo(503);
        assertThat(refusal).hasMessageContaining("GET /api/v1/namespaces/default/configmaps/a");
    }
}
