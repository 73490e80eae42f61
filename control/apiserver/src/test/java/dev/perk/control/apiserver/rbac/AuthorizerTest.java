package dev.perk.control.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code plugin/pkg/auth/authorizer/rbac/rbac_test.go} (TestAuthorizer, TestRuleMatches),
 * {@code pkg/registry/rbac/validation/rule_test.go} (TestDefaultRuleResolver).
 */
class AuthorizerTest {
    private static final String REF =
            "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'%s','name':'%s'}";

    private final Policy policy = new Policy();
    private final Authorizer authorizer = new Authorizer(policy);

    private static User user(String name, String... groups) {
        return new User(name, "", List.of(groups));
    }

    private KubeObject add(ResourceType type, String singleQuoted) {
        KubeObject object =
                KubeObject.of(
                        type,
                        (ObjectNode)
                                Json.read(
                                        singleQuoted
                                                .replace('\'', '"')
                                                .getBytes(StandardCharsets.UTF_8)));
        policy.onChange(null, object);
        return object;
    }

    private void role(String namespace, String name, String rules) {
        add(
                namespace.isEmpty() ? Kinds.CLUSTER_ROLE : Kinds.ROLE,
                "{'metadata':{'name':'%s','namespace':'%s'},'rules':[%s]}"
                        .formatted(name, namespace, rules));
    }

    private KubeObject binding(
            String namespace, String name, String kind, String role, String subjects) {
        return add(
                namespace.isEmpty() ? Kinds.CLUSTER_ROLE_BINDING : Kinds.ROLE_BINDING,
                ("{'metadata':{'name':'%s','namespace':'%s'}," + REF + ",'subjects':[%s]}")
                        .formatted(name, namespace, kind, role, subjects));
    }

    private boolean may(User user, String verb, String resource, String namespace, String name) {
        int slash = resource.indexOf('/');
        return authorizer
                .authorize(
                        user,
                        new Attributes.Resource(
                                verb,
                                "",
                                slash < 0 ? resource : resource.substring(0, slash),
                                slash < 0 ? "" : resource.substring(slash + 1),
                                namespace,
                                name))
                .allowed();
    }

    @Test
    void anAdminOfANamespaceIsOneThereOnly() {
        role("", "admin", "{'apiGroups':['*'],'resources':['*'],'verbs':['*']}");
        binding(
                "ns1",
                "admin",
                "ClusterRole",
                "admin",
                "{'kind':'User','name':'admin'},{'kind':'Group','name':'admins'}");

        assertThat(may(user("admin"), "get", "pods", "ns1", "")).isTrue();
        assertThat(may(user("foo", "admins"), "get", "pods", "ns1", "")).isTrue();
        assertThat(may(user("admin"), "get", "pods", "", "")).isFalse();
        assertThat(may(user("admin"), "get", "pods", "ns2", "")).isFalse();
        assertThat(may(user("foo"), "get", "pods", "ns1", "")).isFalse();
    }

    @Test
    void aNameIsNotAGroupAndAGroupIsNotAName() {
        role("", "r", "{'apiGroups':[''],'resources':['pods'],'verbs':['get']}");
        binding("", "b", "ClusterRole", "r", "{'kind':'User','name':'devs'}");

        assertThat(may(user("alice", "devs"), "get", "pods", "", "")).isFalse();
        assertThat(may(user("devs"), "get", "pods", "", "")).isTrue();
    }

    @Test
    void aServiceAccountIsOfTheNamespaceOfTheBindingUnlessItSaysAnother() {
        role("ns1", "r", "{'apiGroups':[''],'resources':['pods'],'verbs':['get']}");
        binding(
                "ns1",
                "b",
                "Role",
                "r",
                "{'kind':'ServiceAccount','name':'a'},{'kind':'ServiceAccount','name':'b','namespace':'ns2'}");

        assertThat(may(user("system:serviceaccount:ns1:a"), "get", "pods", "ns1", "")).isTrue();
        assertThat(may(user("system:serviceaccount:ns2:b"), "get", "pods", "ns1", "")).isTrue();
        assertThat(may(user("system:serviceaccount:ns1:b"), "get", "pods", "ns1", "")).isFalse();
    }

    @Test
    void aPartIsAResourceOfItsOwn() {
        role("ns1", "pods", "{'apiGroups':[''],'resources':['pods'],'verbs':['*']}");
        role("ns1", "logs", "{'apiGroups':[''],'resources':['pods/log'],'verbs':['*']}");
        role("ns1", "scales", "{'apiGroups':[''],'resources':['*/scale'],'verbs':['*']}");
        role("ns1", "all", "{'apiGroups':[''],'resources':['*'],'verbs':['*']}");
        for (String role : List.of("pods", "logs", "scales", "all")) {
            binding("ns1", role, "Role", role, "{'kind':'User','name':'" + role + "'}");
        }

        assertThat(may(user("pods"), "get", "pods", "ns1", "")).isTrue();
        assertThat(may(user("pods"), "get", "pods/log", "ns1", "")).isFalse();
        assertThat(may(user("logs"), "get", "pods/log", "ns1", "")).isTrue();
        assertThat(may(user("logs"), "get", "pods", "ns1", "")).isFalse();
        assertThat(may(user("scales"), "get", "deployments/scale", "ns1", "")).isTrue();
        assertThat(may(user("scales"), "get", "scale", "ns1", "")).isFalse();
        assertThat(may(user("scales"), "get", "deployments", "ns1", "")).isFalse();
        assertThat(may(user("all"), "get", "pods/log", "ns1", "")).isTrue();
    }

    @Test
    void namesRestrictARuleToTheseObjects() {
        role(
                "ns1",
                "r",
                "{'apiGroups':[''],'resources':['pods'],'resourceNames':['a'],'verbs':['get','create']}");
        binding("ns1", "b", "Role", "r", "{'kind':'User','name':'u'}");

        assertThat(may(user("u"), "get", "pods", "ns1", "a")).isTrue();
        assertThat(may(user("u"), "get", "pods", "ns1", "b")).isFalse();
        assertThat(may(user("u"), "create", "pods", "ns1", ""))
                .as("a new object has no name yet")
                .isFalse();
    }

    @Test
    void pathsThatEndInAStarAreAllThatBeginSo() {
        role("", "r", "{'nonResourceURLs':['/apis','/why/*'],'verbs':['get']}");
        binding("", "b", "ClusterRole", "r", "{'kind':'User','name':'u'}");

        assertThat(path("get", "/apis")).isTrue();
        assertThat(path("get", "/apis/apps")).isFalse();
        assertThat(path("get", "/why/default/hello")).isTrue();
        assertThat(path("get", "/why")).isFalse();
        assertThat(path("post", "/why/x")).isFalse();
    }

    private boolean path(String verb, String path) {
        return authorizer.authorize(user("u"), new Attributes.NonResource(verb, path)).allowed();
    }

    @Test
    void saysWhichBindingAllowsIt() {
        role("ns1", "r", "{'apiGroups':[''],'resources':['pods'],'verbs':['get']}");
        binding("ns1", "b", "Role", "r", "{'kind':'ServiceAccount','name':'a'}");

        assertThat(
                        authorizer.authorize(
                                user("system:serviceaccount:ns1:a"),
                                new Attributes.Resource("get", "", "pods", "", "ns1", "")))
                .isEqualTo(
                        new Authorizer.Decision(
                                true,
                                "RBAC: allowed by RoleBinding \"b/ns1\" of Role \"r\" to"
                                        + " ServiceAccount \"a/ns1\""));
    }

    @Test
    void aMissingRoleIsToldAndTheOthersCount() {
        binding("", "a", "ClusterRole", "gone", "{'kind':'User','name':'u'}");
        role("", "r", "{'apiGroups':[''],'resources':['pods'],'verbs':['get']}");
        binding("", "b", "ClusterRole", "r", "{'kind':'User','name':'u'}");

        assertThat(may(user("u"), "get", "pods", "", "")).isTrue();
        assertThat(
                        authorizer
                                .authorize(
                                        user("u"),
                                        new Attributes.Resource("get", "", "nodes", "", "", ""))
                                .reason())
                .isEqualTo("RBAC: clusterrole.rbac.authorization.k8s.io \"gone\" not found");
    }

    @Test
    void aChangedBindingCountsAsItIsNow() {
        role("", "r", "{'apiGroups':[''],'resources':['pods'],'verbs':['get']}");
        KubeObject before =
                binding(
                        "",
                        "b",
                        "ClusterRole",
                        "r",
                        "{'kind':'User','name':'leaves'},{'kind':'User','name':'stays'}");
        KubeObject after =
                before.with(object -> {
                    object.withArray("/subjects").remove(0);
                    object.withArray("/subjects")
                            .addObject()
                            .put("kind", "User")
                            .put("name", "comes");
                });

        policy.onChange(before, after);

        assertThat(may(user("leaves"), "get", "pods", "", "")).isFalse();
        assertThat(may(user("stays"), "get", "pods", "", "")).isTrue();
        assertThat(may(user("comes"), "get", "pods", "", "")).isTrue();
        policy.onChange(after, null);
        assertThat(may(user("stays"), "get", "pods", "", "")).isFalse();
    }

    @Test
    void mastersNeedNoRule() {
        assertThat(may(user("x", "system:masters"), "delete", "nodes", "", "n")).isTrue();
        policy.forget();
        assertThat(may(user("x", "system:masters"), "delete", "nodes", "", "n")).isTrue();
    }
}
