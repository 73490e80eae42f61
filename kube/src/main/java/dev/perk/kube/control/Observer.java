package dev.perk.kube.control;

import dev.perk.api.NamespacedName;
import java.util.Optional;

/**
 * Gathers what a {@link Reconciler} needs to see, from caches and from the small ports of its
 * controller.
 *
 * @param <O> the observation
 */
@FunctionalInterface
public interface Observer<O> {
    /**
     * What is known about {@code key} now; empty if the object is gone, and there is nothing left
     * to do.
     */
    Optional<O> observe(NamespacedName key);
}
