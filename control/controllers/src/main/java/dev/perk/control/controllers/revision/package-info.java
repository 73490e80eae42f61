/**
 * A Revision becomes a Deployment that runs it and a PodAutoscaler that says how many pods it
 * needs.
 *
 * <p>In: the Revision, its Deployment, one of its pods, its PodAutoscaler, and the digests of its
 * images from a {@link dev.perk.control.controllers.revision.DigestResolver}. Out: the Deployment
 * with the queue-proxy in its pods, one Image per container, the PodAutoscaler, and what the three
 * say about the Revision's health.
 *
 * <p>Upstream counterpart: {@code knative/serving pkg/reconciler/revision}.
 */
@NullMarked
package dev.perk.control.controllers.revision;

import org.jspecify.annotations.NullMarked;
