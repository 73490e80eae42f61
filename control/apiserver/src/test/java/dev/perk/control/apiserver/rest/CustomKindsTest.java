package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.apiserver.admission.BuiltInAdmission;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.builtin.ServiceAddresses;
import dev.perk.control.apiserver.builtin.TakenAddresses;
import dev.perk.control.apiserver.definitions.DefinitionController;
import dev.perk.control.apiserver.registry.EmbeddedStore;
import dev.perk.control.apiserver.rest.Client.Heard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Kinds that people define, from the definition to the last object.
 *
 * <p>Upstream: {@code k8s.io/apiextensions-apiserver test/integration/{basic,registration,
 * versioning}_test.go}; spec: Kubernetes API §2.12.
 */
class CustomKindsTest {
    private static final String DEFINITIONS =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String NOXUS = "/apis/mygroup.example.com/v1/namespaces/default/noxus";
    private static final String OLD_NOXUS =
            "/apis/mygroup.example.com/v1beta1/namespaces/default/noxus";

    private final Client client =
            new Client(
                    Ports.none(), new BuiltInAdmission(new ServiceAddresses(new TakenAddresses())));
    private final DefinitionController controller =
            DefinitionController.start(
                    new EmbeddedStore(client.registry, User.CONTROLLER), client.clock);

    @AfterEach
    void stop() {
        controller.close();
    }

    /** A kind of two versions; {@code v1} is stored. */
    private Heard define(String plural, String names) {
        Heard created =
                client.send(
                        "POST",
                        DEFINITIONS,
                        JSON,
                        """
                        {'metadata':{'name':'%s.mygroup.example.com'},
                         'spec':{'group':'mygroup.example.com','scope':'Namespaced',
                                 'names':{'plural':'%s',%s},
                                 'versions':[
                           {'name':'v1beta1','served':true,'storage':false,
                            'schema':{'openAPIV3Schema':{'type':'object',
                              'x-kubernetes-preserve-unknown-fields':true}}},
                           {'name':'v1','served':true,'storage':true,
                            'subresources':{'status':{}},
                            'selectableFields':[{'jsonPath':'.spec.color'}],
                            'additionalPrinterColumns':[
                              {'name':'Size','type':'integer','jsonPath':'.spec.size'}],
                            'schema':{'openAPIV3Schema':{'type':'object',
                              'x-kubernetes-preserve-unknown-fields':true,
                              'properties':{'spec':{'type':'object','description':'what is wanted',
                                'x-kubernetes-preserve-unknown-fields':true}}}}}]}}
                        """
                                .formatted(plural, plural, names));
        client.clock.runDue();
        return created;
    }

    private void defineNoxus() {
        assertThat(define("noxus", "'kind':'Noxu','shortNames':['nx']").status()).isEqualTo(201);
    }

    private Heard createNoxu(String name) {
        return client.send(
                "POST",
                NOXUS,
                JSON,
                "{'kind':'Noxu','apiVersion':'mygroup.example.com/v1','metadata':{'name':'%s'},'spec':{'size':3}}"
                        .formatted(name));
    }

    private JsonNode definition(String plural) {
        return client.get(DEFINITIONS + "/" + plural + ".mygroup.example.com").json();
    }

    private static String condition(JsonNode definition, String type) {
        for (JsonNode condition : definition.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText()
                        + " "
                        + condition.path("reason").asText()
                        + ": "
                        + condition.path("message").asText();
            }
        }
        return "none";
    }

    @Test
    void servesAKindOnceItsDefinitionIsEstablished() {
        assertThat(client.get(NOXUS).text()).isEqualTo("404 page not found\n");

        defineNoxus();

        JsonNode definition = definition("noxus");
        assertThat(condition(definition, "NamesAccepted"))
                .isEqualTo("True NoConflicts: no conflicts found");
        assertThat(condition(definition, "Established"))
                .isEqualTo("True InitialNamesAccepted: the initial names have been accepted");
        assertThat(definition.at("/status/storedVersions/0").asText()).isEqualTo("v1");
        assertThat(definition.at("/spec/names/singular").asText()).isEqualTo("noxu");
        assertThat(definition.at("/status/acceptedNames/listKind").asText()).isEqualTo("NoxuList");
        assertThat(createNoxu("a").status()).isEqualTo(201);
        assertThat(client.get(NOXUS).at("/items/0/spec/size")).isEqualTo("3");
        assertThat(client.get(NOXUS).at("/kind")).isEqualTo("NoxuList");
    }

    @Test
    void tellsOfTheKindInBothFormsOfDiscovery() {
        defineNoxus();

        assertThat(client.get("/apis/mygroup.example.com").at("/preferredVersion/version"))
                .isEqualTo("v1");
        JsonNode resource = client.get("/apis/mygroup.example.com/v1").json().at("/resources/0");
        assertThat(resource.at("/name").asText()).isEqualTo("noxus");
        assertThat(resource.at("/shortNames/0").asText()).isEqualTo("nx");
        client.with(
                "Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        JsonNode items = client.get("/apis").json().path("items");
        JsonNode group = items.path(items.size() - 1);
        assertThat(group.at("/metadata/name").asText()).isEqualTo("mygroup.example.com");
        assertThat(group.at("/versions/0/version").asText()).isEqualTo("v1");
        assertThat(group.at("/versions/1/version").asText()).isEqualTo("v1beta1");
    }

    @Test
    void answersOldDiscoveryUntilAKindIsDefined() {
        String tag =
                client.with(
                                "Accept",
                                "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
                        .get("/apis")
                        .header("ETag")
                        .getFirst();
        client.with("If-None-Match", tag);
        assertThat(client.get("/apis").status()).isEqualTo(304);

        client.with("Accept", "*/*");
        defineNoxus();

        client.with(
                "Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        assertThat(client.get("/apis").status()).isEqualTo(200);
    }

    @Test
    void describesTheKindInADocumentOfItsGroup() {
        defineNoxus();

        assertThat(
                        client.get("/openapi/v3")
                                .json()
                                .path("paths")
                                .has("apis/mygroup.example.com/v1"))
                .isTrue();
        JsonNode schema =
                client.get("/openapi/v3/apis/mygroup.example.com/v1")
                        .json()
                        .at("/components/schemas/com.example.mygroup.v1.Noxu");
        assertThat(schema.at("/properties/spec/description").asText()).isEqualTo("what is wanted");
        assertThat(schema.at("/properties/metadata/allOf/0/$ref").asText()).endsWith(".ObjectMeta");
        assertThat(schema.at("/x-kubernetes-group-version-kind/0/kind").asText()).isEqualTo("Noxu");
    }

    @Test
    void printsTheColumnsOfTheVersion() {
        defineNoxus();
        createNoxu("a");

        Heard table =
                client.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").get(NOXUS);
        assertThat(table.json().at("/columnDefinitions").findValuesAsText("name"))
                .containsExactly("Name", "Size");
        assertThat(table.at("/rows/0/cells/1")).isEqualTo("3");
    }

    @Test
    void readsAndWritesOneObjectInEveryVersion() {
        defineNoxus();
        createNoxu("a");

        Heard old = client.get(OLD_NOXUS + "/a");
        assertThat(old.at("/apiVersion")).isEqualTo("mygroup.example.com/v1beta1");
        assertThat(old.at("/spec/size")).isEqualTo("3");
        Heard patched = client.send("PATCH", OLD_NOXUS + "/a", MERGE, "{'spec':{'size':4}}");
        assertThat(patched.at("/apiVersion")).isEqualTo("mygroup.example.com/v1beta1");
        assertThat(client.get(NOXUS + "/a").at("/spec/size")).isEqualTo("4");
        assertThat(client.get(NOXUS + "/a").at("/apiVersion")).isEqualTo("mygroup.example.com/v1");
        assertThat(client.get(OLD_NOXUS).at("/items/0/apiVersion"))
                .isEqualTo("mygroup.example.com/v1beta1");
    }

    @Test
    void doesNotServeAVersionThatIsTurnedOff() {
        defineNoxus();
        Heard changed =
                client.send(
                        "PATCH",
                        DEFINITIONS + "/noxus.mygroup.example.com",
                        "application/json-patch+json",
                        "[{'op':'replace','path':'/spec/versions/0/served','value':false}]");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(client.get(OLD_NOXUS).status()).isEqualTo(404);
        assertThat(client.get(NOXUS).status()).isEqualTo(200);
    }

    @Test
    void doesNotServeAKindWhoseNamesAreTaken() {
        defineNoxus();
        define("moxus", "'kind':'Noxu','singular':'moxu','listKind':'MoxuList'");

        assertThat(condition(definition("moxus"), "NamesAccepted"))
                .isEqualTo("False KindConflict: \"Noxu\" is already in use");
        assertThat(condition(definition("moxus"), "Established"))
                .isEqualTo("False NotAccepted: not all names are accepted");
        assertThat(client.get("/apis/mygroup.example.com/v1/moxus").status()).isEqualTo(404);

        client.send("DELETE", DEFINITIONS + "/noxus.mygroup.example.com", "", "");
        client.clock.advance("1s");

        assertThat(condition(definition("moxus"), "Established")).startsWith("True");
        assertThat(client.get("/apis/mygroup.example.com/v1/moxus").status()).isEqualTo(200);
    }

    @Test
    void deletesTheObjectsBeforeTheDefinition() {
        defineNoxus();
        createNoxu("a");
        client.send(
                "PATCH", NOXUS + "/a", MERGE, "{'metadata':{'finalizers':['example.com/stay']}}");

        client.send("DELETE", DEFINITIONS + "/noxus.mygroup.example.com", "", "");
        assertThat(condition(definition("noxus"), "Terminating"))
                .isEqualTo(
                        "True InstanceDeletionPending: CustomResourceDefinition marked for"
                                + " deletion; CustomResource deletion will begin soon");
        client.clock.advance("1s");
        assertThat(condition(definition("noxus"), "Terminating"))
                .isEqualTo(
                        "True InstanceDeletionInProgress: CustomResource deletion is in progress");
        Heard late = createNoxu("b");
        assertThat(late.status()).isEqualTo(405);
        assertThat(late.at("/message"))
                .isEqualTo("create not allowed while custom resource definition is terminating");

        client.send("PATCH", NOXUS + "/a", MERGE, "{'metadata':{'finalizers':null}}");
        client.clock.advance("1s");
        assertThat(client.get(DEFINITIONS + "/noxus.mygroup.example.com").status()).isEqualTo(404);
        assertThat(client.get(NOXUS).status()).isEqualTo(404);
    }

    @Test
    void endsTheWatchesOfAKindThatIsNoMore() {
        defineNoxus();
        Client.Stream watch = client.open(NOXUS + "?watch=true");
        assertThat(watch.hasEnded()).isFalse();

        client.send("DELETE", DEFINITIONS + "/noxus.mygroup.example.com", "", "");
        client.clock.advance("1s");

        assertThat(watch.hasEnded()).isTrue();
    }

    @Test
    void selectsByTheFieldsThatTheDefinitionNames() {
        defineNoxus();
        createNoxu("a");
        client.send("PATCH", NOXUS + "/a", MERGE, "{'spec':{'color':'red'}}");
        createNoxu("b");

        assertThat(client.get(NOXUS + "?fieldSelector=spec.color%3Dred").json().path("items"))
                .hasSize(1);
        assertThat(client.get(NOXUS + "?fieldSelector=spec.size%3D3").at("/message"))
                .isEqualTo("field label not supported: spec.size");
    }

    @Test
    void showsOldObjectsUnderTheSchemaOfNow() {
        defineNoxus();
        createNoxu("a");
        client.send(
                "PATCH",
                DEFINITIONS + "/noxus.mygroup.example.com",
                "application/json-patch+json",
                "[{'op':'add','path':'/spec/versions/1/schema/openAPIV3Schema/properties/spec/properties',"
                    + "'value':{'color':{'type':'string','default':'blue'}}}]");

        assertThat(client.get(NOXUS + "/a").at("/spec/color")).isEqualTo("blue");
        assertThat(client.get(NOXUS).at("/items/0/spec/color")).isEqualTo("blue");
    }

    @Test
    void findsNoOldObjectsWhenAKindIsDefinedAgain() {
        defineNoxus();
        createNoxu("a");
        client.send("DELETE", DEFINITIONS + "/noxus.mygroup.example.com", "", "");
        client.clock.advance("1s");
        defineNoxus();

        assertThat(client.get(NOXUS).json().path("items")).isEmpty();
        assertThat(createNoxu("a").status()).isEqualTo(201);
    }
}
