/**
 * Moves a Deployment from one version of its pods to the next.
 *
 * <p>In: a Deployment and its ReplicaSets. Out: at most one step per pass: a new ReplicaSet, other
 * sizes, what is obsolete deleted; and a status that tells how far the rollout is. The next step
 * follows when the ReplicaSets' statuses change. It stands on the path of a cold start: a new
 * {@code spec.replicas} is one write to the ReplicaSet.
 *
 * <p>Knows {@code kube} and {@code api}. Upstream counterpart: kubernetes {@code
 * pkg/controller/deployment}.
 */
@NullMarked
package dev.perk.control.workloads.deployment;

import org.jspecify.annotations.NullMarked;
