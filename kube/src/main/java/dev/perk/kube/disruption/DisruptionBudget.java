package dev.perk.kube.disruption;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.kube.IntOrPercent;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import dev.perk.kube.store.Selector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How many pods of one PodDisruptionBudget may be missing, as counted at one moment.
 *
 * <p>Source: {@code k8s.io/kubernetes pkg/controller/disruption/disruption.go}.
 *
 * @param budget the PodDisruptionBudget
 * @param expected how many pods there are to be
 * @param healthy those that are ready and stay
 * @param desired how many of them there must be
 */
public record DisruptionBudget(KubeObject budget, int expected, int healthy, int desired) {
    private static final IntOrPercent NONE = new IntOrPercent.Count(0);
    private static final List<ResourceType> CONTROLLERS =
            List.of(Kinds.REPLICA_SET, Kinds.DEPLOYMENT, StoredKinds.STATEFUL_SET);

    /** Whether a budget is meant for a pod with these labels. */
    public static boolean covers(KubeObject budget, Map<String, String> labels) {
        JsonNode selector = budget.spec().path("selector");
        return selector.isObject() && Selector.of(selector).matches(labels);
    }

    /**
     * @param pods all pods of the namespace
     * @param objects what is stored: the controllers of the pods say how many they want
     */
    public static DisruptionBudget count(
            KubeObject budget,
            List<KubeObject> pods,
            Function<ResourceKey, Optional<KubeObject>> objects) {
        List<KubeObject> covered =
                pods.stream().filter(pod -> covers(budget, pod.labels())).toList();
        int healthy =
                (int) covered.stream().filter(pod -> isReady(pod) && !pod.isDeleting()).count();
        JsonNode unavailable = budget.spec().path("maxUnavailable");
        JsonNode available = budget.spec().path("minAvailable");
        boolean byNumber = unavailable.isMissingNode() && available.isNumber();
        int expected = byNumber ? covered.size() : wanted(covered, objects);
        int desired =
                unavailable.isMissingNode()
                        ? IntOrPercent.read(available, NONE).ofUp(expected)
                        : Math.max(
                                0, expected - IntOrPercent.read(unavailable, NONE).ofUp(expected));
        return new DisruptionBudget(budget, expected, healthy, desired);
    }

    /** How many pods may go now. None of a budget without pods: they may just not be there yet. */
    public int allowed() {
        return expected == 0 ? 0 : Math.max(0, healthy - desired);
    }

    /** What the controllers of the pods want; a pod without one wants itself. */
    private static int wanted(
            List<KubeObject> pods, Function<ResourceKey, Optional<KubeObject>> objects) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        for (KubeObject pod : pods) {
            Optional<KubeObject> controller = topController(pod, objects);
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
    private static Optional<KubeObject> topController(
            KubeObject object, Function<ResourceKey, Optional<KubeObject>> objects) {
        Optional<KubeObject> controller =
                object.controller().flatMap(ref -> owner(object, ref, objects));
        return controller.flatMap(one -> topController(one, objects)).or(() -> controller);
    }

    private static Optional<KubeObject> owner(
            KubeObject owned, OwnerRef ref, Function<ResourceKey, Optional<KubeObject>> objects) {
        return CONTROLLERS.stream()
                .filter(type ->
                        type.kind().equals(ref.kind())
                                && type.apiVersion().equals(ref.apiVersion()))
                .findFirst()
                .flatMap(type -> objects.apply(ResourceKey.of(type, owned.namespace(), ref.name())))
                .filter(owner -> owner.uid().equals(ref.uid()));
    }

    /** Whether a pod says of itself that it is ready. */
    public static boolean isReady(KubeObject pod) {
        for (JsonNode condition : pod.status().path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }
}
