package dev.perk.request.activator;

import dev.perk.api.RevisionKey;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the activator needs to know of revisions and their pods. Readiness is an event here: the
 * node agent's in one JVM, a prober's on Kubernetes.
 */
public interface RevisionBackends {

    /** What is known of a revision; empty if there is none. Answers at once, from memory. */
    Optional<Backends> find(RevisionKey revision);

    /**
     * Tells which revisions have changed, appeared or gone, from then on; {@link #find} already has
     * the new state. The listener may be called on any thread, and does not block.
     */
    void onChange(Consumer<RevisionKey> listener);
}
