/**
 * What access control needs done: ClusterRoles that are made of others get their rules, and Secrets
 * that keep the token of a ServiceAccount get it.
 *
 * <p>In: roles; Secrets with their accounts. Out: plans. The tokens themselves come through {@link
 * dev.perk.control.workloads.access.SecretTokens}. Upstream counterpart: {@code
 * pkg/controller/clusterroleaggregation}, {@code pkg/controller/serviceaccount}.
 */
@NullMarked
package dev.perk.control.workloads.access;

import org.jspecify.annotations.NullMarked;
