package dev.perk.scaling.autoscaler;

import dev.perk.api.RevisionKey;
import java.util.OptionalInt;

/** Counts pods, from the same cache that the controllers read. */
@FunctionalInterface
public interface ReadyPods {
    /**
     * How many pods of {@code revision} are Running, Ready and not being deleted; 0 if the revision
     * has none or is not known, empty if they cannot be counted now.
     */
    OptionalInt count(RevisionKey revision);
}
