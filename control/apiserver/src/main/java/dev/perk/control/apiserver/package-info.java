/**
 * Serves the Kubernetes API from an embedded, durable store.
 *
 * <p>In: requests of clients, calls of controllers. Out: objects and watch events, each after its
 * commit is durable.
 *
 * <p>Knows {@code kube}, {@code http} and {@code api}. Upstream counterpart: kubernetes/apiserver
 * and etcd.
 */
@NullMarked
package dev.perk.control.apiserver;

import org.jspecify.annotations.NullMarked;
