package dev.perk.control.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Subresource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts the {@link BootstrapPolicy} into a store, and gives it back what it has lost since, so that
 * an upgrade brings new rules and nobody locks themselves out for longer than until the next start.
 * Whatever somebody has added stays.
 *
 * <p>Upstream counterpart: {@code kubernetes pkg/registry/rbac/reconciliation}.
 */
public final class BootstrapRepair {
    private BootstrapRepair() {}

    public static void install(Registry registry, WriteOptions options) {
        for (KubeObject wanted : BootstrapPolicy.objects()) {
            Optional<KubeObject> found = registry.get(wanted.key());
            if (found.isEmpty()) {
                registry.create(wanted.type(), "", wanted.tree(), options);
                continue;
            }
            KubeObject repaired = repaired(found.get(), wanted);
            if (!repaired.equals(found.get())) {
                registry.update(wanted.key(), repaired.tree(), Subresource.MAIN, options);
            }
        }
    }

    /** {@code found} with everything that {@code wanted} has and it has not. */
    static KubeObject repaired(KubeObject found, KubeObject wanted) {
        boolean leftAlone =
                found.annotation(BootstrapPolicy.AUTO_UPDATE).filter("false"::equals).isPresent();
        boolean isRole = wanted.type().equals(Kinds.CLUSTER_ROLE);
        // What binds another role cannot be changed, only replaced; it is somebody's, then.
        boolean isOther =
                !isRole && !found.tree().path("roleRef").equals(wanted.tree().path("roleRef"));
        if (leftAlone || isOther) {
            return found;
        }
        return found.with(object -> {
            if (isRole) {
                addRules(object, wanted.tree());
                addMissing(
                        object.path("aggregationRule"),
                        "clusterRoleSelectors",
                        wanted.tree().path("aggregationRule"));
            } else {
                addMissing(object, "subjects", wanted.tree());
            }
        });
    }

    private static void addRules(ObjectNode role, ObjectNode wanted) {
        // Those of an aggregated role are the work of a controller.
        if (role.has("aggregationRule")) {
            return;
        }
        List<PolicyRule> has = PolicyRule.readAll(role);
        List<PolicyRule> missing = new ArrayList<>();
        for (PolicyRule rule : PolicyRule.readAll(wanted)) {
            boolean covered =
                    rule.parts().stream()
                            .allMatch(part -> has.stream().anyMatch(one -> one.covers(part)));
            if (!covered) {
                missing.add(rule);
            }
        }
        missing.forEach(rule -> list(role, "rules").add(rule.tree()));
    }

    private static void addMissing(JsonNode into, String field, JsonNode wanted) {
        if (!(into instanceof ObjectNode object)) {
            return;
        }
        List<JsonNode> has = object.path(field).valueStream().toList();
        for (JsonNode one : wanted.path(field)) {
            if (!has.contains(one)) {
                list(object, field).add(one);
            }
        }
    }

    private static ArrayNode list(ObjectNode object, String field) {
        return object.get(field) instanceof ArrayNode known ? known : object.putArray(field);
    }
}
