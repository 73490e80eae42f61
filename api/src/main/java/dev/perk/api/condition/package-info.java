/**
 * Conditions: what is known about an object's state, and how {@code Ready} follows from the rest.
 *
 * <p>The {@code status.conditions} of an object go in, marks are made, the next ones come out.
 * Everything is a value; time is an argument. Upstream counterparts: {@code knative/pkg
 * apis/condition_set.go}, {@code reconciler/reconcile_common.go}.
 */
@NullMarked
package dev.perk.api.condition;

import org.jspecify.annotations.NullMarked;
