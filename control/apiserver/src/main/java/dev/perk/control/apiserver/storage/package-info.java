/**
 * The embedded store: one sequence of changes, an index of what they add up to, and their recent
 * history.
 *
 * <p>In: {@link Write}s, which decide against everything that was decided before them. Out:
 * objects, consistent lists, and every change, in order, to whoever watches. One {@link Sequencer}
 * gives each change its revision, hands changes in groups to a {@link Log}, and only then shows and
 * acknowledges them.
 *
 * <p>Knows nothing of Kubernetes' rules, which are {@code dev.perk.control.apiserver.registry}.
 * Opens no file and starts no thread: {@code dev.perk.control.apiserver.storage.io} does. Upstream
 * counterparts: etcd, and {@code k8s.io/apiserver pkg/storage/cacher}.
 */
@NullMarked
package dev.perk.control.apiserver.storage;

import org.jspecify.annotations.NullMarked;
