package dev.perk.scaling.autoscaler;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.why.Reason;
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

    /** Whether making the decision again, by the algorithm of today, gives the same. */
    public boolean isReproducible() {
        return replay().equals(decision);
    }

    /** The rule that bound it, the values that mattered, and what would have changed it. */
    public Reason reason() {
        return Counterfactual.of(this).explain(decision.reason());
    }
}
