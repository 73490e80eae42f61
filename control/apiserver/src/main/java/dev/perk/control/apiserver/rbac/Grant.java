package dev.perk.control.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.control.apiserver.auth.ServiceAccounts;
import dev.perk.kube.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A binding as one of its subjects sees it: who has which role, and where.
 *
 * @param to whom it is for
 * @param namespace where it holds; empty for the whole cluster
 * @param binding its name
 */
record Grant(Recipient to, String subject, String namespace, String binding, RoleRef role) {

    /** Somebody as users are compared with: a name or a group. ServiceAccounts are users. */
    sealed interface Recipient {
        record User(String name) implements Recipient {}

        record Group(String name) implements Recipient {}
    }

    /**
     * The role that a binding gives.
     *
     * @param kind {@code Role} or {@code ClusterRole}
     */
    record RoleRef(String kind, String name) {
        static RoleRef read(JsonNode binding) {
            JsonNode role = binding.path("roleRef");
            return new RoleRef(role.path("kind").asText(), role.path("name").asText());
        }

        boolean isClusterRole() {
            return kind.equals(Kinds.CLUSTER_ROLE.kind());
        }
    }

    /** What a RoleBinding or a ClusterRoleBinding grants, to each of its subjects. */
    static List<Grant> of(KubeObject binding) {
        RoleRef role = RoleRef.read(binding.tree());
        List<Grant> grants = new ArrayList<>();
        for (JsonNode subject : binding.tree().path("subjects")) {
            String kind = subject.path("kind").asText();
            String name = subject.path("name").asText();
            String said = subject.path("namespace").asText();
            String home = said.isEmpty() ? binding.namespace() : said;
            String where = binding.namespace();
            String by = binding.name();
            switch (kind) {
                case "User" ->
                        grants.add(
                                new Grant(
                                        new Recipient.User(name),
                                        describe(kind, name),
                                        where,
                                        by,
                                        role));
                case "Group" ->
                        grants.add(
                                new Grant(
                                        new Recipient.Group(name),
                                        describe(kind, name),
                                        where,
                                        by,
                                        role));
                case "ServiceAccount" -> {
                    if (!home.isEmpty()) {
                        grants.add(
                                new Grant(
                                        new Recipient.User(ServiceAccounts.userName(home, name)),
                                        describe(kind, name + "/" + home),
                                        where,
                                        by,
                                        role));
                    }
                }
                default -> {
                    // Validation lets no other kind in.
                }
            }
        }
        return grants;
    }

    private static String describe(String kind, String name) {
        return kind + " " + GoText.quoted(name);
    }

    /** Why something is allowed. */
    String reason() {
        String what =
                namespace.isEmpty()
                        ? "ClusterRoleBinding " + GoText.quoted(binding)
                        : "RoleBinding " + GoText.quoted(binding + "/" + namespace);
        return "RBAC: allowed by "
                + what
                + " of "
                + role.kind()
                + " "
                + GoText.quoted(role.name())
                + " to "
                + subject;
    }
}
