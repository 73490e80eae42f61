/**
 * Describes the served kinds to clients: OpenAPI v3 documents, and CustomResourceDefinitions for
 * Knative's kinds.
 *
 * <p>In: the tables of {@code schema} and the served kinds. Out: JSON. kubectl refuses to apply
 * anything that no document describes, computes strategic merge patches from the merge keys in it,
 * and explains fields out of it.
 *
 * <p>Upstream counterpart: {@code k8s.io/kube-openapi pkg/{builder3,handler3}}.
 */
@NullMarked
package dev.perk.control.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
