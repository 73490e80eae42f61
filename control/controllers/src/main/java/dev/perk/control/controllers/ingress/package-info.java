/**
 * An Ingress of the built-in gateway's class is ready once the gateway serves it.
 *
 * <p>In: the Ingress, and from {@link dev.perk.control.controllers.ingress.IngressProgram} whether
 * the gateway has taken this version over. Out: a status that says so, and where the gateway is.
 *
 * <p>The gateway reads Ingresses by itself, so nothing has to be created. Upstream counterparts:
 * {@code net-kourier}, {@code net-istio}; {@code knative/networking pkg/apis/networking/v1alpha1}.
 */
@NullMarked
package dev.perk.control.controllers.ingress;

import org.jspecify.annotations.NullMarked;
