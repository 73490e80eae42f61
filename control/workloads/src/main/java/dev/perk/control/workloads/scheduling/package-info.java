/**
 * Finds a node for each new pod.
 *
 * <p>In: a pod without a node, the nodes, and what is bound to them already. Out: a binding in one
 * write, or the reason why no node fits, in the words of Kubernetes' scheduler, which Knative shows
 * on the Revision.
 *
 * <p>Standalone has one node, so nodes are filtered and hardly compared; pod affinity, topology
 * spread and preemption would have nothing to choose from and are not looked at.
 *
 * <p>Knows {@code kube} and {@code api}. Upstream counterpart: kubernetes {@code pkg/scheduler}.
 */
@NullMarked
package dev.perk.control.workloads.scheduling;

import org.jspecify.annotations.NullMarked;
