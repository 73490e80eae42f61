/**
 * A Route gives names to revisions, and says which share of the requests each of them gets.
 *
 * <p>In: the Route, the Configurations and Revisions that its traffic means, its Ingress and its
 * placeholder Services. Out: an Ingress for the gateway, one placeholder Service per name, so that
 * the names resolve inside the cluster, and in the status the addresses and the actual traffic.
 *
 * <p>Traffic is resolved first; as long as one target cannot be used, nothing of the network
 * changes. Upstream counterpart: {@code knative/serving pkg/reconciler/route}.
 */
@NullMarked
package dev.perk.control.controllers.route;

import org.jspecify.annotations.NullMarked;
