package dev.perk.control.apiserver.registry;

import static dev.perk.control.apiserver.registry.RegistryFixture.DRY_RUN;
import static dev.perk.control.apiserver.registry.RegistryFixture.OPTIONS;
import static dev.perk.control.apiserver.registry.RegistryFixture.grace;
import static dev.perk.control.apiserver.registry.RegistryFixture.json;
import static dev.perk.control.apiserver.registry.RegistryFixture.key;
import static dev.perk.control.apiserver.registry.RegistryFixture.merge;
import static dev.perk.control.apiserver.registry.RegistryFixture.operations;
import static dev.perk.control.apiserver.registry.RegistryFixture.propagation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.storage.StorageFixture.Diary;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Deletion.Propagation;
import dev.perk.kube.store.FieldSelector;
import dev.perk.kube.store.SelectorParser;
import dev.perk.kube.store.Subresource;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * kubernetes-api.md 2.8 and 2.14. Upstream: {@code k8s.io/apiserver
 * pkg/registry/generic/registry/store_test.go} (TestGracefulStoreHandleFinalizers,
 * TestNonGracefulStoreHandleFinalizers, TestStoreDeleteWithOrphanDependents,
 * TestStoreDeletionPropagation), {@code kubernetes pkg/registry/core/pod/strategy_test.go}
 * (TestCheckGracefulDelete), {@code pkg/registry/core/namespace/storage/storage_test.go}.
 */
class DeleteTest {
    private final RegistryFixture api = new RegistryFixture();

    @Test
    void whatNothingHoldsIsGoneAtOnce() {
        KubeObject object = api.configMap("c");
        var diary = new Diary();
        api.registry.watch(
                Kinds.CONFIG_MAP,
                "",
                WatchQuery.parse(
                        Kinds.CONFIG_MAP,
                        java.util.Map.of("resourceVersion", "" + object.revision())),
                diary);
        Deleted deleted = api.delete(object.key(), Deletion.background());

        assertThat(deleted)
                .isInstanceOfSatisfying(
                        Deleted.Gone.class,
                        gone -> assertThat(gone.object().uid()).isEqualTo(object.uid()));
        assertThat(api.get(object.key())).isEmpty();
        assertThat(diary.entries).containsExactly("deleted c= @" + (object.revision() + 1));
        assertThatThrownBy(() -> api.delete(object.key(), Deletion.background()))
                .hasMessage("configmaps \"c\" not found");
    }

    @Test
    void preconditionsNameTheKind() {
        KubeObject object = api.configMap("c");
        assertThatThrownBy(() -> api.delete(object.key(), Deletion.now("xx")))
                .hasMessage(
                        "Operation cannot be fulfilled on ConfigMap \"c\": the UID in the"
                                + " precondition (xx) does not match the UID in record ("
                                + object.uid()
                                + "). The object might have been deleted and then recreated");
        var oldVersion =
                new Deletion(
                        Propagation.BACKGROUND,
                        OptionalLong.empty(),
                        Optional.empty(),
                        OptionalLong.of(1));
        assertThatThrownBy(() -> api.delete(object.key(), oldVersion))
                .hasMessage(
                        "Operation cannot be fulfilled on ConfigMap \"c\": the ResourceVersion in"
                            + " the precondition (1) does not match the ResourceVersion in record ("
                                + object.revision()
                                + "). The object might have been modified");
    }

    @Test
    void aDryRunDeletesNothing() {
        KubeObject object = api.configMap("c");
        assertThat(api.registry.delete(object.key(), Deletion.background(), DRY_RUN))
                .isEqualTo(new Deleted.Gone(object));
        assertThat(api.find(object.key())).isEqualTo(object);
    }

    /** Finalizers. */
    @Test
    void finalizersKeepAnObjectUntilTheLastOneIsTakenAway() {
        KubeObject route =
                api.create(
                        Kinds.ROUTE, "{'metadata':{'name':'r','finalizers':['a.io/x','b.io/y']}}");
        KubeObject going = going(api.delete(route.key(), Deletion.background()));
        assertThat(going.metadata().path("deletionTimestamp").asText())
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(going.metadata().path("deletionGracePeriodSeconds").asInt(-1)).isZero();
        assertThat(going.generation()).as("controllers must look").isEqualTo(2);

        api.clock.advance("5s");
        assertThat(going(api.delete(route.key(), Deletion.background())))
                .as("once is enough")
                .isEqualTo(going);

        KubeObject one = api.patch(route.key(), merge("{'metadata':{'finalizers':['b.io/y']}}"));
        assertThat(api.get(route.key())).contains(one);
        KubeObject last = api.patch(route.key(), merge("{'metadata':{'finalizers':null}}"));
        assertThat(last.revision()).as("answered with its last state").isEqualTo(one.revision());
        assertThat(api.get(route.key())).isEmpty();
        assertThat(api.registry.revision()).isEqualTo(one.revision() + 1);
    }

    @Test
    void aFinalizerOnAnObjectThatStaysMayGoWithoutIt() {
        KubeObject route =
                api.create(Kinds.ROUTE, "{'metadata':{'name':'r','finalizers':['a.io/x']}}");
        api.patch(route.key(), merge("{'metadata':{'finalizers':null}}"));
        assertThat(api.get(route.key())).isPresent();
    }

    @Test
    void whatIsGoingTakesNoNewFinalizers() {
        KubeObject route =
                api.create(Kinds.ROUTE, "{'metadata':{'name':'r','finalizers':['a.io/x']}}");
        api.delete(route.key(), Deletion.background());
        assertThatThrownBy(() ->
                        api.patch(
                                route.key(),
                                operations(
                                        "[{'op':'add','path':'/metadata/finalizers/-','value':'z/z'}]")))
                .hasMessage(
                        "Route.serving.knative.dev \"r\" is invalid: metadata.finalizers:"
                            + " Forbidden: no new finalizers can be added if the object is being"
                            + " deleted, found new finalizers []string{\"z/z\"}");
    }

    /** Propagation. */
    @Test
    void foregroundAndOrphanAreFinalizersThatTheCollectorTakesAway() {
        KubeObject route = api.route("r");
        KubeObject foreground = going(api.delete(route.key(), propagation(Propagation.FOREGROUND)));
        assertThat(foreground.finalizers()).containsExactly("foregroundDeletion");
        KubeObject orphan = going(api.delete(route.key(), propagation(Propagation.ORPHAN)));
        assertThat(orphan.finalizers()).containsExactly("orphan");
        assertThat(orphan.metadata().path("deletionTimestamp"))
                .isEqualTo(foreground.metadata().path("deletionTimestamp"));
        assertThat(going(api.delete(route.key(), propagation(Propagation.UNSPECIFIED))))
                .as("nothing said, nothing changed")
                .isEqualTo(orphan);
        assertThat(api.delete(route.key(), propagation(Propagation.BACKGROUND)))
                .isInstanceOf(Deleted.Gone.class);
    }

    /** Grace. */
    @Test
    void aRunningPodIsAskedToStopFirst() {
        KubeObject pod = runningPod("'terminationGracePeriodSeconds':45,");
        KubeObject going = going(api.delete(pod.key(), Deletion.background()));
        assertThat(going.metadata().path("deletionTimestamp").asText())
                .as("when it must be over")
                .isEqualTo("2026-01-01T00:00:45Z");
        assertThat(going.metadata().path("deletionGracePeriodSeconds").asInt()).isEqualTo(45);

        api.clock.advance("10s");
        assertThat(going(api.delete(pod.key(), grace(60)))).as("never longer").isEqualTo(going);
        KubeObject sooner = going(api.delete(pod.key(), grace(20)));
        assertThat(sooner.metadata().path("deletionTimestamp").asText())
                .as("from when it was first asked")
                .isEqualTo("2026-01-01T00:00:20Z");

        assertThat(api.delete(pod.key(), Deletion.now(pod.uid()))).isInstanceOf(Deleted.Gone.class);
        assertThat(api.get(pod.key())).isEmpty();
    }

    @Test
    void thirtySecondsIfNobodySays() {
        KubeObject going = going(api.delete(runningPod("").key(), Deletion.background()));
        assertThat(going.metadata().path("deletionGracePeriodSeconds").asInt()).isEqualTo(30);
    }

    @Test
    void aPodWithoutANodeIsGoneAtOnce() {
        KubeObject pod = api.create(Kinds.POD, "{'metadata':{'name':'p'},'spec':{}}");
        assertThat(api.delete(pod.key(), Deletion.background())).isInstanceOf(Deleted.Gone.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Succeeded", "Failed"})
    void aPodThatHasEndedIsGoneAtOnce(String phase) {
        KubeObject pod = runningPod("");
        api.patch(pod.key(), merge("{'status':{'phase':'" + phase + "'}}"), Subresource.STATUS);
        assertThat(api.delete(pod.key(), Deletion.background())).isInstanceOf(Deleted.Gone.class);
    }

    @Test
    void aFinalizerKeepsAPodEvenWithoutGrace() {
        KubeObject pod = runningPod("");
        api.patch(pod.key(), merge("{'metadata':{'finalizers':['a.io/x']}}"));
        KubeObject going = going(api.delete(pod.key(), grace(0)));
        assertThat(going.metadata().path("deletionGracePeriodSeconds").asInt(-1)).isZero();
        api.patch(pod.key(), merge("{'metadata':{'finalizers':null}}"));
        assertThat(api.get(pod.key())).isEmpty();
    }

    @Test
    void aPodInItsGraceDoesNotGoWithItsLastFinalizer() {
        KubeObject pod = runningPod("");
        api.patch(pod.key(), merge("{'metadata':{'finalizers':['a.io/x']}}"));
        api.delete(pod.key(), grace(30));
        api.patch(pod.key(), merge("{'metadata':{'finalizers':null}}"));
        assertThat(api.get(pod.key())).isPresent();
    }

    private KubeObject runningPod(String spec) {
        return api.create(
                Kinds.POD, "{'metadata':{'name':'p'},'spec':{" + spec + "'nodeName':'n'}}");
    }

    /** Collections. */
    @Test
    void aCollectionGoesBySelector() {
        api.create(Kinds.CONFIG_MAP, "{'metadata':{'name':'a','labels':{'x':'1'}}}");
        api.create(
                Kinds.CONFIG_MAP,
                "{'metadata':{'name':'b','labels':{'x':'1'},'finalizers':['a.io/x']}}");
        api.create(Kinds.CONFIG_MAP, "{'metadata':{'name':'c'}}");
        var query =
                new ListQuery(
                        SelectorParser.parse("x=1"),
                        FieldSelector.EVERYTHING,
                        0,
                        "",
                        new ListQuery.At.Newest());
        Page deleted =
                api.registry.deleteCollection(
                        Kinds.CONFIG_MAP, "default", query, Deletion.background(), OPTIONS);

        assertThat(deleted.items()).extracting(KubeObject::name).containsExactly("a", "b");
        assertThat(api.get(key(Kinds.CONFIG_MAP, "a"))).isEmpty();
        assertThat(api.find(key(Kinds.CONFIG_MAP, "b")).isDeleting()).isTrue();
        assertThat(api.get(key(Kinds.CONFIG_MAP, "c"))).isPresent();
    }

    /** Namespaces. */
    @Test
    void aNamespaceBeginsWithALabelAFinalizerAndAPhase() {
        KubeObject namespace = api.create(Kinds.NAMESPACE, "{'metadata':{'name':'n'}}");
        assertThat(namespace.labels()).containsEntry("kubernetes.io/metadata.name", "n");
        assertThat(namespace.spec()).isEqualTo(json("{'finalizers':['kubernetes']}"));
        assertThat(namespace.status()).isEqualTo(json("{'phase':'Active'}"));
        assertThat(
                        api.patch(
                                        namespace.key(),
                                        merge(
                                                "{'metadata':{'labels':{'kubernetes.io/metadata.name':null}}}"))
                                .labels())
                .containsEntry("kubernetes.io/metadata.name", "n");
    }

    @Test
    void aNamespaceGoesWhenItsContentIsFinalized() {
        KubeObject namespace = api.create(Kinds.NAMESPACE, "{'metadata':{'name':'n'}}");
        KubeObject going = going(api.delete(namespace.key(), Deletion.background()));
        assertThat(going.status().path("phase").asText()).isEqualTo("Terminating");
        assertThat(going.metadata().has("deletionGracePeriodSeconds")).isFalse();

        api.patch(namespace.key(), merge("{'spec':{'finalizers':[]}}"), Subresource.FINALIZE);
        assertThat(api.get(namespace.key())).isEmpty();
    }

    @Test
    void anEmptiedNamespaceThatIsNotGoingStays() {
        KubeObject namespace = api.create(Kinds.NAMESPACE, "{'metadata':{'name':'n'}}");
        api.patch(namespace.key(), merge("{'spec':{'finalizers':[]}}"), Subresource.FINALIZE);
        assertThat(api.get(namespace.key())).isPresent();
        assertThat(api.delete(namespace.key(), Deletion.background()))
                .isInstanceOf(Deleted.Gone.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "kube-system", "kube-public", "knative-serving"})
    void theNamespacesThatPerkNeedsStay(String name) {
        ResourceKey key = ResourceKey.of(Kinds.NAMESPACE, "", name);
        assertThatThrownBy(() -> api.delete(key, Deletion.background()))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(403))
                .hasMessage(
                        "namespaces \""
                                + name
                                + "\" is forbidden: this namespace may not be deleted");
    }

    private static KubeObject going(Deleted deleted) {
        assertThat(deleted).isInstanceOf(Deleted.Going.class);
        return ((Deleted.Going) deleted).object();
    }
}
