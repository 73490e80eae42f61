package dev.perk.control.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.List;

/**
 * Lets nobody write a role that permits more than they may themselves, nor bind one, unless they
 * may {@code escalate} or {@code bind} it.
 *
 * <p>Upstream counterpart: {@code kubernetes pkg/registry/rbac/*}{@code /policybased/storage.go}.
 */
public final class EscalationAdmission implements Admission {
    private final Authorizer authorizer;

    public EscalationAdmission(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public void validate(Attempt attempt, KubeObject object) {
        boolean concerned =
                attempt.operation() != Operation.DELETE
                        && Policy.KINDS.contains(attempt.type())
                        && !attempt.user().mayDoEverything()
                        && !onlyCollected(attempt, object);
        if (!concerned) {
            return;
        }
        boolean isRole =
                attempt.type().equals(Kinds.ROLE) || attempt.type().equals(Kinds.CLUSTER_ROLE);
        if (isRole) {
            checkRole(attempt, object);
        } else {
            checkBinding(attempt, object);
        }
    }

    /** What garbage collection changes gives nobody anything. */
    private static boolean onlyCollected(Attempt attempt, KubeObject object) {
        return attempt.old()
                .filter(before -> withoutOwners(before).equals(withoutOwners(object)))
                .isPresent();
    }

    private static JsonNode withoutOwners(KubeObject object) {
        ObjectNode copy = object.tree().deepCopy();
        copy.withObject("/metadata")
                .remove(
                        List.of(
                                "ownerReferences",
                                "finalizers",
                                "managedFields",
                                "resourceVersion"));
        return copy;
    }

    private void checkRole(Attempt attempt, KubeObject role) {
        if (may(attempt.user(), "escalate", attempt.type(), role.namespace(), role.name())) {
            return;
        }
        checkHeld(attempt, role, PolicyRule.readAll(role.tree()));
        boolean aggregates =
                isAggregated(role)
                        || attempt.old().filter(EscalationAdmission::isAggregated).isPresent();
        if (aggregates
                && Escalation.refusal(
                                attempt.user(),
                                authorizer.held(attempt.user(), ""),
                                PolicyRule.FULL_AUTHORITY)
                        .isPresent()) {
            throw ApiException.forbidden(
                    key(attempt, role),
                    "must have cluster-admin privileges to use the aggregationRule");
        }
    }

    private static boolean isAggregated(KubeObject role) {
        return role.tree().path("aggregationRule").isObject();
    }

    private void checkBinding(Attempt attempt, KubeObject binding) {
        Grant.RoleRef role = Grant.RoleRef.read(binding.tree());
        ResourceType type = role.isClusterRole() ? Kinds.CLUSTER_ROLE : Kinds.ROLE;
        if (may(attempt.user(), "bind", type, binding.namespace(), role.name())) {
            return;
        }
        List<PolicyRule> given =
                authorizer
                        .policy()
                        .rules(role, binding.namespace())
                        .orElseThrow(() ->
                                new ApiException(
                                        404,
                                        "NotFound",
                                        Authorizer.notFound(role),
                                        new ApiException.Details(
                                                role.name(),
                                                type.group(),
                                                type.singular(),
                                                "",
                                                List.of())));
        checkHeld(attempt, binding, given);
    }

    private boolean may(User user, String verb, ResourceType type, String namespace, String name) {
        return authorizer
                .authorize(
                        user,
                        new Attributes.Resource(
                                verb, type.group(), type.plural(), "", namespace, name))
                .allowed();
    }

    private void checkHeld(Attempt attempt, KubeObject object, List<PolicyRule> given) {
        Escalation.refusal(
                        attempt.user(), authorizer.held(attempt.user(), object.namespace()), given)
                .ifPresent(why -> {
                    throw ApiException.forbidden(key(attempt, object), why);
                });
    }

    private static ResourceKey key(Attempt attempt, KubeObject object) {
        return new ResourceKey(attempt.type(), object.namespacedName());
    }
}
