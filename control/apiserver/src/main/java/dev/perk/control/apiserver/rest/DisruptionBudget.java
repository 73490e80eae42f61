package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.IntOrPercent;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Selector;
import java.util.List;
import java.util.Map;

/**
 * How many pods of one PodDisruptionBudget may be missing, counted now. Kubernetes counts in a
 * controller and lets evictions draw on its last result; here one server decides everything, and
 * need not rely on what may be old.
 *
 * <p>Source: {@code k8s.io/kubernetes pkg/controller/disruption/disruption.go}, {@code
 * pkg/registry/core/pod/storage/eviction.go}.
 *
 * @param budget the PodDisruptionBudget
 * @param healthy its pods that are ready and stay
 * @param desired how many of them there must be
 */
record DisruptionBudget(KubeObject budget, int healthy, int desired) {
    private static final IntOrPercent NONE = new IntOrPercent.Count(0);

    /** Whether a budget is meant for a pod with these labels. */
    static boolean covers(KubeObject budget, Map<String, String> labels) {
        JsonNode selector = budget.spec().path("selector");
        return selector.isObject() && Selector.of(selector).matches(labels);
    }

    /**
     * @param pods all pods of the namespace
     * @param replicas how many pods the controller of a pod wants
     */
    static DisruptionBudget count(KubeObject budget, List<KubeObject> pods, Replicas replicas) {
        List<KubeObject> covered =
                pods.stream().filter(pod -> covers(budget, pod.labels())).toList();
        int healthy =
                (int) covered.stream().filter(pod -> isReady(pod) && !pod.isDeleting()).count();
        JsonNode unavailable = budget.spec().path("maxUnavailable");
        JsonNode available = budget.spec().path("minAvailable");
        boolean byNumber = unavailable.isMissingNode() && available.isNumber();
        int expected = byNumber ? covered.size() : replicas.expected(covered);
        int desired =
                unavailable.isMissingNode()
                        ? IntOrPercent.read(available, NONE).ofUp(expected)
                        : Math.max(
                                0, expected - IntOrPercent.read(unavailable, NONE).ofUp(expected));
        return new DisruptionBudget(budget, healthy, desired);
    }

    /** How many pods the controllers of some pods want, together. */
    @FunctionalInterface
    interface Replicas {
        int expected(List<KubeObject> pods);
    }

    /**
     * @throws ApiException 429 TooManyRequests, if the pod is needed
     */
    void checkAllows(KubeObject pod) {
        if (!isReady(pod)) {
            boolean always =
                    budget.spec().path("unhealthyPodEvictionPolicy").asText().equals("AlwaysAllow");
            boolean enough = healthy >= desired && desired > 0;
            if (always || enough) {
                return;
            }
        }
        if (healthy <= desired) {
            String why =
                    "The disruption budget "
                            + budget.name()
                            + " needs "
                            + desired
                            + " healthy pods and has "
                            + healthy
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

    private static boolean isReady(KubeObject pod) {
        for (JsonNode condition : pod.status().path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }
}
