package dev.perk.kube.store;

/** The part of an object that a write may touch. */
public enum Subresource {
    /** Everything but the status. */
    MAIN,
    /** The status and nothing else. */
    STATUS,
    /** The replica count, seen as an {@code autoscaling/v1 Scale}. */
    SCALE
}
