/**
 * Does for the standalone home what the controllers of Kubernetes do for a cluster.
 *
 * <p>In: Deployments, ReplicaSets, Pods, Services. Out: their children, Endpoints, and the removal
 * of what has no owner.
 *
 * <p>Knows {@code kube} and {@code api}. Upstream counterpart: kubernetes {@code pkg/controller}.
 */
@NullMarked
package dev.perk.control.workloads;

import org.jspecify.annotations.NullMarked;
