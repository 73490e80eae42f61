package dev.perk.control.workloads.replicaset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.workloads.model.Condition;
import dev.perk.control.workloads.model.Conditions;
import dev.perk.control.workloads.model.Pod;
import dev.perk.control.workloads.model.ReplicaSet;
import dev.perk.kube.Json;
import dev.perk.kube.store.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How many pods of which sort there are.
 *
 * @param labelled those with all labels of the template, which may be more than the selector's
 * @param available those that have been ready for long enough
 * @param nextAvailable how long until the passing of time makes one more available
 */
record ReplicaCounts(
        int replicas, int labelled, int ready, int available, Optional<Duration> nextAvailable) {
    static final String REPLICA_FAILURE = "ReplicaFailure";

    static ReplicaCounts of(ReplicaSet replicaSet, List<Pod> pods, Instant now) {
        Selector template = Selector.of(labels(replicaSet));
        Duration least = replicaSet.minReady();
        return new ReplicaCounts(
                pods.size(),
                count(pods, pod -> template.matches(pod.object().labels())),
                count(pods, Pod::isReady),
                count(pods, pod -> pod.isAvailable(least, now)),
                pods.stream()
                        .filter(pod -> !pod.isAvailable(least, now))
                        .flatMap(pod -> pod.readySince().stream())
                        // It becomes available just after the time is over, not when it is.
                        .map(since -> Duration.between(now, since.plus(least)).plusMillis(1))
                        .min(Comparator.naturalOrder()));
    }

    private static ObjectNode labels(ReplicaSet replicaSet) {
        ObjectNode selector = Json.object();
        selector.set("matchLabels", replicaSet.template().tree().at("/metadata/labels"));
        return selector;
    }

    private static int count(List<Pod> pods, java.util.function.Predicate<Pod> sort) {
        return (int) pods.stream().filter(sort).count();
    }

    /** With this many new pods. */
    ReplicaCounts plus(int created) {
        return new ReplicaCounts(
                replicas + created, labelled + created, ready, available, nextAvailable);
    }

    /** The status as it is now; counters that are zero are left out, except for the first. */
    ObjectNode status(ReplicaSet replicaSet, Optional<Condition> failure) {
        ObjectNode status = Json.object().put("replicas", replicas);
        put(status, "fullyLabeledReplicas", labelled);
        put(status, "readyReplicas", ready);
        put(status, "availableReplicas", available);
        status.put("observedGeneration", replicaSet.object().generation());
        Conditions others = replicaSet.conditions().without(REPLICA_FAILURE);
        failure.map(others::with).orElse(others).writeTo(status);
        return status;
    }

    private static void put(ObjectNode status, String field, int count) {
        if (count != 0) {
            status.put(field, count);
        }
    }
}
