package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.apiserver.rest.Client.Heard;
import org.junit.jupiter.api.Test;

/**
 * kubernetes-api.md 2.9, server-side apply. Upstream: {@code k8s.io/kubernetes
 * test/integration/apiserver/apply/apply_test.go}.
 */
class ApplyTest {
    private static final String APPLY = "application/apply-patch+yaml";
    private static final String MERGE = "application/merge-patch+json";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

    private final Client client = new Client().with("User-Agent", "Python-urllib/3.11");

    private Heard apply(String manager, String data) {
        return apply(manager, data, "");
    }

    private Heard apply(String manager, String data, String more) {
        return client.send(
                "PATCH",
                MAPS + "/a?fieldManager=" + manager + more,
                APPLY,
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'},'data':"
                        + data
                        + "}");
    }

    private Heard map() {
        return client.get(MAPS + "/a");
    }

    @Test
    void createsWhatIsNotThere() {
        Heard created = apply("kubectl", "{'a':'1'}");
        Heard again = apply("kubectl", "{'a':'1'}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().at("/metadata/managedFields").toString())
                .isEqualTo(
                        "[{\"manager\":\"kubectl\",\"operation\":\"Apply\",\"apiVersion\":\"v1\","
                                + "\"time\":\""
                                + created.at("/metadata/creationTimestamp")
                                + "\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:data\":{\"f:a\":{}}}}]");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).as("nothing new, no revision").isEqualTo(created.json());
    }

    @Test
    void readsYaml() {
        Heard created =
                client.send(
                        "PATCH",
                        MAPS + "/a?fieldManager=m",
                        APPLY,
                        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  n: '1'\n");
        assertThat(created.at("/data/n")).isEqualTo("1");
    }

    @Test
    void tracksPlainWritesBySecondAndByWay() {
        Heard created =
                client.send(
                        "POST",
                        MAPS + "?fieldManager=kubectl-create",
                        "application/json",
                        "{'metadata':{'name':'a','labels':{'x':'y'}},'data':{'a':'1'}}");
        client.clock.advance("5s");
        Heard patched = client.send("PATCH", MAPS + "/a", MERGE, "{'data':{'a':'2','b':'3'}}");

        assertThat(created.json().at("/metadata/managedFields/0/fieldsV1").toString())
                .isEqualTo(
                        "{\"f:data\":{\".\":{},\"f:a\":{}},\"f:metadata\":{\"f:labels\":{\".\":{},\"f:x\":{}}}}");
        JsonNode entries = patched.json().at("/metadata/managedFields");
        assertThat(entries).hasSize(2);
        assertThat(entries.at("/0/fieldsV1").toString())
                .isEqualTo("{\"f:data\":{},\"f:metadata\":{\"f:labels\":{\".\":{},\"f:x\":{}}}}");
        assertThat(entries.at("/1/manager").asText()).isEqualTo("Python-urllib");
        assertThat(entries.at("/1/operation").asText()).isEqualTo("Update");
        assertThat(entries.at("/1/fieldsV1").toString())
                .isEqualTo("{\"f:data\":{\"f:a\":{},\"f:b\":{}}}");
        client.clock.advance("5s");
        Heard same = client.send("PATCH", MAPS + "/a", MERGE, "{'data':{'a':'2'}}");
        assertThat(same.json()).as("a time is no reason to write").isEqualTo(patched.json());
    }

    @Test
    void refusesToChangeWhatIsSomebodyElses() {
        apply("kubectl", "{'a':'1'}");
        client.send("PATCH", MAPS + "/a", MERGE, "{'data':{'a':'2'}}");

        Heard conflict = apply("kubectl", "{'a':'1'}");

        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.at("/reason")).isEqualTo("Conflict");
        assertThat(conflict.at("/message"))
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"Python-urllib\" using v1:"
                                + " .data.a");
        assertThat(conflict.json().at("/details/causes").toString())
                .isEqualTo(
                        "[{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with"
                                + " \\\"Python-urllib\\\" using v1\",\"field\":\".data.a\"}]");
        assertThat(apply("kubectl", "{'a':'2'}").status()).as("the same value").isEqualTo(200);
        assertThat(apply("other", "{'a':'3','b':'4'}").at("/message"))
                .isEqualTo(
                        """
                        Apply failed with 2 conflicts: conflicts with "Python-urllib" using v1:
                        - .data.a
                        conflicts with "kubectl":
                        - .data.a\
                        """);
    }

    @Test
    void forceTakesAFieldAndLeavesTheRest() {
        apply("one", "{'a':'1'}");
        Heard forced = apply("two", "{'a':'2'}", "&force=true");

        assertThat(forced.at("/data/a")).isEqualTo("2");
        assertThat(forced.json().at("/metadata/managedFields")).hasSize(1);
        assertThat(forced.at("/metadata/managedFields/0/manager")).isEqualTo("two");
    }

    @Test
    void takesAwayWhatAManagerGivesUpAndNobodyElseHas() {
        apply("one", "{'a':'1','b':'2','c':'3'}");
        apply("two", "{'b':'2'}");
        client.send("PATCH", MAPS + "/a", MERGE, "{'data':{'d':'4'}}");

        Heard given = apply("one", "{'c':'3'}");

        assertThat(given.json().at("/data").toString())
                .isEqualTo("{\"b\":\"2\",\"c\":\"3\",\"d\":\"4\"}");
    }

    @Test
    void takesAwayElementsOfLists() {
        String both = "[{'name':'c','image':'i:1'},{'name':'d','image':'j:1'}]";
        deploy("one", both);
        deploy("two", "[{'name':'d','image':'j:1'}]");

        Heard left = deploy("one", "[{'name':'c','image':'i:2'}]");
        Heard gone = deploy("two", "[]");

        assertThat(left.status()).as(left.text()).isEqualTo(200);
        assertThat(left.json().at("/spec/template/spec/containers").findValuesAsText("image"))
                .containsExactly("i:2", "j:1");
        assertThat(gone.json().at("/spec/template/spec/containers").findValuesAsText("image"))
                .containsExactly("i:2");
    }

    private Heard deploy(String manager, String containers) {
        return client.send(
                "PATCH",
                DEPLOYMENTS + "/w?fieldManager=" + manager,
                APPLY,
                "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'w'},'spec':{"
                    + "'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},"
                    + "'spec':{'containers':"
                        + containers
                        + "}}}}");
    }

    @Test
    void scalesAndStatusAreWaysOfTheirOwn() {
        deploy("one", "[{'name':'c','image':'i'}]");
        client.send("PATCH", DEPLOYMENTS + "/w/scale", MERGE, "{'spec':{'replicas':3}}");
        client.send(
                "PATCH", DEPLOYMENTS + "/w/status", MERGE, "{'status':{'replicas':2},'spec':null}");

        JsonNode entries = client.get(DEPLOYMENTS + "/w").json().at("/metadata/managedFields");

        assertThat(entries.findValuesAsText("subresource"))
                .containsExactlyInAnyOrder("scale", "status");
        assertThat(entries.findValues("fieldsV1").toString())
                .contains("{\"f:spec\":{\"f:replicas\":{}}}", "{\"f:status\":{\"f:replicas\":{}}}");
        assertThat(
                        client.send(
                                        "PATCH",
                                        DEPLOYMENTS + "/w/status?fieldManager=s",
                                        APPLY,
                                        "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'w',"
                                            + "'labels':{'not':'this'}},'status':{'replicas':7}}")
                                .at("/message"))
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"Python-urllib\" with"
                                + " subresource \"status\" using apps/v1: .status.replicas");
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        String body = "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'}}";
        assertThat(client.send("PATCH", MAPS + "/a", APPLY, body).at("/message"))
                .isEqualTo(
                        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is"
                                + " required for apply patch");
        assertThat(client.send("PATCH", MAPS + "/a?force=true", MERGE, "{}").at("/message"))
                .isEqualTo(
                        "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be"
                                + " specified for non-apply patch");
        assertThat(
                        refusal(
                                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a','managedFields':[]}}"))
                .isEqualTo("400 metadata.managedFields must be nil");
        assertThat(refusal("{'kind':'ConfigMap','metadata':{'name':'a'}}"))
                .isEqualTo("400 invalid object type: /, Kind=ConfigMap");
        assertThat(
                        refusal(
                                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'d1'},'datax':{}}"))
                .isEqualTo(
                        "500 failed to create typed patch object (/d1; /v1, Kind=ConfigMap):"
                                + " .datax: field not declared in schema");
        apply("m", "{'a':'1'}");
        assertThat(
                        refusal(
                                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a','resourceVersion':'1'}}"))
                .startsWith(
                        "409 Operation cannot be fulfilled on configmaps \"a\": the object has");
        assertThat(refusal("{'apiVersion':'v2','kind':'ConfigMap','metadata':{'name':'a'}}"))
                .isEqualTo(
                        "400 Incorrect version specified in apply patch. Specified patch version:"
                                + " v2, expected: v1");
        assertThat(refusal("a: [")).startsWith("400 error decoding YAML: ");
    }

    private String refusal(String body) {
        Heard heard = client.send("PATCH", MAPS + "/a?fieldManager=m", APPLY, body);
        return heard.status() + " " + heard.at("/message");
    }

    @Test
    void aDryRunStoresNothing() {
        Heard dry = apply("m", "{'a':'1'}", "&dryRun=All");
        assertThat(dry.status()).isEqualTo(201);
        assertThat(dry.at("/data/a")).isEqualTo("1");
        assertThat(map().status()).isEqualTo(404);
    }

    @Test
    void whatWasThereBeforeTheFirstApplyBelongsToNobodyKnown() {
        client.send("POST", MAPS, "application/json", "{'metadata':{'name':'a'},'data':{'a':'1'}}");
        client.send("PATCH", MAPS + "/a", MERGE, "{'metadata':{'managedFields':[{}]}}");
        assertThat(map().json().at("/metadata/managedFields").isMissingNode()).isTrue();

        assertThat(apply("kubectl", "{'a':'2'}").at("/message"))
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"before-first-apply\" using"
                                + " v1: .data.a");
    }

    @Test
    void clientsThatKnowNothingOfManagersDoNotLoseThem() {
        apply("m", "{'a':'1'}");
        for (String forgotten : new String[] {"null", "[]"}) {
            Heard after =
                    client.send(
                            "PATCH",
                            MAPS + "/a",
                            MERGE,
                            "{'metadata':{'managedFields':" + forgotten + "}}");
            assertThat(after.json().at("/metadata/managedFields")).as(forgotten).hasSize(1);
        }
    }

    /** kubectl apply --server-side of what kubectl apply has made: three more requests. */
    @Test
    void takesOverWhatKubectlHasAppliedByItself() {
        String last =
                "{\\'apiVersion\\':\\'v1\\',\\'data\\':{\\'a\\':\\'1\\'},\\'kind\\':\\'ConfigMap\\',"
                    + "\\'metadata\\':{\\'name\\':\\'a\\'}}";
        client.send(
                "POST",
                MAPS + "?fieldManager=kubectl-client-side-apply",
                "application/json",
                "{'metadata':{'name':'a','annotations':{'kubectl.kubernetes.io/last-applied-configuration':'"
                        + last
                        + "'}},'data':{'a':'1'}}");

        Heard first = apply("kubectl", "{'a':'2'}");
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.at("/data/a")).isEqualTo("2");
        assertThat(
                        first.json()
                                .at("/metadata/annotations")
                                .path("kubectl.kubernetes.io/last-applied-configuration")
                                .asText())
                .contains("\"data\":{\"a\":\"2\"}");
        Heard second =
                client.send(
                        "PATCH",
                        MAPS + "/a",
                        JSON_PATCH,
                        "[{'op':'replace','path':'/metadata/managedFields','value':[{'manager':'kubectl',"
                            + "'operation':'Apply','apiVersion':'v1','time':'2026-01-01T00:00:00Z',"
                            + "'fieldsType':'FieldsV1','fieldsV1':{'f:data':{'f:a':{},'f:b':{}}}}]},"
                            + "{'op':'replace','path':'/metadata/resourceVersion','value':'"
                                + first.at("/metadata/resourceVersion")
                                + "'}]");
        assertThat(second.json().at("/metadata/managedFields")).hasSize(1);
        assertThat(second.json().at("/metadata/managedFields/0/fieldsV1").toString())
                .isEqualTo("{\"f:data\":{\"f:a\":{},\"f:b\":{}}}");
        Heard stale =
                client.send(
                        "PATCH",
                        MAPS + "/a",
                        JSON_PATCH,
                        "[{'op':'replace','path':'/metadata/resourceVersion','value':'1'}]");
        assertThat(stale.status()).isEqualTo(409);
    }

    @Test
    void tenUpdatersAreRemembered() {
        apply("m", "{'a':'1'}");
        for (int i = 0; i < 14; i++) {
            client.clock.advance("1s");
            client.send(
                    "PATCH", MAPS + "/a?fieldManager=u" + i, MERGE, "{'data':{'k" + i + "':'v'}}");
        }
        JsonNode entries = map().json().at("/metadata/managedFields");
        assertThat(entries).hasSize(11);
        assertThat(entries.findValuesAsText("manager"))
                .contains("m", "ancient-changes", "u13", "u5")
                .doesNotContain("u0", "u4");
    }
}
