package dev.perk.control.apiserver.rbac;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.control.apiserver.auth.User;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Decides whether somebody may do something. Nothing is allowed that no rule allows, except to
 * members of {@code system:masters}, who may do everything whatever the rules say: so they can
 * repair them.
 *
 * <p>Upstream counterpart: {@code kubernetes plugin/pkg/auth/authorizer/rbac/rbac.go}.
 */
public final class Authorizer {
    private final Policy policy;

    public Authorizer(Policy policy) {
        this.policy = policy;
    }

    /**
     * @param reason which binding allows it, or which roles could not be found; empty if there is
     *     nothing to say
     */
    public record Decision(boolean allowed, String reason) {}

    public Decision authorize(User user, Attributes asked) {
        if (user.mayDoEverything()) {
            return new Decision(true, "");
        }
        var search = new Search(asked);
        policy.visit(user, asked.scope(), search);
        return search.decision();
    }

    private static final class Search implements Policy.Visitor {
        private final Attributes asked;
        private final List<String> errors = new ArrayList<>();
        private String reason = "";

        Search(Attributes asked) {
            this.asked = asked;
        }

        @Override
        public boolean role(Grant grant, List<PolicyRule> rules) {
            for (PolicyRule rule : rules) {
                if (rule.allows(asked)) {
                    reason = grant.reason();
                    return false;
                }
            }
            return true;
        }

        @Override
        public void missing(Grant.RoleRef role) {
            errors.add(notFound(role));
        }

        Decision decision() {
            if (!reason.isEmpty()) {
                return new Decision(true, reason);
            }
            return new Decision(false, errors.isEmpty() ? "" : "RBAC: " + joined(errors));
        }
    }

    /**
     * What somebody holds.
     *
     * @param errors roles that could not be found
     */
    public record Held(List<PolicyRule> rules, List<String> errors) {
        public Held {
            rules = List.copyOf(rules);
            errors = List.copyOf(errors);
        }

        /** The rules as roles hold them. */
        public List<ObjectNode> trees() {
            return rules.stream().map(PolicyRule::tree).toList();
        }

        /** All errors in one text, empty for none. */
        public String error() {
            return joined(errors);
        }
    }

    /**
     * All rules that {@code user} holds in the cluster and in a namespace.
     *
     * @param namespace empty for the cluster alone
     */
    public Held held(User user, String namespace) {
        Set<PolicyRule> rules = new LinkedHashSet<>();
        List<String> errors = new ArrayList<>();
        if (user.mayDoEverything()) {
            rules.addAll(PolicyRule.FULL_AUTHORITY);
        }
        policy.visit(
                user,
                namespace,
                new Policy.Visitor() {
                    @Override
                    public boolean role(Grant grant, List<PolicyRule> more) {
                        rules.addAll(more);
                        return true;
                    }

                    @Override
                    public void missing(Grant.RoleRef role) {
                        errors.add(notFound(role));
                    }
                });
        return new Held(List.copyOf(rules), errors);
    }

    Policy policy() {
        return policy;
    }

    static String notFound(Grant.RoleRef role) {
        String plural =
                (role.isClusterRole() ? Kinds.CLUSTER_ROLE : Kinds.ROLE)
                        .kind()
                        .toLowerCase(Locale.ROOT);
        return plural + "." + Kinds.ROLE.group() + " " + GoText.quoted(role.name()) + " not found";
    }

    /** As Go prints several errors as one. */
    private static String joined(List<String> errors) {
        List<String> distinct = errors.stream().distinct().toList();
        return switch (distinct.size()) {
            case 0 -> "";
            case 1 -> distinct.getFirst();
            default -> "[" + String.join(", ", distinct) + "]";
        };
    }
}
