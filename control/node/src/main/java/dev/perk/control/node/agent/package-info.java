/**
 * What a kubelet decides: environments, statuses, probes, restarts. Pure.
 *
 * <p>In: a Pod and what its containers did. Out: what to run and what the Pod's status says. {@code
 * dev.perk.control.node.agent.io} acts on it. Upstream counterpart: kubernetes {@code pkg/kubelet}.
 */
@NullMarked
package dev.perk.control.node.agent;

import org.jspecify.annotations.NullMarked;
