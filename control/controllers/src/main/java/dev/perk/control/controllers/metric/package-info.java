/**
 * A Metric says which load of a revision is worth measuring, and how far back.
 *
 * <p>In: the Metric. Out: the same, told to a {@link
 * dev.perk.control.controllers.metric.Collector}, and in the status what the collector says about
 * it.
 *
 * <p>Upstream counterpart: {@code knative/serving pkg/reconciler/metric}.
 */
@NullMarked
package dev.perk.control.controllers.metric;

import org.jspecify.annotations.NullMarked;
