/**
 * Who acts, where several processes could: a Lease for each part of the keys, and one process that
 * holds it.
 *
 * <p>In: Leases as they are in the cluster, and the clock. Out: a {@link
 * dev.perk.control.controllers.watch.Leadership}. {@link
 * dev.perk.run.kubernetes.election.Candidate} decides and is pure; {@link
 * dev.perk.run.kubernetes.election.LeaseElector} does.
 *
 * <p>Upstream counterparts: {@code k8s.io/client-go tools/leaderelection}, {@code knative/pkg
 * leaderelection}. Leases have upstream's names, so that Knative's processes and ours never act at
 * the same time.
 */
@NullMarked
package dev.perk.run.kubernetes.election;

import org.jspecify.annotations.NullMarked;
