package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.admission.Trees;
import dev.perk.kube.NameSyntax;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * RoleBindings and ClusterRoleBindings. Source: {@code kubernetes pkg/apis/rbac/validation}, {@code
 * pkg/apis/rbac/v1/defaults.go}.
 */
final class RoleBindingRules {
    private static final String GROUP = Kinds.ROLE.group();
    private static final String SERVICE_ACCOUNT = "ServiceAccount";

    private RoleBindingRules() {}

    /** Says in which groups of the API the role and the subjects are, where nobody has. */
    static void complete(ObjectNode binding) {
        if (binding.path("roleRef") instanceof ObjectNode role) {
            BuiltInDefaults.textual(role, "apiGroup", GROUP);
        }
        for (ObjectNode subject : Trees.objects(binding, "subjects")) {
            String kind = subject.path("kind").asText();
            if (kind.equals("User") || kind.equals("Group")) {
                BuiltInDefaults.textual(subject, "apiGroup", GROUP);
            }
        }
    }

    static void roleBinding(ObjectNode binding, Optional<ObjectNode> old, List<FieldError> out) {
        check(binding, old, List.of("ClusterRole", "Role"), out);
    }

    static void clusterRoleBinding(
            ObjectNode binding, Optional<ObjectNode> old, List<FieldError> out) {
        check(binding, old, List.of("ClusterRole"), out);
    }

    private static void check(
            ObjectNode binding,
            Optional<ObjectNode> old,
            List<String> roles,
            List<FieldError> out) {
        JsonNode role = binding.path("roleRef");
        checkGroup(role, "roleRef.", GROUP, out);
        String kind = role.path("kind").asText();
        if (!roles.contains(kind)) {
            out.add(FieldError.unsupported("roleRef.kind", quoted(kind), quoted(roles)));
        }
        String name = role.path("name").asText();
        if (name.isEmpty()) {
            out.add(FieldError.required("roleRef.name", ""));
        }
        NameSyntax.pathSegment(name)
                .forEach(problem -> out.add(FieldError.invalidText("roleRef.name", name, problem)));
        boolean namespaced = roles.contains("Role");
        List<ObjectNode> subjects = Trees.objects(binding, "subjects");
        for (int i = 0; i < subjects.size(); i++) {
            checkSubject(subjects.get(i), namespaced, "subjects[" + i + "].", out);
        }
        old.filter(before -> !isSame(before.path("roleRef"), role))
                .ifPresent(_ ->
                        out.add(
                                FieldError.invalid(
                                        "roleRef", goRole(role), "cannot change roleRef")));
    }

    private static void checkSubject(
            ObjectNode subject, boolean namespaced, String at, List<FieldError> out) {
        String kind = subject.path("kind").asText();
        String name = subject.path("name").asText();
        if (name.isEmpty()) {
            out.add(FieldError.required(at + "name", ""));
        }
        switch (kind) {
            case SERVICE_ACCOUNT -> {
                if (!name.isEmpty()) {
                    NameSyntax.subdomain(name)
                            .forEach(problem ->
                                    out.add(FieldError.invalidText(at + "name", name, problem)));
                }
                checkGroup(subject, at, "", out);
                if (!namespaced && subject.path("namespace").asText().isEmpty()) {
                    out.add(FieldError.required(at + "namespace", ""));
                }
            }
            case "User", "Group" -> {
                if (name.isEmpty()) {
                    String who = kind.equals("User") ? "user" : "group";
                    out.add(FieldError.invalidText(at + "name", "", who + " name cannot be empty"));
                }
                checkGroup(subject, at, GROUP, out);
            }
            default ->
                    out.add(
                            FieldError.unsupported(
                                    at + "kind",
                                    quoted(kind),
                                    quoted(List.of("Group", SERVICE_ACCOUNT, "User"))));
        }
    }

    private static void checkGroup(
            JsonNode object, String at, String expected, List<FieldError> out) {
        String group = object.path("apiGroup").asText();
        if (!group.equals(expected)) {
            out.add(FieldError.unsupported(at + "apiGroup", quoted(group), quoted(expected)));
        }
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        return goRole(one).equals(goRole(other));
    }

    private static String goRole(JsonNode role) {
        return "rbac.RoleRef{APIGroup:"
                + quoted(role.path("apiGroup").asText())
                + ", Kind:"
                + quoted(role.path("kind").asText())
                + ", Name:"
                + quoted(role.path("name").asText())
                + "}";
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(RoleBindingRules::quoted).collect(Collectors.joining(", "));
    }
}
