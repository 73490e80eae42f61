package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.control.apiserver.registry.ListQuery;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import dev.perk.kube.store.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final List<ResourceType> CONTROLLERS =
            List.of(Kinds.REPLICA_SET, Kinds.DEPLOYMENT, StoredKinds.STATEFUL_SET);

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
            DisruptionBudget.count(budget, all(Kinds.POD, pod), this::expected).checkAllows(pod);
        }
    }

    private List<KubeObject> all(ResourceType type, KubeObject beside) {
        return registry.list(type, beside.namespace(), ListQuery.ALL).items();
    }

    /** What the controllers of the pods want; a pod without one wants itself. */
    private int expected(List<KubeObject> pods) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        for (KubeObject pod : pods) {
            Optional<KubeObject> controller = topController(pod);
            if (controller.isPresent()) {
                wanted.put(
                        controller.get().uid(), controller.get().spec().path("replicas").asInt(1));
            } else {
                wanted.put(pod.uid(), 1);
            }
        }
        return wanted.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A Deployment rather than its ReplicaSet, of which it may have two while it rolls. */
    private Optional<KubeObject> topController(KubeObject object) {
        Optional<KubeObject> controller = object.controller().flatMap(ref -> owner(object, ref));
        return controller.flatMap(this::topController).or(() -> controller);
    }

    private Optional<KubeObject> owner(KubeObject owned, OwnerRef ref) {
        return CONTROLLERS.stream()
                .filter(type ->
                        type.kind().equals(ref.kind())
                                && type.apiVersion().equals(ref.apiVersion()))
                .findFirst()
                .flatMap(type -> registry.get(ResourceKey.of(type, owned.namespace(), ref.name())))
                .filter(owner -> owner.uid().equals(ref.uid()));
    }
}
