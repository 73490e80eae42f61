/**
 * Turns request counts into windowed averages.
 *
 * <p>In: request statistics of pods and activators. Out: stable and panic averages per revision.
 *
 * <p>Knows {@code api} only. Upstream counterpart: knative/serving {@code pkg/autoscaler/metrics}
 * and {@code pkg/autoscaler/aggregation}.
 */
@NullMarked
package dev.perk.scaling.metrics;

import org.jspecify.annotations.NullMarked;
