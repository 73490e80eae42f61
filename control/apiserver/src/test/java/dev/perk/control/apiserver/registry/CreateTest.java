package dev.perk.control.apiserver.registry;

import static dev.perk.control.apiserver.registry.RegistryFixture.DRY_RUN;
import static dev.perk.control.apiserver.registry.RegistryFixture.OPTIONS;
import static dev.perk.control.apiserver.registry.RegistryFixture.json;
import static dev.perk.control.apiserver.registry.RegistryFixture.key;
import static dev.perk.control.apiserver.registry.RegistryFixture.merge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * kubernetes-api.md 2.7. Upstream: {@code k8s.io/apiserver pkg/registry/rest/create_test.go},
 * {@code pkg/registry/generic/registry/store_test.go}.
 */
class CreateTest {
    private final RegistryFixture api = new RegistryFixture();

    @Test
    void theServerSaysWhoAndWhen() {
        KubeObject created =
                api.create(
                        Kinds.ROUTE,
                        """
                        {'metadata':{'name':'r','uid':'mine','resourceVersion':'77',
                          'generation':9,'creationTimestamp':null,'selfLink':'/x',
                          'deletionTimestamp':'2020-01-01T00:00:00Z','managedFields':[{}]}}
                        """);

        assertThat(UUID.fromString(created.uid()).version()).isEqualTo(4);
        assertThat(created.revision()).isEqualTo(api.registry.revision());
        assertThat(created.metadata().path("creationTimestamp").asText())
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(created.generation()).isEqualTo(1);
        assertThat(created.isDeleting()).isFalse();
        assertThat(created.metadata().fieldNames())
                .toIterable()
                .doesNotContain("selfLink", "managedFields");
        assertThat(created.tree().path("apiVersion").asText()).isEqualTo("serving.knative.dev/v1");
        assertThat(created.namespace()).isEqualTo("default");
        assertThat(api.find(created.key())).isEqualTo(created);
    }

    @Test
    void kindsWithoutAStatusHaveNoGeneration() {
        assertThat(api.configMap("c").metadata().has("generation")).isFalse();
        assertThat(api.create(Kinds.POD, "{'metadata':{'name':'p'}}").metadata().has("generation"))
                .isFalse();
        assertThat(api.deployment("d").generation()).isEqualTo(1);
    }

    @Test
    void aStatusOfTheClientIsDropped() {
        assertThat(
                        api.create(Kinds.ROUTE, "{'metadata':{'name':'r'},'status':{'url':'x'}}")
                                .status())
                .isEmpty();
        assertThat(
                        api.create(
                                        Kinds.POD,
                                        "{'metadata':{'name':'p'},'status':{'phase':'Failed'}}")
                                .status())
                .isEqualTo(json("{'phase':'Pending'}"));
        assertThat(
                        api.create(Kinds.NODE, "{'metadata':{'name':'n'},'status':{'phase':'x'}}")
                                .status())
                .as("only the node itself knows")
                .isEqualTo(json("{'phase':'x'}"));
    }

    @Test
    void unknownFieldsEmptyListsAndNullsSurvive() {
        KubeObject created =
                api.create(
                        Kinds.CONFIG_MAP,
                        "{'metadata':{'name':'c'},'x':{'empty':[],'none':null,'map':{},'n':1.50}}");
        assertThat(created.tree().path("x"))
                .isEqualTo(json("{'empty':[],'none':null,'map':{},'n':1.50}"));
    }

    @Test
    void aNameIsGeneratedFromItsPrefix() {
        KubeObject created = api.create(Kinds.CONFIG_MAP, "{'metadata':{'generateName':'web-'}}");
        assertThat(created.name()).matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}");
        assertThat(created.metadata().path("generateName").asText()).isEqualTo("web-");

        String prefix = "x".repeat(70);
        assertThat(
                        api.create(
                                        Kinds.CONFIG_MAP,
                                        "{'metadata':{'generateName':'" + prefix + "'}}")
                                .name())
                .hasSize(63)
                .startsWith("x".repeat(58));
    }

    @Test
    void aGeneratedNameThatIsTakenIsGeneratedAgain() {
        // The registry's random source is seeded; a second one finds the same names first.
        String name = api.create(Kinds.CONFIG_MAP, "{'metadata':{'generateName':'a-'}}").name();
        var again = new RegistryFixture();
        again.configMap(name);
        assertThat(again.configMap("other").name()).isNotEqualTo(name);
        assertThat(again.create(Kinds.CONFIG_MAP, "{'metadata':{'generateName':'a-'}}").name())
                .startsWith("a-");
    }

    @Test
    void aNameIsNeeded() {
        assertThatThrownBy(() -> api.create(Kinds.DEPLOYMENT, "{}"))
                .hasMessage(
                        "Deployment.apps \"\" is invalid: metadata.name: Required value: name or"
                                + " generateName is required");
    }

    @Test
    void aNameIsTakenOnce() {
        api.deployment("d");
        ApiException refusal = catchThrowableOfType(ApiException.class, () -> api.deployment("d"));
        assertThat(refusal.status())
                .isEqualTo(
                        json(
                                """
                                {'kind':'Status','apiVersion':'v1','metadata':{},
                                 'status':'Failure',
                                 'message':'deployments.apps \\"d\\" already exists',
                                 'reason':'AlreadyExists',
                                 'details':{'name':'d','group':'apps','kind':'deployments'},
                                 'code':409}
                                """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "configmaps|A|a lowercase RFC 1123 subdomain must consist of",
                "configmaps|a_b|a lowercase RFC 1123 subdomain must consist of",
                "services|a.b|a DNS-1035 label must consist of",
                "services|1a|a DNS-1035 label must consist of",
                "namespaces|a.b|a lowercase RFC 1123 label must consist of"
            })
    void aNameIsSpelledByTheRulesOfItsKind(String plural, String name, String problem) {
        var type =
                Kinds.SERVED.stream()
                        .filter(t -> t.plural().equals(plural))
                        .findFirst()
                        .orElseThrow();
        assertThatThrownBy(() -> api.create(type, "{'metadata':{'name':'" + name + "'}}"))
                .hasMessageStartingWith(
                        "%s \"%s\" is invalid: metadata.name: Invalid value: \"%s\": %s"
                                .formatted(type.kind(), name, name, problem));
    }

    @Test
    void labelsAnnotationsOwnersAndFinalizersAreChecked() {
        ApiException refusal =
                catchThrowableOfType(
                        ApiException.class,
                        () ->
                                api.create(
                                        Kinds.CONFIG_MAP,
                                        """
                                        {'metadata':{'name':'c',
                                          'labels':{'a/b/c':'x','ok':'not ok!'},
                                          'annotations':{'-':'x'},
                                          'finalizers':['short'],
                                          'ownerReferences':[{'apiVersion':'v1','kind':'Pod',
                                             'name':'p'}]}}
                                        """));
        assertThat(refusal.code()).isEqualTo(422);
        assertThat(refusal.details().causes())
                .extracting(ApiException.Cause::field)
                .containsExactly(
                        "metadata.labels",
                        "metadata.labels",
                        "metadata.annotations",
                        "metadata.ownerReferences[0].uid",
                        "metadata.finalizers");
        assertThat(refusal.details().causes().getLast().message())
                .isEqualTo(
                        "Invalid value: \"short\": name is neither a standard finalizer name nor is"
                                + " it fully qualified");
    }

    @Test
    void whatTheUrlSaysMustAgreeWithTheBody() {
        assertThatThrownBy(() ->
                        api.create(
                                Kinds.CONFIG_MAP, "{'metadata':{'name':'c','namespace':'other'}}"))
                .hasMessage(
                        "the namespace of the provided object does not match the namespace sent on"
                                + " the request");
        assertThatThrownBy(() ->
                        api.create(Kinds.CONFIG_MAP, "{'kind':'Secret','metadata':{'name':'c'}}"))
                .hasMessageStartingWith(
                        "Secret in version \"v1\" cannot be handled as a ConfigMap: ");
        assertThatThrownBy(() -> api.create(Kinds.ROUTE, "{'kind':'Bar','metadata':{'name':'c'}}"))
                .hasMessage(
                        "Route.serving.knative.dev \"c\" is invalid: kind: Invalid value: \"Bar\":"
                                + " must be Route");
        assertThatThrownBy(() ->
                        api.create(
                                Kinds.ROUTE,
                                "{'apiVersion':'serving.knative.dev/v2','metadata':{'name':'c'}}"))
                .hasMessage(
                        "the API version in the data (serving.knative.dev/v2) does not match the"
                                + " expected API version (serving.knative.dev/v1)");
    }

    @Test
    void aNamespaceMustExistAndMustNotBeEnding() {
        assertThatThrownBy(() ->
                        api.registry.create(
                                Kinds.CONFIG_MAP,
                                "nope",
                                json("{'metadata':{'name':'c'}}"),
                                OPTIONS))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.details().kind()).isEqualTo("namespaces"))
                .hasMessage("namespaces \"nope\" not found");

        api.create(Kinds.NAMESPACE, "{'metadata':{'name':'nsx'}}");
        api.delete(ResourceKey.of(Kinds.NAMESPACE, "", "nsx"), Deletion.background());
        ApiException refusal =
                catchThrowableOfType(
                        ApiException.class,
                        () ->
                                api.registry.create(
                                        Kinds.CONFIG_MAP,
                                        "nsx",
                                        json("{'metadata':{'name':'z'}}"),
                                        OPTIONS));
        assertThat(refusal)
                .hasMessage(
                        "configmaps \"z\" is forbidden: unable to create new content in namespace"
                                + " nsx because it is being terminated");
        assertThat(refusal.details().causes())
                .containsExactly(
                        new ApiException.Cause(
                                "NamespaceTerminating",
                                "namespace nsx is being terminated",
                                "metadata.namespace"));
    }

    /** kubernetes-api.md 2.7: "response as if stored but without resourceVersion". */
    @Test
    void aDryRunDoesEverythingButStoreIt() {
        long before = api.registry.revision();
        KubeObject dry = api.create(Kinds.ROUTE, "{'metadata':{'generateName':'r-'}}", DRY_RUN);
        assertThat(dry.uid()).isNotEmpty();
        assertThat(dry.name()).startsWith("r-");
        assertThat(dry.metadata().has("resourceVersion")).isFalse();
        assertThat(api.registry.revision()).isEqualTo(before);
        assertThat(api.get(dry.key())).isEmpty();

        api.route("taken");
        assertThatThrownBy(() -> api.create(Kinds.ROUTE, "{'metadata':{'name':'taken'}}", DRY_RUN))
                .hasMessage("routes.serving.knative.dev \"taken\" already exists");
    }

    @Test
    void admissionFirstCompletesAndThenLooks() {
        List<String> seen = new ArrayList<>();
        api.admissions.add(
                new Admission() {
                    @Override
                    public void mutate(Attempt attempt, ObjectNode object) {
                        seen.add("first mutates " + object.path("metadata").path("uid"));
                        object.withObject("/spec").put("added", "by admission");
                    }

                    @Override
                    public void validate(Attempt attempt, KubeObject object) {
                        seen.add("first validates " + object.spec().path("added").asText());
                    }
                });
        api.admissions.add(
                new Admission() {
                    @Override
                    public void mutate(Attempt attempt, ObjectNode object) {
                        seen.add("second mutates " + object.path("spec").path("added").asText());
                    }

                    @Override
                    public void validate(Attempt attempt, KubeObject object) {
                        seen.add("second validates " + attempt.operation() + " " + attempt.name());
                        attempt.warnings().accept("careful");
                    }
                });
        List<String> warnings = new ArrayList<>();
        KubeObject created =
                api.create(
                        Kinds.ROUTE,
                        "{'metadata':{'name':'r'}}",
                        new WriteOptions(OPTIONS.user(), false, "", warnings::add));

        assertThat(seen)
                .containsExactly(
                        "first mutates ",
                        "second mutates by admission",
                        "first validates by admission",
                        "second validates CREATE default/r");
        assertThat(warnings).containsExactly("careful");
        assertThat(created.spec().path("added").asText()).isEqualTo("by admission");
    }

    @Test
    void anAdmissionThatRefusesKeepsItOut() {
        api.admissions.add(
                new Admission() {
                    @Override
                    public void validate(Attempt attempt, KubeObject object) {
                        throw ApiException.badRequest("no way");
                    }
                });
        assertThatThrownBy(() -> api.route("r")).hasMessage("no way");
        assertThat(api.get(key(Kinds.ROUTE, "r"))).isEmpty();
    }

    @Test
    void aLongIntegerOfOursEqualsTheSameOneReadFromText() {
        KubeObject stored = api.deployment("d");
        KubeObject same =
                api.update(stored.with(tree -> tree.withObject("/spec").put("replicas", 1L)));
        assertThat(same.revision()).isEqualTo(stored.revision());
        assertThat(api.patch(stored.key(), merge("{'spec':{'replicas':1}}")).revision())
                .isEqualTo(stored.revision());
    }
}
