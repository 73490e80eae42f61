/**
 * Configuration as Knative's ConfigMaps give it: one record for each, with Knative's keys,
 * defaults, bounds and complaints.
 *
 * <p>The data of a ConfigMap goes in, a value comes out or all problems at once. {@link
 * ServingConfig} is all of them together; whoever decides is handed one and reads it once. Upstream
 * counterparts: {@code knative/serving pkg/apis/config}, {@code pkg/autoscaler/config}, {@code
 * pkg/deployment}, {@code pkg/gc}, {@code pkg/observability}; {@code knative/networking
 * pkg/config}.
 */
@NullMarked
package dev.perk.api.config;

import org.jspecify.annotations.NullMarked;
