/**
 * What a revision asks of the autoscaler, derived from its annotations and the cluster's defaults.
 *
 * <p>In: the annotations of a PodAutoscaler, its container concurrency and reachability, and {@link
 * dev.perk.api.config.AutoscalerConfig}. Out: a {@link dev.perk.api.scaling.DeciderSpec} for the
 * decider, a {@link dev.perk.api.scaling.MetricSpec} for the collector, and {@link
 * dev.perk.api.scaling.ScaleBounds} for the controller.
 *
 * <p>Pure. Upstream counterpart: knative/serving {@code
 * pkg/reconciler/autoscaling/{,kpa/}resources} and {@code
 * pkg/apis/autoscaling/v1alpha1/pa_lifecycle.go}.
 */
@NullMarked
package dev.perk.api.scaling;

import org.jspecify.annotations.NullMarked;
