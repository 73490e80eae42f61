/**
 * Runs the pods of this machine.
 *
 * <p>In: Pods assigned to this node. Out: sandboxes and containers that run, and pod statuses.
 *
 * <p>Knows {@code kube} and {@code api}. Upstream counterpart: kubernetes {@code pkg/kubelet}.
 */
@NullMarked
package dev.perk.control.node;

import org.jspecify.annotations.NullMarked;
