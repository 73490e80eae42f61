/**
 * Notes on every Configuration and Revision which Routes lead to it.
 *
 * <p>In: a Route, what its traffic refers to, and what still carries its name. Out: the {@code
 * routes} annotation and the {@code routingState} label, from which follow whether a revision keeps
 * its minimum of pods and whether it may be collected as garbage. Never writes a Route's status.
 *
 * <p>Upstream counterpart: {@code knative/serving pkg/reconciler/labeler}.
 */
@NullMarked
package dev.perk.control.controllers.labeler;

import org.jspecify.annotations.NullMarked;
