/**
 * Who may do what.
 *
 * <p>In: a {@link dev.perk.control.apiserver.auth.User} and the {@link
 * dev.perk.control.apiserver.rbac.Attributes} of what they ask for. Out: a {@link
 * dev.perk.control.apiserver.rbac.Authorizer.Decision}, taken from the roles and bindings in the
 * store, which {@link dev.perk.control.apiserver.rbac.Policy} keeps indexed by whom they are for.
 *
 * <p>Pure; the storage tells the policy of changes. Upstream counterpart: {@code kubernetes
 * plugin/pkg/auth/authorizer/rbac} and {@code pkg/registry/rbac/validation}.
 */
@NullMarked
package dev.perk.control.apiserver.rbac;

import org.jspecify.annotations.NullMarked;
