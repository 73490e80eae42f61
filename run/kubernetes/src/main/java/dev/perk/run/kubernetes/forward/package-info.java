/**
 * Brings each report of load to the autoscaler that decides about its revision.
 *
 * <p>In: stats from activators, at whichever autoscaler they reached. Out: the same stats, counted
 * here if this process leads the revision's bucket, sent on to the holder of the bucket's lease
 * otherwise. Upstream counterpart: knative/serving {@code pkg/autoscaler/statforwarder}.
 */
@NullMarked
package dev.perk.run.kubernetes.forward;

import org.jspecify.annotations.NullMarked;
