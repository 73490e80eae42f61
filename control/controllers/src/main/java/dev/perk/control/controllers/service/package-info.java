/**
 * A Knative Service is a Configuration and a Route of the same name.
 *
 * <p>In: the Service and its two children. Out: the children as the Service wants them, and their
 * state in the Service's status.
 *
 * <p>Upstream counterpart: {@code knative/serving pkg/reconciler/service}.
 */
@NullMarked
package dev.perk.control.controllers.service;

import org.jspecify.annotations.NullMarked;
