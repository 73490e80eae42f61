package dev.perk.kube.store;

/** The part of an object that a write may touch. */
public enum Subresource {
    /** Everything but the status. */
    MAIN,
    /** The status and nothing else. */
    STATUS,
    /** The replica count, seen as an {@code autoscaling/v1 Scale}. */
    SCALE,
    /**
     * The node of a Pod. One write sets {@code spec.nodeName} and the condition {@code
     * PodScheduled} to True; a Pod that has another node, or is being deleted, is a conflict.
     * Clients of a cluster cannot patch it, only post.
     */
    BINDING,
    /**
     * {@code spec.finalizers} of a Namespace; emptying them ends a Namespace that is being deleted.
     * Clients of a cluster cannot patch it, only put.
     */
    FINALIZE,
    /** {@code spec.ephemeralContainers} of a Pod: containers that people add to look at it. */
    EPHEMERALCONTAINERS
}
