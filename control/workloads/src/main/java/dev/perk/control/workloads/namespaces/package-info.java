/**
 * Furnishes new namespaces and clears out old ones.
 *
 * <p>In: a Namespace and what is in it. Out: the ServiceAccount and the ConfigMap that pods rely
 * on; for one that is being deleted, the deletion of everything in it, conditions that say what is
 * left, and in the end the finalizer that lets it go. {@link
 * dev.perk.control.workloads.namespaces.Bootstrap} lists what exists from the first start.
 *
 * <p>Knows {@code kube} and {@code api}. Upstream counterpart: kubernetes {@code
 * pkg/controller/namespace}, {@code serviceaccount} and {@code certificates/rootcacertpublisher}.
 */
@NullMarked
package dev.perk.control.workloads.namespaces;

import org.jspecify.annotations.NullMarked;
