package dev.perk.control.apiserver.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.store.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Upstream: {@code pkg/apis/rbac/validation/validation_test.go}. */
class AccessRulesTest {
    private static final String REF =
            "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'%s'}";

    private static ObjectNode object(String singleQuoted) {
        return (ObjectNode)
                Json.read(singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> problems(ResourceType type, String singleQuoted) {
        return BuiltInRules.check(type, object(singleQuoted), Optional.empty()).stream()
                .map(FieldError::toString)
                .toList();
    }

    @Test
    void aRuleOfResourcesNeedsVerbsGroupsAndResources() {
        assertThat(problems(Kinds.ROLE, "{'rules':[{}]}"))
                .containsExactly(
                        "rules[0].verbs: Required value: verbs must contain at least one value",
                        "rules[0].apiGroups: Required value: resource rules must supply at least"
                                + " one api group",
                        "rules[0].resources: Required value: resource rules must supply at least"
                                + " one resource");
        assertThat(
                        problems(
                                Kinds.CLUSTER_ROLE,
                                "{'rules':[{'verbs':['get'],'nonResourceURLs':['/x']}]}"))
                .isEmpty();
    }

    @Test
    void pathsAreOfTheClusterAndStandAlone() {
        assertThat(
                        problems(
                                Kinds.ROLE,
                                "{'rules':[{'verbs':['get'],'nonResourceURLs':['/x','/y'],'resources':['pods']}]}"))
                .containsExactly(
                        "rules[0].nonResourceURLs: Invalid value: []string{\"/x\", \"/y\"}:"
                                + " namespaced rules cannot apply to non-resource URLs",
                        "rules[0].nonResourceURLs: Invalid value: []string{\"/x\", \"/y\"}: rules"
                                + " cannot apply to both regular resources and non-resource URLs");
    }

    @Test
    void anAggregationSelectsSomething() {
        assertThat(problems(Kinds.CLUSTER_ROLE, "{'aggregationRule':{}}"))
                .containsExactly(
                        "aggregationRule.clusterRoleSelectors: Required value: at least one"
                                + " clusterRoleSelector required if aggregationRule is non-nil");
    }

    @Test
    void aBindingNamesARoleAndItsSubjects() {
        assertThat(
                        problems(
                                Kinds.CLUSTER_ROLE_BINDING,
                                "{"
                                        + REF.formatted("")
                                        + ",'subjects':[{'kind':'ServiceAccount','name':'a'},{'kind':'Robot','name':'b'},"
                                        + "{'kind':'User','name':'c','apiGroup':'x'}]}"))
                .containsExactly(
                        "roleRef.kind: Unsupported value: \"Role\": supported values:"
                                + " \"ClusterRole\"",
                        "roleRef.name: Required value",
                        "subjects[0].namespace: Required value",
                        "subjects[1].kind: Unsupported value: \"Robot\": supported values:"
                                + " \"Group\", \"ServiceAccount\", \"User\"",
                        "subjects[2].apiGroup: Unsupported value: \"x\": supported values:"
                                + " \"rbac.authorization.k8s.io\"");
    }

    @Test
    void aBindingKeepsItsRole() {
        List<FieldError> problems =
                BuiltInRules.check(
                        Kinds.ROLE_BINDING,
                        object("{" + REF.formatted("b") + "}"),
                        Optional.of(object("{" + REF.formatted("a") + "}")));

        assertThat(problems)
                .extracting(FieldError::toString)
                .containsExactly(
                        "roleRef: Invalid value:"
                            + " rbac.RoleRef{APIGroup:\"rbac.authorization.k8s.io\", Kind:\"Role\","
                            + " Name:\"b\"}: cannot change roleRef");
    }

    @Test
    void groupsOfTheApiAreFilledIn() {
        ObjectNode binding =
                object(
                        "{'roleRef':{'kind':'Role','name':'r'},'subjects':[{'kind':'User','name':'u'},{'kind':'ServiceAccount','name':'s'}]}");
        BuiltInDefaults.apply(Kinds.ROLE_BINDING, binding);

        assertThat(binding.at("/roleRef/apiGroup").asText()).isEqualTo("rbac.authorization.k8s.io");
        assertThat(binding.at("/subjects/0/apiGroup").asText())
                .isEqualTo("rbac.authorization.k8s.io");
        assertThat(binding.path("subjects").path(1).has("apiGroup")).isFalse();
    }
}
