/**
 * Counts what a namespace uses of its quotas.
 *
 * <p>In: a ResourceQuota and the objects of its namespace. Out: its status. What is created is
 * added by the API server at once; this counts again when a quota is new or has changed, when
 * something has gone, and now and then.
 *
 * <p>Knows {@code kube} and {@code api}. Upstream counterpart: kubernetes {@code
 * pkg/controller/resourcequota}.
 */
@NullMarked
package dev.perk.control.workloads.quota;

import org.jspecify.annotations.NullMarked;
