/**
 * Decides how many pods each revision should have.
 *
 * <p>In: the windowed load of a revision from {@code scaling/metrics} and the number of its ready
 * pods. Out: a {@link dev.perk.scaling.autoscaler.DeciderStatus}, which the PodAutoscaler
 * controller turns into replicas and into the ServerlessService's Serve or Proxy mode; and a reason
 * in the {@link dev.perk.api.why.Journal} whenever another rule decides.
 *
 * <p>{@link dev.perk.scaling.autoscaler.KpaDecider} is the algorithm, a pure function; {@link
 * dev.perk.scaling.autoscaler.Autoscaler} is the whole path with its ticks and pokes. Knows {@code
 * scaling/metrics} and {@code api}. Upstream counterpart: knative/serving {@code
 * pkg/autoscaler/scaling}.
 */
@NullMarked
package dev.perk.scaling.autoscaler;

import org.jspecify.annotations.NullMarked;
