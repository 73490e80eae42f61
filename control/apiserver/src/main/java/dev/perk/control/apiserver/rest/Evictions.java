package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.control.apiserver.registry.ListQuery;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.kube.KubeObject;
import dev.perk.kube.disruption.DisruptionBudget;
import dev.perk.kube.store.ApiException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Deletes Pods in the name of somebody who empties their node, as far as their PodDisruptionBudgets
 * allow.
 *
 * <p>Source: {@code k8s.io/kubernetes pkg/registry/core/pod/storage/eviction.go}.
 */
final class Evictions {
    private static final Set<String> UNNEEDED = Set.of("Pending", "Succeeded", "Failed");

    private final Registry registry;

    Evictions(Registry registry) {
        this.registry = registry;
    }

    /** One at a time: each must see the pods that the one before has taken away. */
    synchronized void evict(Call call) {
        ObjectNode eviction = RequestBody.object(call.request(), "Eviction").tree();
        String name = eviction.path("metadata").path("name").asText();
        if (!name.isEmpty() && !name.equals(call.target().name())) {
            throw ApiException.badRequest("name in URL does not match name in Eviction object");
        }
        KubeObject pod = registry.read(call.key(), OptionalLong.empty());
        if (!UNNEEDED.contains(pod.status().path("phase").asText()) && !pod.isDeleting()) {
            checkBudget(pod);
        }
        DeleteBody body = DeleteBody.of(eviction.path("deleteOptions"));
        registry.delete(call.key(), body.deletion(), call.options("CreateOptions", body.dryRun()));
    }

    private void checkBudget(KubeObject pod) {
        List<KubeObject> budgets =
                all(StoredKinds.POD_DISRUPTION_BUDGET, pod).stream()
                        .filter(budget -> DisruptionBudget.covers(budget, pod.labels()))
                        .toList();
        if (budgets.size() > 1) {
            throw new ApiException(
                    500,
                    "InternalError",
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource"
                            + " does not support.",
                    ApiException.Details.NONE);
        }
        for (KubeObject budget : budgets) {
            checkAllows(DisruptionBudget.count(budget, all(Kinds.POD, pod), registry::get), pod);
        }
    }

    /**
     * Counted now. Kubernetes counts in a controller and lets evictions draw on its last result;
     * here one server decides everything, and need not rely on what may be old.
     *
     * @throws ApiException 429 TooManyRequests, if the pod is needed
     */
    private static void checkAllows(DisruptionBudget budget, KubeObject pod) {
        if (!DisruptionBudget.isReady(pod)) {
            boolean always =
                    budget.budget()
                            .spec()
                            .path("unhealthyPodEvictionPolicy")
                            .asText()
                            .equals("AlwaysAllow");
            boolean enough = budget.healthy() >= budget.desired() && budget.desired() > 0;
            if (always || enough) {
                return;
            }
        }
        if (budget.healthy() <= budget.desired()) {
            String why =
                    "The disruption budget "
                            + budget.budget().name()
                            + " needs "
                            + budget.desired()
                            + " healthy pods and has "
                            + budget.healthy()
                            + " currently";
            throw new ApiException(
                    429,
                    "TooManyRequests",
                    "Cannot evict pod as it would violate the pod's disruption budget.",
                    new ApiException.Details(
                            "",
                            "",
                            "",
                            "",
                            List.of(new ApiException.Cause("DisruptionBudget", why, ""))));
        }
    }

    private List<KubeObject> all(ResourceType type, KubeObject beside) {
        return registry.list(type, beside.namespace(), ListQuery.ALL).items();
    }
}
