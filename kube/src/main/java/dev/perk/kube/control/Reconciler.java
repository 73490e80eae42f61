package dev.perk.kube.control;

import java.time.Instant;

/**
 * Decides what must exist and what the status should say, given what was seen. Pure: the same
 * observation and time give the same plan, and nothing is touched.
 *
 * @param <O> what the decision needs to see, gathered by an {@link Observer}
 */
@FunctionalInterface
public interface Reconciler<O> {
    Plan reconcile(O observed, Instant now);
}
