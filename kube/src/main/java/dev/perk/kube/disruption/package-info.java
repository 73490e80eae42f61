/**
 * How many pods may be missing: counted for the status of a PodDisruptionBudget and for every
 * eviction, by the same rules.
 *
 * <p>In: a budget and the pods of its namespace. Out: a {@link
 * dev.perk.kube.disruption.DisruptionBudget}.
 */
@NullMarked
package dev.perk.kube.disruption;

import org.jspecify.annotations.NullMarked;
