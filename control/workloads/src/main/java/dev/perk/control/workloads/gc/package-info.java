/**
 * Removes what nobody needs any more: objects whose owners are gone, and old events.
 *
 * <p>In: owner references of all kinds, and deletions. Out: deletions of dependents, or their
 * release, and the end of the finalizers {@code foregroundDeletion} and {@code orphan}. Each object
 * decides for itself whether it may stay; a change of its owner only wakes it. Nothing is
 * remembered but what the caches index, so a restart looks at everything once and goes on.
 *
 * <p>Knows {@code kube} and {@code api}. Upstream counterpart: kubernetes {@code
 * pkg/controller/garbagecollector}.
 */
@NullMarked
package dev.perk.control.workloads.gc;

import org.jspecify.annotations.NullMarked;
