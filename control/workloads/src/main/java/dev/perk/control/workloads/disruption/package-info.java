/**
 * Says of every PodDisruptionBudget how many of its pods may go now.
 *
 * <p>In: budgets as {@link dev.perk.kube.disruption.DisruptionBudget} counts them. Out: their
 * status, which {@code kubectl get pdb} and those who drain nodes read; whether a pod may go is
 * decided anew at its eviction. Upstream counterpart: kubernetes {@code pkg/controller/disruption}.
 */
@NullMarked
package dev.perk.control.workloads.disruption;

import org.jspecify.annotations.NullMarked;
