/**
 * What all reconcilers share: reading parts of objects as values, and drafting new versions.
 *
 * <p>In: {@link dev.perk.kube.KubeObject}s as observed. Out: new ones, through {@link
 * dev.perk.control.controllers.object.ObjectDraft} and {@link
 * dev.perk.control.controllers.object.StatusDraft}. Templates pass through as JSON trees, so that
 * what a person wrote arrives in the pod unchanged.
 *
 * <p>Pure. Upstream counterpart: {@code knative/pkg apis}, {@code kmeta}, {@code kmap}.
 */
@NullMarked
package dev.perk.control.controllers.object;

import org.jspecify.annotations.NullMarked;
