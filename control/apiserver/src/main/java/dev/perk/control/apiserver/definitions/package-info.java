/**
 * What CustomResourceDefinitions make of the API.
 *
 * <p>In: definitions as objects in the store, Knative's and everybody's. Out: the kinds that are
 * served, in the {@link dev.perk.kube.store.Catalog}; for each of them its columns, its versions
 * and its schema; and the conditions by which a definition says how far it is.
 *
 * <p>Knows the storage below it and nothing of HTTP. Upstream counterpart: {@code
 * k8s.io/apiextensions-apiserver pkg/{apiserver,controller,registry}}.
 */
@NullMarked
package dev.perk.control.apiserver.definitions;

import org.jspecify.annotations.NullMarked;
