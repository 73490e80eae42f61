package dev.perk.scaling.autoscaler;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.DeciderSpec;
import java.time.Instant;

/** One decision as it was made, with everything that it was made from. */
public record DecisionStep(
        RevisionKey revision,
        Instant time,
        DeciderSpec spec,
        Observation seen,
        DeciderState before,
        Decision decision) {

    /** The decision, made again. */
    public Decision replay() {
        return KpaDecider.decide(spec, seen, before, time);
    }
}
