package dev.perk.control.workloads.deployment;

import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.control.workloads.Given;
import dev.perk.control.workloads.model.ReplicaSet;
import java.util.List;
import java.util.Optional;

/** Deployments and their ReplicaSets, made for one question each. */
final class Rollouts {

    private Rollouts() {}

    /** A rolling one; its template has the image {@code v2}. */
    static Deployment deployment(int replicas, String surge, String unavailable) {
        return with(
                replicas,
                "{type: RollingUpdate, rollingUpdate: {maxSurge: %s, maxUnavailable: %s}}"
                        .formatted(surge, unavailable),
                "");
    }

    static Deployment recreated(int replicas) {
        return with(replicas, "{type: Recreate}", "");
    }

    /**
     * @param more lines of the object's YAML after its spec
     */
    static Deployment with(int replicas, String strategy, String more) {
        return Deployment.of(
                Given.object(
                        Kinds.DEPLOYMENT,
                        "web",
                        """
                        metadata: {generation: 2}
                        spec:
                          replicas: %d
                          strategy: %s
                          selector: {matchLabels: {app: web}}
                          template:
                            metadata: {labels: {app: web}}
                            spec: {containers: [{name: c, image: v2}]}
                        """
                                        .formatted(replicas, strategy)
                                + more));
    }

    /** Made from the image {@code name} in the order of their names. */
    static ReplicaSet replicaSet(String name, int replicas, int actual, int available) {
        return new ReplicaSet(
                Given.object(
                        Kinds.REPLICA_SET,
                        "web-" + name,
                        """
                        metadata:
                          generation: 1
                          creationTimestamp: "2026-01-01T00:00:0%1$s"
                          labels: {app: web, pod-template-hash: %2$s}
                          annotations: {}
                          ownerReferences:
                          - {apiVersion: apps/v1, kind: Deployment, name: web, uid: uid-web,
                             controller: true, blockOwnerDeletion: true}
                        spec:
                          replicas: %3$d
                          selector: {matchLabels: {app: web, pod-template-hash: %2$s}}
                          template:
                            metadata: {labels: {app: web, pod-template-hash: %2$s}}
                            spec: {containers: [{name: c, image: %2$s}]}
                        status:
                          observedGeneration: 1
                          replicas: %4$d
                          readyReplicas: %5$d
                          availableReplicas: %5$d
                        """
                                .formatted(
                                        name.substring(1) + "Z",
                                        name,
                                        replicas,
                                        actual,
                                        available)));
    }

    static ReplicaSet replicaSet(String name, int replicas) {
        return replicaSet(name, replicas, replicas, replicas);
    }

    static ReplicaSet annotated(ReplicaSet replicaSet, String key, Object value) {
        return new ReplicaSet(
                replicaSet
                        .object()
                        .with(tree ->
                                tree.withObject("/metadata")
                                        .withObjectProperty("annotations")
                                        .put(key, value.toString())));
    }

    /** Made for a Deployment of this size. */
    static ReplicaSet madeFor(ReplicaSet replicaSet, int desired, int most) {
        return annotated(
                annotated(replicaSet, Annotations.DESIRED_REPLICAS, desired),
                Annotations.MAX_REPLICAS,
                most);
    }

    static Family family(ReplicaSet current, ReplicaSet... old) {
        return new Family(Optional.of(current), List.of(old));
    }
}
