package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Roles and ClusterRoles. Source: {@code kubernetes pkg/apis/rbac/validation}. */
final class RoleRules {
    private static final Set<String> OPERATORS = Set.of("In", "NotIn", "Exists", "DoesNotExist");

    private RoleRules() {}

    static void role(ObjectNode role, Optional<ObjectNode> old, List<FieldError> out) {
        checkRules(role, true, out);
    }

    static void clusterRole(ObjectNode role, Optional<ObjectNode> old, List<FieldError> out) {
        checkRules(role, false, out);
        if (!(role.path("aggregationRule") instanceof ObjectNode aggregation)) {
            return;
        }
        String field = "aggregationRule.clusterRoleSelectors";
        List<ObjectNode> selectors = Trees.objects(aggregation, "clusterRoleSelectors");
        if (selectors.isEmpty()) {
            out.add(
                    FieldError.required(
                            field,
                            "at least one clusterRoleSelector required if aggregationRule is"
                                    + " non-nil"));
        }
        for (int i = 0; i < selectors.size(); i++) {
            checkSelector(selectors.get(i), field + "[" + i + "].matchExpressions", out);
        }
    }

    private static void checkSelector(ObjectNode selector, String field, List<FieldError> out) {
        List<ObjectNode> expressions = Trees.objects(selector, "matchExpressions");
        for (int i = 0; i < expressions.size(); i++) {
            String operator = expressions.get(i).path("operator").asText();
            if (!OPERATORS.contains(operator)) {
                out.add(
                        FieldError.invalidText(
                                field + "[" + i + "].operator",
                                operator,
                                "not a valid selector operator"));
            }
        }
    }

    private static void checkRules(ObjectNode role, boolean namespaced, List<FieldError> out) {
        List<ObjectNode> rules = Trees.objects(role, "rules");
        for (int i = 0; i < rules.size(); i++) {
            checkRule(rules.get(i), namespaced, "rules[" + i + "].", out);
        }
    }

    private static void checkRule(
            ObjectNode rule, boolean namespaced, String at, List<FieldError> out) {
        if (rule.path("verbs").isEmpty()) {
            out.add(FieldError.required(at + "verbs", "verbs must contain at least one value"));
        }
        JsonNode urls = rule.path("nonResourceURLs");
        boolean resources =
                !rule.path("apiGroups").isEmpty()
                        || !rule.path("resources").isEmpty()
                        || !rule.path("resourceNames").isEmpty();
        if (!urls.isEmpty()) {
            if (namespaced) {
                out.add(
                        FieldError.invalid(
                                at + "nonResourceURLs",
                                goTexts(urls),
                                "namespaced rules cannot apply to non-resource URLs"));
            }
            if (resources) {
                out.add(
                        FieldError.invalid(
                                at + "nonResourceURLs",
                                goTexts(urls),
                                "rules cannot apply to both regular resources and non-resource"
                                        + " URLs"));
            }
            return;
        }
        if (rule.path("apiGroups").isEmpty()) {
            out.add(
                    FieldError.required(
                            at + "apiGroups", "resource rules must supply at least one api group"));
        }
        if (rule.path("resources").isEmpty()) {
            out.add(
                    FieldError.required(
                            at + "resources", "resource rules must supply at least one resource"));
        }
    }

    /** As Go's {@code %#v} prints a list of strings. */
    private static String goTexts(JsonNode texts) {
        return texts.valueStream()
                .map(JsonNode::toString)
                .collect(Collectors.joining(", ", "[]string{", "}"));
    }
}
