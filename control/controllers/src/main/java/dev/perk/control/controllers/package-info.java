/**
 * Makes what a Knative Service needs exist, and says in its status how it is.
 *
 * <p>In: observed objects. Out: desired children and statuses, applied by the control loop of
 * {@code kube}.
 *
 * <p>Knows {@code kube} and {@code api}. Upstream counterpart: knative/serving {@code
 * pkg/reconciler}.
 */
@NullMarked
package dev.perk.control.controllers;

import org.jspecify.annotations.NullMarked;
