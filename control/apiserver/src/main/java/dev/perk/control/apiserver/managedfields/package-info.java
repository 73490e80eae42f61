/**
 * Who manages which fields of an object, and what follows from that when somebody applies a
 * configuration.
 *
 * <p>In: an object as it is and as it is wanted, or an applied configuration, with the entries of
 * {@code metadata.managedFields}. Out: the new entries, the merged object, or the conflict.
 *
 * <p>Pure. Upstream counterparts: {@code k8s.io/apimachinery pkg/util/managedfields}, {@code
 * sigs.k8s.io/structured-merge-diff merge}.
 */
@NullMarked
package dev.perk.control.apiserver.managedfields;

import org.jspecify.annotations.NullMarked;
