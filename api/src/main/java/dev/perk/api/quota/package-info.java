/**
 * What objects use of a namespace's quotas.
 *
 * <p>In: an object, a ResourceQuota. Out: amounts by name, and what is too much. The API server
 * asks before an object is created, the controller when one has gone; both must count alike.
 *
 * <p>Pure. Upstream counterpart: kubernetes {@code pkg/quota/v1}.
 */
@NullMarked
package dev.perk.api.quota;

import org.jspecify.annotations.NullMarked;
