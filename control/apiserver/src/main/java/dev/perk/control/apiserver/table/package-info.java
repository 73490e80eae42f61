/**
 * Shows objects as rows, the way {@code kubectl get} prints them.
 *
 * <p>In: objects and the time. Out: {@code meta.k8s.io/v1 Table}s with Kubernetes' and Knative's
 * columns. Nothing here reads a clock; an age is relative to the instant that it is given.
 *
 * <p>Upstream counterpart: {@code k8s.io/kubernetes pkg/printers/internalversion}, and the printer
 * columns of Knative's CustomResourceDefinitions.
 */
@NullMarked
package dev.perk.control.apiserver.table;

import org.jspecify.annotations.NullMarked;
