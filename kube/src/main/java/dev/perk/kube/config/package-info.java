/**
 * Configuration as it is now.
 *
 * <p>In: the ConfigMaps of {@code knative-serving}, through a cache. Out: a {@link
 * dev.perk.api.config.ServingConfig} for everyone who decides, and a call whenever there is another
 * one. Upstream counterpart: {@code knative/pkg configmap} stores.
 */
@NullMarked
package dev.perk.kube.config;

import org.jspecify.annotations.NullMarked;
