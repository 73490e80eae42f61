package dev.perk.control.workloads.deployment;

import dev.perk.control.workloads.model.ReplicaSet;

/** How many pods a ReplicaSet should have from now on. */
record Size(ReplicaSet replicaSet, int replicas) {

    boolean isChange() {
        return replicaSet.replicas() != replicas;
    }
}
