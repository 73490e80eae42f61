/**
 * Which fields an object has, who declared them, and what of that has changed.
 *
 * <p>In: JSON trees and a {@link FieldType} that says which lists and maps merge element by
 * element. Out: {@link FieldSet}s, as they are written into {@code metadata.managedFields}, {@link
 * Comparison}s, and the trees that come of merging and pruning. Server-side apply and strategic
 * merge patches are made of these.
 *
 * <p>Pure. Upstream counterpart: {@code sigs.k8s.io/structured-merge-diff}.
 */
@NullMarked
package dev.perk.kube.fields;

import org.jspecify.annotations.NullMarked;
