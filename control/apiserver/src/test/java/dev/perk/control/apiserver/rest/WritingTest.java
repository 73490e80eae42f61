package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.rest.Client.Heard;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Upstream: {@code k8s.io/apiserver pkg/endpoints/handlers/{create,update,patch,delete}.go}. */
class WritingTest {
    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String SERVICES =
            "/apis/serving.knative.dev/v1/namespaces/default/services";

    private final Client client = new Client();

    private void createConfigMap() {
        client.send("POST", CONFIG_MAPS, JSON, "{'metadata':{'name':'a'},'data':{'x':'1'}}");
    }

    @Test
    void readsJsonYamlAndProtobuf() {
        Heard json = client.send("POST", CONFIG_MAPS, "", "{'metadata':{'name':'a'}}");
        Heard yaml =
                client.send(
                        "POST",
                        CONFIG_MAPS,
                        "application/yaml",
                        "metadata:\n  name: b\ndata:\n  n: '1'\n");
        // v1 ConfigMap {metadata {name "c"}, data {"k": "v"}}
        byte[] protobuf =
                HexFormat.of()
                        .parseHex(
                                "6b387300"
                                        + "0a0f"
                                        + "0a027631"
                                        + "1209436f6e6669674d6170"
                                        + "120d"
                                        + "0a030a0163"
                                        + "12060a016b120176");
        Heard typed =
                client.send("POST", CONFIG_MAPS, "application/vnd.kubernetes.protobuf", protobuf);

        assertThat(json.status()).isEqualTo(201);
        assertThat(json.at("/kind")).isEqualTo("ConfigMap");
        assertThat(yaml.at("/data/n")).isEqualTo("1");
        assertThat(typed.at("/metadata/name")).isEqualTo("c");
        assertThat(typed.at("/data/k")).isEqualTo("v");
        Heard xml = client.send("POST", CONFIG_MAPS, "text/xml", "<a/>");
        assertThat(xml.status()).isEqualTo(415);
        assertThat(xml.at("/message"))
                .isEqualTo(
                        "the body of the request was in an unknown format - accepted media types"
                                + " include: application/json, application/yaml,"
                                + " application/vnd.kubernetes.protobuf");
    }

    @Test
    void saysWhatItCannotRead() {
        Heard broken = client.send("POST", CONFIG_MAPS, JSON, "{'metadata':");
        Heard empty = client.send("POST", CONFIG_MAPS, JSON, "");
        Heard list = client.send("POST", CONFIG_MAPS, JSON, "[]");
        Heard deep = client.send("POST", CONFIG_MAPS, JSON, "[".repeat(100_000));

        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.at("/message"))
                .startsWith(
                        "the object provided is unrecognized (must be of type ConfigMap): couldn't"
                                + " get version/kind; json parse error: ")
                .endsWith("({\"metadata\":)");
        assertThat(empty.at("/message")).endsWith("(<empty>)");
        assertThat(list.status()).isEqualTo(400);
        assertThat(deep.status()).isEqualTo(400);
    }

    @Test
    void refusesUnknownFieldsOfWhoIsStrict() {
        Heard heard =
                client.send(
                        "POST",
                        DEPLOYMENTS + "?fieldValidation=Strict",
                        JSON,
                        "{'metadata':{'name':'d','name':'d'},'spec':{'replica':1}}");

        assertThat(heard.status()).isEqualTo(400);
        assertThat(heard.at("/message"))
                .isEqualTo(
                        "Deployment in version \"v1\" cannot be handled as a Deployment: strict"
                                + " decoding error: duplicate field \"metadata.name\", unknown"
                                + " field \"spec.replica\"");
    }

    @Test
    void warnsOfUnknownFieldsUnlessToldToIgnoreThem() {
        String body = "{'metadata':{'name':'a'},'foo':1}";

        Heard warned = client.send("POST", CONFIG_MAPS, JSON, body);
        Heard ignored = client.send("PUT", CONFIG_MAPS + "/a?fieldValidation=Ignore", JSON, body);
        Heard wrong = client.send("POST", CONFIG_MAPS + "?fieldValidation=Foo", JSON, body);

        assertThat(warned.status()).isEqualTo(201);
        assertThat(warned.header("Warning")).containsExactly("299 - \"unknown field \\\"foo\\\"\"");
        assertThat(ignored.header("Warning")).isEmpty();
        assertThat(wrong.status()).isEqualTo(422);
    }

    @Test
    void refusesValuesOfAnotherType() {
        Heard builtIn =
                client.send(
                        "POST",
                        DEPLOYMENTS + "?fieldValidation=Ignore",
                        JSON,
                        "{'metadata':{'name':'d'},'spec':{'replicas':'two'}}");
        Heard custom =
                client.send(
                        "POST",
                        SERVICES,
                        JSON,
                        "{'metadata':{'name':'s'},'spec':{'template':{'spec':{'timeoutSeconds':'5'}}}}");

        assertThat(builtIn.at("/message"))
                .isEqualTo(
                        "Deployment in version \"v1\" cannot be handled as a Deployment: json:"
                                + " cannot unmarshal string into Go struct field"
                                + " DeploymentSpec.spec.replicas of type int32");
        assertThat(custom.at("/message"))
                .isEqualTo(
                        "admission webhook \"webhook.serving.knative.dev\" denied the request:"
                                + " mutation failed: cannot decode incoming new object: json:"
                                + " cannot unmarshal string into Go struct field"
                                + " RevisionSpec.spec.template.spec.timeoutSeconds of type int64");
    }

    @Test
    void patchesInEveryWayThatAKindHas() {
        createConfigMap();

        Heard merged =
                client.send("PATCH", CONFIG_MAPS + "/a", MERGE, "{'data':{'x':null,'y':'2'}}");
        Heard listed =
                client.send(
                        "PATCH",
                        CONFIG_MAPS + "/a",
                        "application/json-patch+json",
                        "[{'op':'add','path':'/data/z','value':'3'}]");
        Heard strategic =
                client.send(
                        "PATCH",
                        CONFIG_MAPS + "/a",
                        "application/strategic-merge-patch+json",
                        "{'data':{'$patch':'replace','only':'1'}}");

        assertThat(merged.json().at("/data").toString()).isEqualTo("{\"y\":\"2\"}");
        assertThat(listed.at("/data/z")).isEqualTo("3");
        assertThat(strategic.json().at("/data").toString()).isEqualTo("{\"only\":\"1\"}");
    }

    @Test
    void refusesWaysOfPatchingThatAKindHasNot() {
        Heard custom =
                client.send(
                        "PATCH",
                        SERVICES + "/s",
                        "application/strategic-merge-patch+json",
                        "{'spec':{}}");
        Heard notAList =
                client.send("PATCH", CONFIG_MAPS + "/a", "application/json-patch+json", "{}");

        assertThat(custom.status()).isEqualTo(415);
        assertThat(custom.at("/message"))
                .endsWith(
                        "application/json-patch+json, application/merge-patch+json,"
                                + " application/apply-patch+yaml");
        assertThat(notAList.status()).isEqualTo(400);
        assertThat(notAList.at("/message"))
                .isEqualTo(
                        "error decoding patch: json: cannot unmarshal object into Go value of type"
                                + " []handlers.jsonPatchOp");
    }

    @Test
    void refusesUnknownFieldsOfAStrictPatch() {
        createConfigMap();

        Heard heard =
                client.send("PATCH", CONFIG_MAPS + "/a?fieldValidation=Strict", MERGE, "{'foo':1}");

        assertThat(heard.status()).isEqualTo(422);
        assertThat(heard.at("/message"))
                .startsWith(
                        " \"\" is invalid: patch: Invalid value: \"{\\\"apiVersion\\\":\\\"v1\\\"")
                .endsWith("\\\"foo\\\":1}\": strict decoding error: unknown field \"foo\"");
    }

    @Test
    void refusesWhatAStrictJsonPatchWouldMakeOfAnObject() {
        createConfigMap();

        Heard heard =
                client.send(
                        "PATCH",
                        CONFIG_MAPS + "/a?fieldValidation=Strict",
                        "application/json-patch+json",
                        "[{'op':'add','path':'/foo','value':1}]");

        assertThat(heard.status()).isEqualTo(422);
        assertThat(heard.at("/message")).endsWith("strict decoding error: unknown field \"foo\"");
    }

    @Test
    void scalesThroughTheScaleOfAWorkload() {
        client.send(
                "POST",
                DEPLOYMENTS,
                JSON,
                "{'metadata':{'name':'d'},'spec':{'replicas':1,'selector':{'matchLabels':{'a':'b'}}}}");

        Heard patched =
                client.send("PATCH", DEPLOYMENTS + "/d/scale", MERGE, "{'spec':{'replicas':3}}");
        Heard replaced =
                client.send(
                        "PUT",
                        DEPLOYMENTS + "/d/scale",
                        "",
                        "{'metadata':{'name':'d'},'spec':{'replicas':5}}");

        assertThat(patched.at("/kind")).isEqualTo("Scale");
        assertThat(patched.at("/spec/replicas")).isEqualTo("3");
        assertThat(replaced.at("/spec/replicas")).isEqualTo("5");
        assertThat(client.get(DEPLOYMENTS + "/d").at("/spec/replicas")).isEqualTo("5");
    }

    @Test
    void answersADeletionWithTheUidThatIsGone() {
        createConfigMap();
        String uid = client.get(CONFIG_MAPS + "/a").at("/metadata/uid");

        Heard heard =
                client.send(
                        "DELETE", CONFIG_MAPS + "/a", JSON, "{'propagationPolicy':'Background'}");

        assertThat(heard.at("/status")).isEqualTo("Success");
        assertThat(heard.at("/details/uid")).isEqualTo(uid);
        assertThat(heard.at("/details/kind")).isEqualTo("configmaps");
        assertThat(client.get(CONFIG_MAPS + "/a").status()).isEqualTo(404);
    }

    @Test
    void answersADeletionThatWaitsWithTheObject() {
        client.send("POST", "/api/v1/namespaces", JSON, "{'metadata':{'name':'n'}}");

        Heard heard = client.send("DELETE", "/api/v1/namespaces/n", "", new byte[0]);

        assertThat(heard.at("/kind")).isEqualTo("Namespace");
        assertThat(heard.at("/metadata/deletionTimestamp")).isNotEmpty();
    }

    @Test
    void checksHowADeletionIsMeant() {
        Heard bad =
                client.send("DELETE", CONFIG_MAPS + "/a", JSON, "{'propagationPolicy':'Bogus'}");
        Heard both =
                client.send(
                        "DELETE",
                        CONFIG_MAPS + "/a?propagationPolicy=Orphan&orphanDependents=true",
                        "",
                        new byte[0]);

        assertThat(bad.at("/message"))
                .isEqualTo(
                        "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported"
                                + " value: \"Bogus\": supported values: \"Foreground\","
                                + " \"Background\", \"Orphan\", \"nil\"");
        assertThat(both.status()).isEqualTo(422);
    }

    /**
     * Spec §2.8; a negative grace is one second: {@code k8s.io/apiserver registry/rest/delete.go}.
     */
    @Test
    void refusesOptionsOfAnotherType() {
        createConfigMap();
        for (String options :
                List.of(
                        "{'gracePeriodSeconds':'soon'}",
                        "{'gracePeriodSeconds':1e30}",
                        "{'orphanDependents':'no'}",
                        "{'dryRun':'All'}",
                        "{'preconditions':[]}")) {
            Heard heard = client.send("DELETE", CONFIG_MAPS + "/a", JSON, options);
            assertThat(heard.status()).as(options).isEqualTo(400);
            assertThat(heard.at("/message")).contains("into Go struct field DeleteOptions.");
        }
        assertThat(
                        client.send(
                                        "DELETE",
                                        CONFIG_MAPS + "/a",
                                        JSON,
                                        "{'gracePeriodSeconds':-1,'dryRun':['All']}")
                                .at("/status"))
                .isEqualTo("Success");
        assertThat(client.get(CONFIG_MAPS + "/a").status()).isEqualTo(200);
    }

    @Test
    void changesNothingInADryRun() {
        Heard made =
                client.send("POST", CONFIG_MAPS + "?dryRun=All", JSON, "{'metadata':{'name':'a'}}");
        Heard bad =
                client.send("POST", CONFIG_MAPS + "?dryRun=foo", JSON, "{'metadata':{'name':'a'}}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(client.get(CONFIG_MAPS + "/a").status()).isEqualTo(404);
        assertThat(bad.at("/message"))
                .isEqualTo(
                        "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value:"
                                + " []string{\"foo\"}: supported values: \"All\"");
    }

    /**
     * kubernetes-api.md 2.7, "as if stored but without resourceVersion", is so of what is created.
     * A change has the one of before: {@code DryRunnableStorage.GuaranteedUpdate} of {@code
     * k8s.io/apiserver} gives no new one, and {@code kubectl diff} would show any other.
     */
    @Test
    void aDryChangeKeepsTheRevisionThatItWouldHaveReplaced() {
        Heard made = client.send("POST", CONFIG_MAPS, JSON, "{'metadata':{'name':'a'}}");
        Heard changed =
                client.send(
                        "PATCH",
                        CONFIG_MAPS + "/a?dryRun=All",
                        "application/merge-patch+json",
                        "{'data':{'b':'c'}}");

        assertThat(changed.at("/data/b")).isEqualTo("c");
        assertThat(changed.at("/metadata/resourceVersion"))
                .isEqualTo(made.at("/metadata/resourceVersion"))
                .isNotEmpty();
    }

    @Test
    void allowsWhatAUrlCanDoAndNothingElse() {
        assertThat(client.send("POST", "/api/v1/pods", JSON, "{}").status()).isEqualTo(405);
        assertThat(client.send("DELETE", "/api/v1/namespaces", JSON, "{}").status()).isEqualTo(405);
        assertThat(client.send("POST", CONFIG_MAPS + "/a", JSON, "{}").at("/message"))
                .isEqualTo("the server does not allow this method on the requested resource");
    }
}
