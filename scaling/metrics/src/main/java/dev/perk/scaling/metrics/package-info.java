/**
 * Turns request counts into windowed averages.
 *
 * <p>In: one {@link dev.perk.api.stats.Stat} per second and source, pushed by activators and asked
 * of the pods. {@link dev.perk.scaling.metrics.Collector} adds up what falls into the same second.
 * Out: the {@link dev.perk.scaling.metrics.Measurement} of a revision, its load averaged over a
 * stable and a panic window.
 *
 * <p>Knows {@code api} only. Upstream counterpart: knative/serving {@code pkg/autoscaler/metrics}
 * and {@code pkg/autoscaler/aggregation}.
 */
@NullMarked
package dev.perk.scaling.metrics;

import org.jspecify.annotations.NullMarked;
