/**
 * The port through which pods run, and what its two implementations decide.
 *
 * <p>In: a {@link dev.perk.control.node.runtime.SandboxSpec} per pod and a {@link
 * dev.perk.control.node.runtime.ContainerSpec} per container, in which everything is settled. Out:
 * processes, their output and their ends. Whatever can be refused comes back as a value.
 *
 * <p>The implementations are in {@code dev.perk.control.node.runtime.io}: {@code runc} for
 * containers, {@code process} for machines that cannot have any.
 *
 * <p>Upstream counterparts: the container runtime interface of Kubernetes, runtime-spec.
 */
@NullMarked
package dev.perk.control.node.runtime;

import org.jspecify.annotations.NullMarked;
