/**
 * A PodAutoscaler turns what the autoscaler wants into replicas, and into the mode of the
 * ServerlessService in front of them.
 *
 * <p>In: the PodAutoscaler, its ServerlessService and Metric, the pods of its revision, and from
 * {@link dev.perk.control.controllers.podautoscaler.Deciders} how many pods are wanted. Out: the
 * replica count of the scale target, Serve or Proxy, and whether the revision is active.
 *
 * <p>This is the KPA class; of an HPA class the status says that it is not supported. Upstream
 * counterpart: {@code knative/serving pkg/reconciler/autoscaling/kpa}.
 */
@NullMarked
package dev.perk.control.controllers.podautoscaler;

import org.jspecify.annotations.NullMarked;
