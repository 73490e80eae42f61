package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.rest.Client.Heard;
import dev.perk.kube.Json;
import dev.perk.kube.store.Deletion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Who is let in, to do what. Clause: kubernetes-api 2.10, 2.11; upstream {@code
 * test/integration/auth/rbac_test.go}, {@code pkg/endpoints/filters/impersonation_test.go}.
 */
class AccessTest {
    private static final String JSON = "application/json";
    private static final Caller ALICE = user("alice");

    private final Client client = new Client();

    private static Caller user(String name, String... groups) {
        List<String> all = new ArrayList<>(List.of(groups));
        all.add("system:authenticated");
        return new Caller.Known(new User(name, "", all));
    }

    private void store(ResourceType type, String namespace, String singleQuoted) {
        client.registry.create(
                type,
                namespace,
                (ObjectNode)
                        Json.read(singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                WriteOptions.by(User.CONTROLLER));
    }

    /** Gives {@code subject} the rules in namespace {@code default}. */
    private void grant(String subject, String rules) {
        store(Kinds.ROLE, "default", "{'metadata':{'name':'r'},'rules':[" + rules + "]}");
        store(
                Kinds.ROLE_BINDING,
                "default",
                "{'metadata':{'name':'b'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'r'},'subjects':["
                        + subject
                        + "]}");
    }

    private void grantEverywhere(String subject, String rules) {
        store(Kinds.CLUSTER_ROLE, "", "{'metadata':{'name':'cr'},'rules':[" + rules + "]}");
        store(
                Kinds.CLUSTER_ROLE_BINDING,
                "",
                "{'metadata':{'name':'crb'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'cr'},'subjects':["
                        + subject
                        + "]}");
    }

    private static final String TO_ALICE = "{'kind':'User','name':'alice'}";
    private static final String READ_PODS =
            "{'apiGroups':[''],'resources':['pods'],'verbs':['get','list','watch']}";

    @Test
    void letsNobodyInWhoDoesNotSayWhoTheyAre() {
        for (Caller stranger : new Caller[] {new Caller.Anonymous(), new Caller.Rejected()}) {
            for (String path :
                    List.of(
                            "/",
                            "/api",
                            "/api/v1/namespaces",
                            "/api/v1/nope",
                            "/apis/nope/v1/x",
                            "/openapi/v3",
                            "/why/default/hello",
                            "/openid/v1/jwks",
                            "/nope")) {
                Heard heard = client.as(stranger).get(path);

                assertThat(heard.status()).as(path).isEqualTo(401);
                assertThat(heard.at("/message")).isEqualTo("Unauthorized");
            }
        }
    }

    @Test
    void tellsAnybodyHowItIs() {
        client.as(new Caller.Anonymous());

        assertThat(client.get("/readyz").text()).isEqualTo("ok");
        assertThat(client.get("/livez?verbose=1").text())
                .isEqualTo("[+]ping ok\nlivez check passed\n");
        assertThat(client.get("/healthz/ping").text()).isEqualTo("ok");
        assertThat(client.get("/healthz/nope").status()).isEqualTo(404);
        assertThat(client.get("/version").status())
                .as("by system:public-info-viewer")
                .isEqualTo(200);
    }

    @Test
    void whoeverIsKnownMayLookAroundAndNoMore() {
        client.as(ALICE);

        assertThat(client.get("/api").status()).isEqualTo(200);
        assertThat(client.get("/apis/apps/v1").status()).isEqualTo(200);
        assertThat(client.get("/openapi/v3").status()).isEqualTo(200);
        assertThat(client.get("/").at("/message"))
                .isEqualTo("forbidden: User \"alice\" cannot get path \"/\"");
        assertThat(client.get("/why/default/hello").at("/message"))
                .isEqualTo("forbidden: User \"alice\" cannot get path \"/why/default/hello\"");
    }

    /** Upstream: {@code handlers/patch.go}, createAuthorizerAttributes. */
    @Test
    void whoMayOnlyPatchCreatesNothingByApplying() {
        grant(TO_ALICE, "{'apiGroups':[''],'resources':['configmaps'],'verbs':['patch']}");
        client.as(ALICE);
        String url = "/api/v1/namespaces/default/configmaps/a?fieldManager=m";
        String config = "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'}}";

        Heard heard = client.send("PATCH", url, "application/apply-patch+yaml", config);

        assertThat(heard.status()).isEqualTo(403);
        assertThat(heard.at("/message"))
                .isEqualTo(
                        "configmaps \"a\" is forbidden: User \"alice\" cannot create resource"
                                + " \"configmaps\" in API group \"\" in the namespace \"default\"");

        store(Kinds.CONFIG_MAP, "default", "{'metadata':{'name':'a'}}");
        assertThat(client.send("PATCH", url, "application/apply-patch+yaml", config).status())
                .isEqualTo(200);
    }

    @Test
    void refusesInTheSameWordsWhetherAnObjectExistsOrNot() {
        store(Kinds.CONFIG_MAP, "default", "{'metadata':{'name':'there'}}");
        client.as(ALICE);

        for (String name : List.of("there", "not-there")) {
            Heard heard = client.get("/api/v1/namespaces/default/configmaps/" + name);

            assertThat(heard.status()).isEqualTo(403);
            assertThat(heard.at("/message"))
                    .isEqualTo(
                            "configmaps \""
                                    + name
                                    + "\" is forbidden: User \"alice\" cannot get resource"
                                    + " \"configmaps\" in API group \"\" in the namespace"
                                    + " \"default\"");
            assertThat(heard.at("/details/kind")).isEqualTo("configmaps");
        }
        assertThat(client.get("/apis/apps/v1/deployments").at("/message"))
                .isEqualTo(
                        "deployments.apps is forbidden: User \"alice\" cannot list resource"
                                + " \"deployments\" in API group \"apps\" at the cluster scope");
        assertThat(client.get("/api/v1/namespaces/default/nope").status())
                .as("not even which kinds there are")
                .isEqualTo(403);
        assertThat(client.get("/api/v1/namespaces/default/pods/p/log").at("/message"))
                .contains("cannot get resource \"pods/log\"");
    }

    @Test
    void aRoleHoldsInItsNamespaceAndForItsVerbs() {
        grant(TO_ALICE, READ_PODS);
        client.as(ALICE);

        assertThat(client.get("/api/v1/namespaces/default/pods").status()).isEqualTo(200);
        assertThat(client.get("/api/v1/namespaces/default/pods/p").status()).isEqualTo(404);
        assertThat(client.get("/api/v1/pods").status()).isEqualTo(403);
        assertThat(client.get("/api/v1/namespaces/kube-system/pods").status()).isEqualTo(403);
        assertThat(client.send("DELETE", "/api/v1/namespaces/default/pods/p", "", "").status())
                .isEqualTo(403);
        assertThat(client.get("/api/v1/namespaces/default/pods/p/log").status())
                .as("a part is a resource of its own")
                .isEqualTo(403);
    }

    @Test
    void aClusterRoleHoldsEverywhereWhenItIsBoundToTheCluster() {
        grantEverywhere(
                "{'kind':'Group','name':'devs'}",
                "{'apiGroups':['serving.knative.dev'],'resources':['*'],'verbs':['*']}");
        client.as(user("bob", "devs"));

        assertThat(client.get("/apis/serving.knative.dev/v1/services").status()).isEqualTo(200);
        assertThat(
                        client.get("/apis/serving.knative.dev/v1/namespaces/default/services/x")
                                .status())
                .isEqualTo(404);
        assertThat(client.get("/api/v1/services").status()).isEqualTo(403);
    }

    @Test
    void whoMayReadANamespaceOnlyByARoleInItMay() {
        grant(TO_ALICE, "{'apiGroups':[''],'resources':['namespaces'],'verbs':['get']}");
        client.as(ALICE);

        assertThat(client.get("/api/v1/namespaces/default").status()).isEqualTo(200);
        assertThat(client.get("/api/v1/namespaces/kube-system").at("/message"))
                .isEqualTo(
                        "namespaces \"kube-system\" is forbidden: User \"alice\" cannot get"
                                + " resource \"namespaces\" in API group \"\" in the namespace"
                                + " \"kube-system\"");
    }

    @Test
    void aListOfOneObjectNeedsPermissionForThatOne() {
        grant(
                TO_ALICE,
                "{'apiGroups':[''],'resources':['pods'],'resourceNames':['mine'],'verbs':['get','list']}");
        client.as(ALICE);
        String pods = "/api/v1/namespaces/default/pods";

        assertThat(client.get(pods + "?fieldSelector=metadata.name%3Dmine").status())
                .isEqualTo(200);
        assertThat(client.get(pods + "?fieldSelector=metadata.name%21%3Dmine").status())
                .isEqualTo(403);
        assertThat(client.get(pods + "?fieldSelector=metadata.name%3Dother").status())
                .isEqualTo(403);
        assertThat(client.get(pods).status()).isEqualTo(403);
    }

    @Test
    void pathsAreAllowedByRulesOfPaths() {
        grantEverywhere(TO_ALICE, "{'nonResourceURLs':['/why/*'],'verbs':['get']}");
        client.as(ALICE);

        assertThat(client.get("/why/default/hello").status()).as("nothing there").isEqualTo(404);
        assertThat(client.send("POST", "/why/default/hello", "", "").at("/message"))
                .isEqualTo("forbidden: User \"alice\" cannot post path \"/why/default/hello\"");
    }

    @Test
    void takesBackWhatIsTakenBack() {
        grant(TO_ALICE, READ_PODS);
        client.registry.delete(
                ResourceKey.of(Kinds.ROLE_BINDING, "default", "b"),
                Deletion.background(),
                WriteOptions.by(User.CONTROLLER));

        assertThat(client.as(ALICE).get("/api/v1/namespaces/default/pods").status()).isEqualTo(403);
    }

    @Test
    void saysWhichRoleIsMissing() {
        grant(TO_ALICE, READ_PODS);
        client.registry.delete(
                ResourceKey.of(Kinds.ROLE, "default", "r"),
                Deletion.background(),
                WriteOptions.by(User.CONTROLLER));

        assertThat(client.as(ALICE).get("/api/v1/namespaces/default/pods").at("/message"))
                .endsWith(": RBAC: role.rbac.authorization.k8s.io \"r\" not found");
    }

    @Test
    void nobodyGivesWhatTheyDoNotHave() {
        grant(
                TO_ALICE,
                READ_PODS
                        + ",{'apiGroups':['rbac.authorization.k8s.io'],'resources':['roles','rolebindings'],'verbs':['create','update','patch']}");
        client.as(ALICE);
        String roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";

        Heard more =
                client.send(
                        "POST",
                        roles,
                        JSON,
                        "{'metadata':{'name':'more'},'rules':[{'apiGroups':[''],'resources':['pods','secrets'],'verbs':['get','delete']}]}");
        Heard less =
                client.send(
                        "POST",
                        roles,
                        JSON,
                        "{'metadata':{'name':'less'},'rules':[{'apiGroups':[''],'resources':['pods'],'verbs':['get']}]}");
        Heard binding =
                client.send(
                        "POST",
                        roles.replace("roles", "rolebindings"),
                        JSON,
                        "{'metadata':{'name':'x'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'cluster-admin'},"
                            + "'subjects':[{'kind':'User','name':'alice','apiGroup':'rbac.authorization.k8s.io'}]}");

        assertThat(more.status()).isEqualTo(403);
        assertThat(more.at("/message"))
                .isEqualTo(
                        "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"alice\""
                                + " (groups=[\"system:authenticated\"]) is attempting to grant RBAC"
                                + " permissions not currently held:\n"
                                + "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\"]}\n"
                                + "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\""
                                + " \"delete\"]}");
        assertThat(less.status()).isEqualTo(201);
        assertThat(binding.status()).isEqualTo(403);
        assertThat(binding.at("/message")).contains("{APIGroups:[\"*\"], Resources:[\"*\"]");
    }

    @Test
    void whoMayBindARoleMayGiveIt() {
        grant(
                TO_ALICE,
                "{'apiGroups':['rbac.authorization.k8s.io'],'resources':['rolebindings'],'verbs':['create']},"
                    + "{'apiGroups':['rbac.authorization.k8s.io'],'resources':['clusterroles'],'resourceNames':['view'],'verbs':['bind']}");
        client.as(ALICE);
        String binding =
                "{'metadata':{'name':'%s'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'%s'},'subjects':[]}";
        String bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings";

        assertThat(client.send("POST", bindings, JSON, binding.formatted("v", "view")).status())
                .isEqualTo(201);
        assertThat(
                        client.send("POST", bindings, JSON, binding.formatted("c", "cluster-admin"))
                                .status())
                .isEqualTo(403);
        assertThat(
                        client.send("POST", bindings, JSON, binding.formatted("n", "nope"))
                                .at("/message"))
                .isEqualTo("clusterrole.rbac.authorization.k8s.io \"nope\" not found");
    }

    @Test
    void whoMayEscalateARoleMayWriteAnythingIntoIt() {
        grantEverywhere(
                TO_ALICE,
                "{'apiGroups':['rbac.authorization.k8s.io'],'resources':['clusterroles'],'verbs':['create','escalate']}");

        Heard heard =
                client.as(ALICE)
                        .send(
                                "POST",
                                "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                                JSON,
                                "{'metadata':{'name':'all'},'rules':[{'apiGroups':['*'],'resources':['*'],'verbs':['*']}]}");

        assertThat(heard.status()).isEqualTo(201);
    }

    @Test
    void aggregatedRolesAreForThoseWhoHaveEverything() {
        grantEverywhere(
                TO_ALICE,
                "{'apiGroups':['rbac.authorization.k8s.io'],'resources':['clusterroles'],'verbs':['create']}");

        Heard heard =
                client.as(ALICE)
                        .send(
                                "POST",
                                "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                                JSON,
                                "{'metadata':{'name':'all'},'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'a':'b'}}]}}");

        assertThat(heard.at("/message"))
                .isEqualTo(
                        "clusterroles.rbac.authorization.k8s.io \"all\" is forbidden: must have"
                                + " cluster-admin privileges to use the aggregationRule");
    }

    @Test
    void theAdminActsAsAnybody() {
        grant(TO_ALICE, READ_PODS);

        assertThat(
                        client.with("Impersonate-User", "alice")
                                .get("/api/v1/namespaces/default/pods")
                                .status())
                .isEqualTo(200);
        assertThat(client.get("/api/v1/pods").at("/message"))
                .startsWith("pods is forbidden: User \"alice\" cannot list");
    }

    @Test
    void tellsWhomOneActsAs() {
        Heard me =
                client.with("Impersonate-User", "system:serviceaccount:default:robot")
                        .with("Impersonate-Extra-Example.com%2Freason", "test")
                        .send(
                                "POST",
                                "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                                JSON,
                                "{}");

        assertThat(me.json().at("/status/userInfo").toString())
                .isEqualTo(
                        "{\"username\":\"system:serviceaccount:default:robot\",\"groups\":["
                                + "\"system:serviceaccounts\",\"system:serviceaccounts:default\","
                                + "\"system:authenticated\"],"
                                + "\"extra\":{\"example.com/reason\":[\"test\"]}}");
    }

    @Test
    void groupsThatHoldACommaStayWhole() {
        Heard me =
                client.with("Impersonate-User", "alice")
                        .with("Impersonate-Group", "cn=a,ou=b", "devs")
                        .send(
                                "POST",
                                "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                                JSON,
                                "{}");

        assertThat(me.json().at("/status/userInfo/groups").toString())
                .isEqualTo("[\"cn=a,ou=b\",\"devs\",\"system:authenticated\"]");
    }

    @Test
    void nobodyActsAsAnotherWhoMayNot() {
        client.as(ALICE).with("Impersonate-User", "bob");

        assertThat(client.get("/api").at("/message"))
                .isEqualTo(
                        "users \"bob\" is forbidden: User \"alice\" cannot impersonate resource"
                                + " \"users\" in API group \"\" at the cluster scope");
    }

    @Test
    void toActAsAUserIsNotToActAsAMemberOfAnyGroup() {
        grantEverywhere(
                TO_ALICE, "{'apiGroups':[''],'resources':['users'],'verbs':['impersonate']}");
        client.as(ALICE)
                .with("Impersonate-User", "bob")
                .with("Impersonate-Group", "system:masters");

        assertThat(client.get("/api/v1/secrets").at("/message"))
                .isEqualTo(
                        "groups \"system:masters\" is forbidden: User \"alice\" cannot impersonate"
                                + " resource \"groups\" in API group \"\" at the cluster scope");
    }

    @Test
    void groupsWithoutAUserAreAMistake() {
        assertThat(client.with("Impersonate-Group", "devs").get("/api").status()).isEqualTo(400);
    }
}
