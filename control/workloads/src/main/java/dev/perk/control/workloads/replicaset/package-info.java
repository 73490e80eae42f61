/**
 * Keeps as many pods as a ReplicaSet asks for.
 *
 * <p>In: a ReplicaSet and the pods it controls or selects. Out: pods created or deleted, orphans
 * adopted, and the counters of its status. It stands on the path of a cold start: a ReplicaSet that
 * is scaled from zero has its pods written in the same pass, before anything else.
 *
 * <p>Knows {@code kube} and {@code api}. Upstream counterpart: kubernetes {@code
 * pkg/controller/replicaset}.
 */
@NullMarked
package dev.perk.control.workloads.replicaset;

import org.jspecify.annotations.NullMarked;
