/**
 * What containers and pods ask for and may have at most.
 *
 * <p>In: a container or the spec of a Pod. Out: quantities by resource name. Quotas, LimitRanges
 * and the scheduler must count alike.
 *
 * <p>Pure. Upstream counterpart: {@code k8s.io/component-helpers resource}.
 */
@NullMarked
package dev.perk.api.resources;

import org.jspecify.annotations.NullMarked;
