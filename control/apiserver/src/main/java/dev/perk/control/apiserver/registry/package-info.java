/**
 * Kubernetes' rules for reading and writing objects, the same for clients and for controllers.
 *
 * <p>In: requests with their options and their user. Out: objects as stored, pages of them, watch
 * events under selectors, refusals in Kubernetes' words. What is particular to a kind's content
 * comes in as {@link Admission}.
 *
 * <p>Knows {@code dev.perk.control.apiserver.storage} below it and nothing of HTTP above it.
 * Upstream counterparts: {@code k8s.io/apiserver pkg/registry}, {@code pkg/endpoints/handlers},
 * {@code kubernetes pkg/registry}.
 */
@NullMarked
package dev.perk.control.apiserver.registry;

import org.jspecify.annotations.NullMarked;
