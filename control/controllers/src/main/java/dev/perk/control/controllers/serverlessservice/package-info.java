/**
 * A ServerlessService puts a stable name in front of a revision, whether pods or activators answer.
 *
 * <p>In: the ServerlessService, its two Services, the endpoints of the revision's pods and of the
 * activators. Out: a private Service that selects the pods, a public Service without a selector,
 * and the Endpoints of the public one: the pods in Serve mode, some activators in Proxy mode.
 *
 * <p>Upstream counterpart: {@code knative/serving pkg/reconciler/serverlessservice}.
 */
@NullMarked
package dev.perk.control.controllers.serverlessservice;

import org.jspecify.annotations.NullMarked;
