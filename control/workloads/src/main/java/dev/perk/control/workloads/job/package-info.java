/**
 * Runs pods until enough of them have succeeded.
 *
 * <p>In: a Job and its pods. Out: pods created or deleted, and a status that counts every pod once.
 * A pod that has ended is kept by a finalizer until its uid stands in the status, so that none is
 * lost if somebody deletes it or this process ends.
 *
 * <p>Knows {@code kube} and {@code api}. Upstream counterpart: kubernetes {@code
 * pkg/controller/job}, without indexes, policies for failures and successes, and other managers.
 */
@NullMarked
package dev.perk.control.workloads.job;

import org.jspecify.annotations.NullMarked;
