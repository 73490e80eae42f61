package dev.perk.request.gateway;

import dev.perk.api.RevisionKey;

/**
 * Whether requests of a revision go to its pods or to the activator, as its ServerlessService says.
 */
@FunctionalInterface
public interface RevisionModes {

    /** {@code spec.mode} of a ServerlessService. */
    enum Mode {
        /** To the pods. */
        SERVE,
        /** To the activator: there may be no pod, or not enough room for a burst. */
        PROXY
    }

    /** Answers at once, from memory; PROXY if nothing is known. */
    Mode of(RevisionKey revision);
}
