/**
 * What the request path tells the scaling path: how many requests there were, and how many at a
 * time.
 *
 * <p>In: a request came, a request ended. Out: once per second a {@link Stat} per source, which the
 * autoscaler sums over all sources of a revision.
 *
 * <p>Upstream counterpart: knative/networking {@code pkg/http/stats}, knative/serving {@code
 * pkg/autoscaler/metrics}.
 */
@NullMarked
package dev.perk.api.stats;

import org.jspecify.annotations.NullMarked;
