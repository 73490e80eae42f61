package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.scaling.Reachability;
import dev.perk.api.scaling.ScaleBounds;
import dev.perk.api.scaling.ScalingSettings;
import java.time.Duration;
import java.time.Instant;

/**
 * What scaling depends on besides the decider: how a revision wants to be scaled, and what has
 * become of it. A PodAutoscaler object is one; a replay of traffic has another.
 */
public interface ScaleSubject {

    /** Whether a revision gets requests. */
    enum Activation {
        /** Its pods are up. */
        ACTIVE,
        /** Nobody calls it. */
        INACTIVE,
        /** Requests are held until its pods are up; so it is with one that nobody judged yet. */
        ACTIVATING
    }

    ScalingSettings settings();

    Reachability reachability();

    /** How long a start may take before it counts as failed. */
    Duration progressDeadline();

    /** Whether it has worked once; never taken back. */
    boolean isInitialized();

    Activation activation();

    /** For how long it has been {@link #activation}; zero if nobody wrote down since when. */
    Duration sinceActiveChanged(Instant now);

    default boolean isActive() {
        return activation() == Activation.ACTIVE;
    }

    default boolean isInactive() {
        return activation() == Activation.INACTIVE;
    }

    default boolean isActivating() {
        return activation() == Activation.ACTIVATING;
    }

    /** How few and how many pods; a new revision has at least its initial scale. */
    default ScaleBounds bounds() {
        ScaleBounds bounds = settings().bounds(reachability());
        boolean young = !isInitialized() && reachability() != Reachability.UNREACHABLE;
        return young && settings().initialScale() > 1
                ? bounds.atLeast(settings().initialScale())
                : bounds;
    }

    /** How many pods must be ready for the revision to count as up. */
    default int minReady() {
        int min = settings().bounds(reachability()).min();
        return isInitialized() ? Math.max(1, min) : Math.max(min, settings().initialScale());
    }
}
