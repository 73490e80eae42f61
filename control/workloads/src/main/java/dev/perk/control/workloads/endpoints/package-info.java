/**
 * Says at which addresses a Service can be reached.
 *
 * <p>In: Services with a selector, and the pods that they select. Out: an Endpoints object of the
 * Service's name and its EndpointSlices. Endpoints that somebody else writes for a Service without
 * a selector, as Knative does for a revision's public Service, are left alone and mirrored into
 * slices. A pod that becomes ready is in its Endpoints one write later: the first request waits for
 * that.
 *
 * <p>Knows {@code kube} and {@code api}. Upstream counterpart: kubernetes {@code
 * pkg/controller/endpoint}, {@code endpointslice} and {@code endpointslicemirroring}.
 */
@NullMarked
package dev.perk.control.workloads.endpoints;

import org.jspecify.annotations.NullMarked;
