/**
 * Starts Jobs when a CronJob's schedule says so, and clears away those that are over.
 *
 * <p>In: a CronJob and its Jobs. Out: a Job at each time, named after it so that no time has two;
 * which of them still run, in the status; and when to look again.
 *
 * <p>Knows {@code kube}, {@code api} and the package {@code job}. Upstream counterpart: kubernetes
 * {@code pkg/controller/cronjob}.
 */
@NullMarked
package dev.perk.control.workloads.cronjob;

import org.jspecify.annotations.NullMarked;
