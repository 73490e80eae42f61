/**
 * Holds requests until a revision can take them.
 *
 * <p>In: exchanges of revisions without room. Out: the same exchanges, sent to a pod; counts, for
 * the autoscaler. {@link dev.perk.request.activator.Activator} has the chain, {@link
 * dev.perk.request.activator.RevisionThrottle} the queue; what they decide by is in {@link
 * dev.perk.request.activator.Capacity}, {@link dev.perk.request.activator.Slices} and {@link
 * dev.perk.request.activator.LoadBalancing}, which are pure.
 *
 * <p>Knows {@code http} and {@code api}. Upstream counterpart: knative/serving {@code
 * pkg/activator}.
 */
@NullMarked
package dev.perk.request.activator;

import org.jspecify.annotations.NullMarked;
