/**
 * Changes to a part of an object: JSON patch, merge patch, strategic merge patch.
 *
 * <p>In: a JSON tree that is not changed, and a {@link dev.perk.kube.store.Patch}. Out: the tree
 * that the patch makes of it.
 *
 * <p>Pure. Upstream counterparts: {@code k8s.io/apimachinery pkg/util/strategicpatch}, {@code
 * gopkg.in/evanphx/json-patch}.
 */
@NullMarked
package dev.perk.kube.patch;

import org.jspecify.annotations.NullMarked;
