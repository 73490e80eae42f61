package dev.perk.control.apiserver.registry;

import static dev.perk.control.apiserver.registry.RegistryFixture.DRY_RUN;
import static dev.perk.control.apiserver.registry.RegistryFixture.OPTIONS;
import static dev.perk.control.apiserver.registry.RegistryFixture.json;
import static dev.perk.control.apiserver.registry.RegistryFixture.key;
import static dev.perk.control.apiserver.registry.RegistryFixture.merge;
import static dev.perk.control.apiserver.registry.RegistryFixture.operations;
import static dev.perk.control.apiserver.registry.RegistryFixture.strategic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Subresource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * kubernetes-api.md 2.7 and 2.9. Upstream: {@code k8s.io/apiserver
 * pkg/registry/rest/update_test.go}, {@code pkg/endpoints/handlers/patch_test.go}, {@code
 * test/integration/apiserver/patch_test.go}.
 */
class UpdateTest {
    private final RegistryFixture api = new RegistryFixture();

    /** Optimistic locking. */
    @Test
    void anUpdateOfAnOldVersionIsAConflict() {
        KubeObject old = api.configMap("c");
        api.patch(old.key(), merge("{'data':{'a':'2'}}"));

        assertThatThrownBy(() -> api.update(old.with(tree -> tree.put("x", 1))))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.isConflict()).isTrue())
                .hasMessage(
                        "Operation cannot be fulfilled on configmaps \"c\": the object has been"
                            + " modified; please apply your changes to the latest version and try"
                            + " again");
    }

    @Test
    void aBuiltInObjectWithoutAVersionOverwritesAndACustomOneIsRefused() {
        KubeObject configMap = api.configMap("c");
        api.patch(configMap.key(), merge("{'data':{'a':'2'}}"));
        KubeObject updated =
                api.registry.update(
                        configMap.key(),
                        json("{'metadata':{'name':'c'},'data':{'b':'3'}}"),
                        Subresource.MAIN,
                        OPTIONS);
        assertThat(updated.tree().path("data")).isEqualTo(json("{'b':'3'}"));

        KubeObject route = api.route("r");
        ApiException refusal =
                catchThrowableOfType(
                        ApiException.class,
                        () ->
                                api.registry.update(
                                        route.key(),
                                        json("{'metadata':{'name':'r'}}"),
                                        Subresource.MAIN,
                                        OPTIONS));
        assertThat(refusal.code()).isEqualTo(422);
        assertThat(refusal)
                .hasMessage(
                        "routes.serving.knative.dev \"r\" is invalid: metadata.resourceVersion:"
                                + " Invalid value: 0x0: must be specified for an update");
    }

    @Test
    void anotherUidIsAnotherObject() {
        KubeObject old = api.configMap("c");
        assertThatThrownBy(() ->
                        api.registry.update(
                                old.key(),
                                json("{'metadata':{'name':'c','uid':'xx'}}"),
                                Subresource.MAIN,
                                OPTIONS))
                .hasMessage(
                        "Operation cannot be fulfilled on configmaps \"c\": StorageError: invalid"
                            + " object, Code: 4, Key: /registry/configmaps/default/c,"
                            + " ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in"
                            + " precondition: xx, UID in object meta: "
                                + old.uid());
    }

    @Test
    void whatIsNotThereCannotBeUpdated() {
        assertThatThrownBy(() ->
                        api.registry.update(
                                key(Kinds.CONFIG_MAP, "c"),
                                json("{'metadata':{'name':'c'}}"),
                                Subresource.MAIN,
                                OPTIONS))
                .hasMessage("configmaps \"c\" not found");
    }

    @Test
    void theNameInTheBodyIsTheOneInTheUrl() {
        KubeObject old = api.configMap("c");
        assertThatThrownBy(() ->
                        api.registry.update(
                                old.key(),
                                json("{'metadata':{'name':'e2'}}"),
                                Subresource.MAIN,
                                OPTIONS))
                .hasMessage("the name of the object (e2) does not match the name on the URL (c)");
        assertThatThrownBy(() -> api.patch(old.key(), merge("{'metadata':{'name':'e2'}}")))
                .hasMessage("the name of the object (e2) does not match the name on the URL (c)");
    }

    /** What does not change. */
    @Test
    void anUpdateThatChangesNothingTakesNoRevisionAndMakesNoEvent() {
        KubeObject old = api.deployment("d");
        long before = api.registry.revision();
        assertThat(api.update(old)).isSameAs(old);
        assertThat(api.patch(old.key(), merge("{'metadata':{'labels':null}}"))).isSameAs(old);
        assertThat(api.updateStatus(old)).isSameAs(old);
        assertThat(api.registry.revision()).isEqualTo(before);
    }

    @Test
    void theServersFieldsStayAsTheyAre() {
        KubeObject old = api.route("r");
        KubeObject updated =
                api.update(
                        old.with(tree -> {
                            ObjectNode metadata = tree.withObject("/metadata");
                            metadata.put("creationTimestamp", "1999-01-01T00:00:00Z");
                            metadata.put("generation", 77);
                            metadata.put("deletionTimestamp", "1999-01-01T00:00:00Z");
                            metadata.withObject("/labels").put("x", "y");
                        }));
        assertThat(updated.created()).isEqualTo(old.created());
        assertThat(updated.generation()).isEqualTo(1);
        assertThat(updated.isDeleting()).isFalse();
        assertThat(updated.labels()).containsEntry("x", "y");
    }

    /** Generation. */
    @Test
    void generationCountsChangesOfTheSpecOnly() {
        KubeObject route = api.route("r");
        KubeObject labelled =
                api.patch(
                        route.key(),
                        merge("{'metadata':{'labels':{'a':'b'},'annotations':{'a':'b'}}}"));
        assertThat(labelled.generation()).isEqualTo(1);
        KubeObject withStatus =
                api.patch(route.key(), merge("{'status':{'url':'x'}}"), Subresource.STATUS);
        assertThat(withStatus.generation()).isEqualTo(1);
        KubeObject changed =
                api.patch(route.key(), merge("{'spec':{'traffic':[{'percent':100}]}}"));
        assertThat(changed.generation()).isEqualTo(2);
        assertThat(api.patch(api.configMap("c").key(), merge("{'data':{'a':'9'}}")).generation())
                .isZero();
    }

    /** Upstream: {@code pkg/registry/apps/deployment/strategy.go}. */
    @Test
    void annotationsOfADeploymentCountToo() {
        KubeObject deployment = api.deployment("d");
        assertThat(
                        api.patch(deployment.key(), merge("{'metadata':{'labels':{'a':'b'}}}"))
                                .generation())
                .isEqualTo(1);
        assertThat(
                        api.patch(deployment.key(), merge("{'metadata':{'annotations':{'a':'b'}}}"))
                                .generation())
                .isEqualTo(2);
    }

    /** Upstream: deploymentStatusStrategy, through which the controller notes its revision. */
    @Test
    void annotationsOfADeploymentCanComeWithItsStatusAndThenDoNotCount() {
        KubeObject noted =
                api.patch(
                        api.deployment("d").key(),
                        merge("{'metadata':{'annotations':{'a':'b'},'labels':{'a':'b'}}}"),
                        Subresource.STATUS);
        assertThat(noted.annotation("a")).contains("b");
        assertThat(noted.labels()).doesNotContainKey("a");
        assertThat(noted.generation()).isEqualTo(1);
    }

    /** Status and the rest are apart. */
    @Test
    void eachOfStatusAndTheRestHasItsDoor() {
        KubeObject route = api.route("r");
        KubeObject both =
                route.with(tree -> {
                    tree.withObject("/spec").put("from", "both");
                    tree.withObject("/status").put("url", "both");
                    tree.withObject("/metadata").withObject("/labels").put("l", "both");
                });
        KubeObject afterStatus = api.updateStatus(both);
        assertThat(afterStatus.spec()).isEqualTo(route.spec());
        assertThat(afterStatus.labels()).isEmpty();
        assertThat(afterStatus.status()).isEqualTo(json("{'url':'both'}"));

        KubeObject afterMain =
                api.registry.update(
                        route.key(),
                        both.withRevision(afterStatus.revision())
                                .with(tree -> tree.withObject("/status").put("url", "again"))
                                .tree(),
                        Subresource.MAIN,
                        OPTIONS);
        assertThat(afterMain.status()).isEqualTo(json("{'url':'both'}"));
        assertThat(afterMain.spec().path("from").asText()).isEqualTo("both");
        assertThat(afterMain.labels()).containsEntry("l", "both");
    }

    @Test
    void aKindWithoutASubresourceHasNoDoorThere() {
        KubeObject configMap = api.configMap("c");
        for (Subresource part : List.of(Subresource.STATUS, Subresource.SCALE)) {
            assertThatThrownBy(() -> api.patch(configMap.key(), merge("{}"), part))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.code()).isEqualTo(404))
                    .hasMessage("the server could not find the requested resource");
        }
    }

    /** Scale. */
    @Test
    void aScaleIsAViewOfAWorkload() {
        KubeObject deployment = api.deployment("d");
        ObjectNode scale = api.registry.scale(deployment);
        assertThat(scale.path("apiVersion").asText()).isEqualTo("autoscaling/v1");
        assertThat(scale.path("spec")).isEqualTo(json("{'replicas':1}"));
        assertThat(scale.path("status"))
                .isEqualTo(json("{'replicas':0,'selector':'app=web,tier=x'}"));
        assertThat(scale.path("metadata").fieldNames())
                .toIterable()
                .containsExactly(
                        "name", "namespace", "uid", "resourceVersion", "creationTimestamp");
    }

    @Test
    void scalingChangesReplicasAndTheGeneration() {
        KubeObject deployment = api.deployment("d");
        KubeObject patched =
                api.patch(deployment.key(), merge("{'spec':{'replicas':3}}"), Subresource.SCALE);
        assertThat(patched.spec().path("replicas").asInt()).isEqualTo(3);
        assertThat(patched.generation()).isEqualTo(2);

        ObjectNode scale = api.registry.scale(patched);
        scale.withObject("/spec").put("replicas", 0);
        KubeObject put = api.registry.update(deployment.key(), scale, Subresource.SCALE, OPTIONS);
        assertThat(put.spec().path("replicas").asInt()).isZero();
        assertThatThrownBy(() ->
                        api.registry.update(deployment.key(), scale, Subresource.SCALE, OPTIONS))
                .as("the scale's version is old now")
                .hasMessageContaining("the object has been modified");
        assertThatThrownBy(() ->
                        api.patch(
                                deployment.key(),
                                merge("{'spec':{'replicas':-1}}"),
                                Subresource.SCALE))
                .hasMessageContaining(
                        "spec.replicas: Invalid value: -1: must be greater than or equal to 0");
    }

    /** Patches. */
    @Test
    void aVersionInAPatchIsAPrecondition() {
        KubeObject old = api.configMap("c");
        KubeObject now = api.patch(old.key(), merge("{'data':{'a':'2'}}"));
        String stale = "{'metadata':{'resourceVersion':'" + old.revision() + "'},'data':{'a':'3'}}";
        String fresh = "{'metadata':{'resourceVersion':'" + now.revision() + "'},'data':{'a':'3'}}";

        assertThatThrownBy(() -> api.patch(old.key(), merge(stale)))
                .hasMessageContaining("the object has been modified");
        assertThatThrownBy(() ->
                        api.patch(
                                old.key(),
                                operations(
                                        "[{'op':'replace','path':'/metadata/resourceVersion','value':'"
                                                + old.revision()
                                                + "'}]")))
                .hasMessageContaining("the object has been modified");
        assertThat(api.patch(old.key(), merge(fresh)).tree().path("data"))
                .isEqualTo(json("{'a':'3'}"));
    }

    @Test
    void anOperationThatDoesNotFitIsRejectedAsAWhole() {
        KubeObject old = api.configMap("c");
        assertThatThrownBy(() ->
                        api.patch(
                                old.key(),
                                operations(
                                        "[{'op':'add','path':'/data/b','value':'1'},"
                                                + "{'op':'test','path':'/data/a','value':'9'}]")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(422))
                .hasMessage("the server rejected our request due to an error in our request");
        assertThat(api.find(old.key())).isEqualTo(old);
    }

    @Test
    void strategicMergePatchesAreForBuiltInKinds() {
        KubeObject deployment = api.deployment("d");
        KubeObject patched =
                api.patch(
                        deployment.key(),
                        strategic(
                                """
                                {'spec':{'template':{'spec':{
                                  '$setElementOrder/containers':[{'name':'c'}],
                                  'containers':[{'image':'nginx:2','name':'c'}]}}}}
                                """));
        assertThat(patched.spec().at("/template/spec/containers/0"))
                .isEqualTo(json("{'name':'c','image':'nginx:2'}"));
        assertThatThrownBy(() -> api.patch(api.route("r").key(), strategic("{}")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(415));
    }

    @Test
    void aDryRunShowsWhatWouldBeAndStoresNothing() {
        KubeObject old = api.configMap("c");
        KubeObject dry =
                api.registry.patch(
                        old.key(), merge("{'data':{'a':'2'}}"), Subresource.MAIN, DRY_RUN);
        assertThat(dry.tree().path("data")).isEqualTo(json("{'a':'2'}"));
        assertThat(dry.metadata().path("resourceVersion"))
                .isEqualTo(old.metadata().path("resourceVersion"));
        assertThat(api.find(old.key())).isEqualTo(old);
    }

    /** Races. */
    @Test
    void aPatchThatLosesARaceIsMadeAgainOnTheNewVersion() {
        KubeObject old = api.configMap("c");
        api.admissions.add(
                new Admission() {
                    private boolean raced;

                    @Override
                    public void validate(Attempt attempt, KubeObject object) {
                        if (!raced) {
                            raced = true;
                            api.patch(old.key(), merge("{'data':{'winner':'1'}}"));
                        }
                    }
                });
        KubeObject patched = api.patch(old.key(), merge("{'data':{'loser':'1'}}"));
        assertThat(patched.tree().path("data"))
                .isEqualTo(json("{'a':'1','winner':'1','loser':'1'}"));
    }

    @Test
    void anUpdateThatNamesItsVersionAndLosesARaceIsAConflict() {
        KubeObject old = api.configMap("c");
        api.admissions.add(
                new Admission() {
                    private boolean raced;

                    @Override
                    public void validate(Attempt attempt, KubeObject object) {
                        if (!raced) {
                            raced = true;
                            api.patch(old.key(), merge("{'data':{'winner':'1'}}"));
                        }
                    }
                });
        assertThatThrownBy(() -> api.update(old.with(tree -> tree.put("x", 1))))
                .hasMessageContaining("the object has been modified");
    }

    /** Bindings. Upstream: {@code pkg/registry/core/pod/storage/storage.go}. */
    @Test
    void aBindingSetsTheNodeAndItsConditionInOneWrite() {
        KubeObject pod = api.create(Kinds.POD, "{'metadata':{'name':'p'},'spec':{}}");
        KubeObject bound =
                api.registry.update(
                        pod.key(),
                        json("{'kind':'Binding','target':{'kind':'Node','name':'n1'}}"),
                        Subresource.BINDING,
                        OPTIONS);
        assertThat(bound.revision()).isEqualTo(pod.revision() + 1);
        assertThat(bound.spec().path("nodeName").asText()).isEqualTo("n1");
        assertThat(bound.status().at("/conditions/0/type").asText()).isEqualTo("PodScheduled");
        assertThat(bound.status().at("/conditions/0/status").asText()).isEqualTo("True");

        assertThatThrownBy(() ->
                        api.patch(
                                pod.key(),
                                merge("{'spec':{'nodeName':'n2'}}"),
                                Subresource.BINDING))
                .hasMessage(
                        "Operation cannot be fulfilled on pods \"p\": pod p is already assigned to"
                                + " node \"n1\"");
    }

    @Test
    void admissionSeesThroughWhichDoorAWriteComes() {
        List<String> doors = new ArrayList<>();
        api.admissions.add(
                new Admission() {
                    @Override
                    public void validate(Attempt attempt, KubeObject object) {
                        doors.add(attempt.operation() + " '" + attempt.subresource() + "'");
                    }
                });
        ResourceType type = Kinds.DEPLOYMENT;
        ResourceKey deployment = api.deployment("d").key();
        assertThat(type.hasScale()).isTrue();
        api.patch(deployment, merge("{'spec':{'paused':true}}"));
        api.patch(deployment, merge("{'status':{'replicas':1}}"), Subresource.STATUS);
        api.patch(deployment, merge("{'spec':{'replicas':2}}"), Subresource.SCALE);

        assertThat(doors)
                .containsExactly("CREATE ''", "UPDATE ''", "UPDATE 'status'", "UPDATE 'scale'");
    }
}
