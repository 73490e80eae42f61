package dev.perk.control.workloads.replicaset;

import dev.perk.control.workloads.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which pods go first when there are too many: those that serve least.
 *
 * <p>Source: kubernetes {@code pkg/controller/controller_utils.go ActivePodsWithRanks}, with times
 * compared by magnitude ({@code LogarithmicScaleDown}), so that among pods of about the same age
 * chance decides, here by uid.
 */
final class DeletionOrder {

    private DeletionOrder() {}

    /**
     * @param pods active pods of one ReplicaSet
     * @param related active pods of all ReplicaSets with the same controller
     * @return the {@code count} pods to delete
     */
    static List<Pod> first(int count, List<Pod> pods, List<Pod> related, Instant now) {
        if (count >= pods.size()) {
            return pods;
        }
        return pods.stream().sorted(order(related, now)).limit(count).toList();
    }

    private static Comparator<Pod> order(List<Pod> related, Instant now) {
        Map<String, Integer> crowd = new HashMap<>();
        related.forEach(pod -> pod.node().ifPresent(node -> crowd.merge(node, 1, Integer::sum)));
        return Comparator.comparing((Pod pod) -> pod.node().isPresent())
                .thenComparingInt(DeletionOrder::phase)
                .thenComparing(Pod::isReady)
                .thenComparingInt(Pod::deletionCost)
                .thenComparingInt(pod -> -pod.node().map(crowd::get).orElse(0))
                .thenComparingInt(pod -> magnitude(pod.readySince(), now))
                .thenComparingInt(pod -> -pod.restarts())
                .thenComparingInt(pod -> magnitude(pod.object().created(), now))
                .thenComparing(pod -> pod.object().uid());
    }

    private static int phase(Pod pod) {
        return switch (pod.phase()) {
            case "Pending" -> 0;
            case "Running" -> 2;
            default -> 1;
        };
    }

    /** How many doublings old something is: the young go first. */
    private static int magnitude(Optional<Instant> since, Instant now) {
        long age = since.map(time -> Duration.between(time, now).toSeconds()).orElse(0L);
        return age <= 0 ? -1 : 63 - Long.numberOfLeadingZeros(age);
    }
}
