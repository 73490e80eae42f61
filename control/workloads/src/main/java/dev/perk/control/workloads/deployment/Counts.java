package dev.perk.control.workloads.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.workloads.model.Condition;
import dev.perk.control.workloads.model.Conditions;
import dev.perk.control.workloads.model.ReplicaSet;
import dev.perk.kube.Json;
import java.time.Instant;

/**
 * How many pods of which sort a Deployment has. Source: kubernetes {@code
 * pkg/controller/deployment/sync.go calculateStatus}.
 *
 * @param updated those of the current version
 * @param unavailable how many of those that should exist are not available
 */
record Counts(int replicas, int updated, int ready, int available, int unavailable) {
    static final String AVAILABLE = "Available";

    /**
     * @param sizes how many pods the ReplicaSets should have together
     */
    static Counts of(Family family, int sizes) {
        int available = family.sum(ReplicaSet::availableReplicas);
        return new Counts(
                family.sum(ReplicaSet::actualReplicas),
                family.current().map(ReplicaSet::actualReplicas).orElse(0),
                family.sum(ReplicaSet::readyReplicas),
                available,
                Math.max(0, sizes - available));
    }

    /** The ones that were counted last. */
    static Counts recorded(Deployment deployment) {
        return new Counts(
                deployment.status("replicas"),
                deployment.status("updatedReplicas"),
                deployment.status("readyReplicas"),
                deployment.status("availableReplicas"),
                deployment.status("unavailableReplicas"));
    }

    /** Whether all pods are of the current version, available, and no others are left. */
    boolean areComplete(Deployment deployment) {
        int wanted = deployment.replicas();
        return updated == wanted && replicas == wanted && available == wanted;
    }

    /** Whether anything got better than it was. */
    boolean areBetterThan(Counts before) {
        return updated > before.updated
                || replicas - updated < before.replicas - before.updated
                || ready > before.ready
                || available > before.available;
    }

    Condition availability(Deployment deployment, Instant now) {
        Condition condition =
                available >= deployment.minAvailable()
                        ? Condition.of(
                                AVAILABLE,
                                Condition.TRUE,
                                "MinimumReplicasAvailable",
                                "Deployment has minimum availability.",
                                now)
                        : Condition.of(
                                AVAILABLE,
                                Condition.FALSE,
                                "MinimumReplicasUnavailable",
                                "Deployment does not have minimum availability.",
                                now);
        return condition.updatedAt(now);
    }

    /** The whole status; counters that are zero are left out. */
    ObjectNode status(Deployment deployment, Conditions conditions) {
        ObjectNode status =
                Json.object().put("observedGeneration", deployment.object().generation());
        put(status, "replicas", replicas);
        put(status, "updatedReplicas", updated);
        put(status, "readyReplicas", ready);
        put(status, "availableReplicas", available);
        put(status, "unavailableReplicas", unavailable);
        put(status, "collisionCount", deployment.collisions());
        conditions.writeTo(status);
        return status;
    }

    private static void put(ObjectNode status, String field, int count) {
        if (count != 0) {
            status.put(field, count);
        }
    }
}
