package dev.perk.control.workloads.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.store.Selector;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives a ClusterRole with an aggregationRule the rules of all that this selects.
 *
 * <p>Source: {@code kubernetes pkg/controller/clusterroleaggregation}.
 */
public final class AggregationReconciler implements Reconciler<AggregationReconciler.Observed> {

    /**
     * @param all every ClusterRole
     */
    public record Observed(KubeObject role, List<KubeObject> all) {
        public Observed {
            all = List.copyOf(all);
        }
    }

    public static boolean isAggregated(KubeObject role) {
        return role.tree().path("aggregationRule").isObject();
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        KubeObject role = seen.role();
        if (!isAggregated(role) || role.isDeleting()) {
            return Plan.NOTHING;
        }
        Set<JsonNode> rules = new LinkedHashSet<>();
        for (JsonNode labelSelector : role.tree().at("/aggregationRule/clusterRoleSelectors")) {
            Selector selector = Selector.of(labelSelector);
            seen.all().stream()
                    .filter(part -> !part.name().equals(role.name()))
                    .filter(part -> selector.matches(part.labels()))
                    .sorted(Comparator.comparing(KubeObject::name))
                    .forEach(part -> part.tree().path("rules").forEach(rules::add));
        }
        ArrayNode wanted = Json.mapper().createArrayNode();
        rules.forEach(wanted::add);
        JsonNode had = role.tree().path("rules");
        boolean same = wanted.isEmpty() ? had.isEmpty() : Json.same(had, wanted);
        return same
                ? Plan.NOTHING
                : Plan.of(new Change.Update(role.with(tree -> tree.set("rules", wanted))));
    }
}
