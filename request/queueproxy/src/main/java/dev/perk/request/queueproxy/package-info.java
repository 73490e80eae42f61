/**
 * Stands in front of one container: limits, probes, drains, counts.
 *
 * <p>In: exchanges for one pod. Out: the same exchanges, to the container, no more at a time than
 * it allows. {@link dev.perk.request.queueproxy.QueueProxy} has the chain.
 *
 * <p>Knows {@code http} and {@code api}. Upstream counterpart: knative/serving {@code pkg/queue}.
 */
@NullMarked
package dev.perk.request.queueproxy;

import org.jspecify.annotations.NullMarked;
