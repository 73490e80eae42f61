package dev.perk.control.apiserver.rbac;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All roles and bindings, indexed so that a question looks only at what concerns the one who asks.
 *
 * <p>Invariant: {@code grants} holds, under each recipient and namespace, exactly the grants of the
 * stored bindings to them there, ordered by the names of the bindings; lists in it are replaced and
 * never changed. One thread at a time changes it, any number may ask meanwhile.
 */
public final class Policy implements ObjectCache.Handler {

    /** The kinds that it wants to hear of. */
    public static final List<ResourceType> KINDS =
            List.of(Kinds.CLUSTER_ROLE, Kinds.ROLE, Kinds.CLUSTER_ROLE_BINDING, Kinds.ROLE_BINDING);

    private record Place(Grant.Recipient to, String namespace) {}

    /** ClusterRoles have no namespace. */
    private final Map<NamespacedName, List<PolicyRule>> roles = new ConcurrentHashMap<>();

    private final Map<Place, List<Grant>> grants = new ConcurrentHashMap<>();

    @Override
    public void onChange(@Nullable KubeObject before, @Nullable KubeObject after) {
        KubeObject object = after != null ? after : before;
        if (object == null) {
            return;
        }
        boolean isRole =
                object.type().equals(Kinds.ROLE) || object.type().equals(Kinds.CLUSTER_ROLE);
        if (!isRole) {
            replace(object.name(), grantsOf(before), grantsOf(after));
        } else if (after == null) {
            roles.remove(object.namespacedName());
        } else {
            roles.put(object.namespacedName(), PolicyRule.readAll(after.tree()));
        }
    }

    private static Map<Place, List<Grant>> grantsOf(@Nullable KubeObject binding) {
        return binding == null
                ? Map.of()
                : Grant.of(binding).stream()
                        .collect(
                                Collectors.groupingBy(
                                        grant -> new Place(grant.to(), grant.namespace())));
    }

    /** One step for each place, so that nobody who keeps a grant is ever seen without it. */
    private void replace(
            String binding, Map<Place, List<Grant>> before, Map<Place, List<Grant>> after) {
        Set<Place> touched = new HashSet<>(before.keySet());
        touched.addAll(after.keySet());
        for (Place place : touched) {
            List<Grant> added = after.getOrDefault(place, List.of());
            grants.compute(
                    place,
                    (_, known) -> {
                        List<Grant> now = new ArrayList<>(known == null ? List.of() : known);
                        now.removeIf(grant -> grant.binding().equals(binding));
                        now.addAll(added);
                        now.sort(Comparator.comparing(Grant::binding));
                        return now.isEmpty() ? null : List.copyOf(now);
                    });
        }
    }

    /** Forgets everything, so that nobody may do anything: when it cannot know any more. */
    public void forget() {
        roles.clear();
        grants.clear();
    }

    /** Is shown what somebody holds. */
    interface Visitor {
        /** Returns whether to go on. */
        boolean role(Grant grant, List<PolicyRule> rules);

        /** A binding names a role that does not exist. */
        void missing(Grant.RoleRef role);
    }

    /**
     * Shows everything that {@code user} holds in the cluster and in {@code namespace}: what holds
     * everywhere first.
     *
     * @param namespace empty for the cluster alone
     */
    void visit(User user, String namespace, Visitor visitor) {
        if (visitScope(user, "", visitor) && !namespace.isEmpty()) {
            visitScope(user, namespace, visitor);
        }
    }

    private boolean visitScope(User user, String namespace, Visitor visitor) {
        if (!visitAll(new Grant.Recipient.User(user.name()), namespace, visitor)) {
            return false;
        }
        for (String group : user.groups()) {
            if (!visitAll(new Grant.Recipient.Group(group), namespace, visitor)) {
                return false;
            }
        }
        return true;
    }

    private boolean visitAll(Grant.Recipient to, String namespace, Visitor visitor) {
        for (Grant grant : grants.getOrDefault(new Place(to, namespace), List.of())) {
            Optional<List<PolicyRule>> rules = rules(grant.role(), namespace);
            if (rules.isEmpty()) {
                visitor.missing(grant.role());
            } else if (!visitor.role(grant, rules.get())) {
                return false;
            }
        }
        return true;
    }

    /**
     * The rules of a role.
     *
     * @param namespace where it is looked for, if it is no ClusterRole
     */
    Optional<List<PolicyRule>> rules(Grant.RoleRef role, String namespace) {
        return Optional.ofNullable(
                roles.get(new NamespacedName(role.isClusterRole() ? "" : namespace, role.name())));
    }
}
