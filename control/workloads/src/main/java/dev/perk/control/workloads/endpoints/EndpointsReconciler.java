package dev.perk.control.workloads.endpoints;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.store.Deletion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Endpoints of a Service. */
public final class EndpointsReconciler implements Reconciler<EndpointsReconciler.Observed> {

    /**
     * @param service empty if it was deleted; its Endpoints go with it
     * @param endpoints the object of the same name
     * @param pods those that the Service selects
     */
    public record Observed(
            Optional<Service> service, Optional<KubeObject> endpoints, List<Pod> pods) {
        public Observed {
            pods = List.copyOf(pods);
        }
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        if (seen.service().isEmpty()) {
            return seen.endpoints()
                    .map(orphan ->
                            Plan.of(new Change.Delete(orphan.key(), Deletion.now(orphan.uid()))))
                    .orElse(Plan.NOTHING);
        }
        Service service = seen.service().get();
        if (!service.selectsPods() || service.object().isDeleting()) {
            return Plan.NOTHING;
        }
        KubeObject wanted =
                endpoints(
                        seen.endpoints().orElseGet(() -> empty(service)),
                        service.labels(),
                        Subsets.of(service, seen.pods()));
        if (seen.endpoints().isEmpty()) {
            return Plan.of(new Change.Create(wanted));
        }
        return seen.endpoints().get().equals(wanted)
                ? Plan.NOTHING
                : Plan.of(new Change.Update(wanted));
    }

    private static KubeObject empty(Service service) {
        ObjectNode tree = Json.object().put("apiVersion", "v1").put("kind", "Endpoints");
        tree.putObject("metadata")
                .put("name", service.object().name())
                .put("namespace", service.object().namespace());
        return KubeObject.of(Kinds.ENDPOINTS, tree);
    }

    private static KubeObject endpoints(
            KubeObject before, Map<String, String> labels, ArrayNode subsets) {
        return before.with(tree -> {
            ObjectNode metadata = tree.withObject("/metadata");
            metadata.remove("labels");
            if (!labels.isEmpty()) {
                ObjectNode copied = metadata.putObject("labels");
                labels.forEach(copied::put);
            }
            tree.remove("subsets");
            if (!subsets.isEmpty()) {
                tree.set("subsets", subsets);
            }
        });
    }
}
