/**
 * Decides how many pods each revision should have.
 *
 * <p>In: windowed concurrency or requests per second from {@code scaling/metrics}. Out: a decision,
 * which the PodAutoscaler controller turns into replicas.
 *
 * <p>Knows {@code scaling/metrics} and {@code api}. Upstream counterpart: knative/serving {@code
 * pkg/autoscaler/scaling}.
 */
@NullMarked
package dev.perk.scaling.autoscaler;

import org.jspecify.annotations.NullMarked;
