package dev.perk.run.standalone.whatif;

import java.time.Instant;

/**
 * What the scaler saw, and what it made of it.
 *
 * @param desired what the decider wants, -1 if it does not know
 * @param ready pods that take requests
 * @param replicas those and the ones that start
 * @param requests that are in pods or wait for one
 * @param want how many pods there should be, -1 for unknown
 * @param apply whether that was done
 */
public record Look(
        Instant time,
        int desired,
        int ready,
        int replicas,
        int requests,
        int want,
        boolean apply) {}
