/**
 * Finds the revision for a request.
 *
 * <p>In: an exchange, with its host, path and headers. Out: the same exchange, sent to a revision's
 * pods or to the activator. What it goes by is a {@link dev.perk.request.gateway.RouteTable}, an
 * immutable value made from all Ingresses; {@link dev.perk.request.gateway.Gateway} has the chain.
 *
 * <p>Knows {@code http} and {@code api}. Upstream counterpart: knative/networking {@code
 * pkg/ingress}, and the ingress of the installation.
 */
@NullMarked
package dev.perk.request.gateway;

import org.jspecify.annotations.NullMarked;
