/**
 * One control loop for every kind: observe, reconcile, apply.
 *
 * <p>A {@link Reconciler} is pure: what was seen goes in, a {@link Plan} comes out. The {@link
 * ControlLoop} is the only code that reads, writes, retries and waits. Upstream counterpart: {@code
 * knative/pkg controller} and {@code client/injection/reconciler}.
 */
@NullMarked
package dev.perk.kube.control;

import org.jspecify.annotations.NullMarked;
