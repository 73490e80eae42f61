/**
 * Holds requests until a revision can take them.
 *
 * <p>In: exchanges of revisions without room. Out: the same exchanges, sent to a pod; counts, for
 * the autoscaler.
 *
 * <p>Knows {@code http} and {@code api}. Upstream counterpart: knative/serving {@code
 * pkg/activator}.
 */
@NullMarked
package dev.perk.request.activator;

import org.jspecify.annotations.NullMarked;
