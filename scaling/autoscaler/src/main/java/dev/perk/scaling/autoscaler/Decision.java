package dev.perk.scaling.autoscaler;

import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.why.Reason;

/** What one look at a revision led to, with everything that led to it. */
public sealed interface Decision {

    /** What the next decision needs to know. */
    DeciderState next();

    Rule rule();

    /** The rule that bound it, in words, with the values that mattered. */
    Reason reason();

    /**
     * The revision should have this many pods, before its bounds are applied.
     *
     * @param desiredPods 0 or more
     * @param excessBurstCapacity how much more load than now its ready pods and burst capacity
     *     could take; the activators are in the path as long as it is negative
     */
    record Scale(
            int desiredPods,
            int excessBurstCapacity,
            Rule rule,
            DeciderSpec spec,
            Observation.Load seen,
            DeciderState next)
            implements Decision {

        @Override
        public Reason reason() {
            return Reasons.of(this);
        }
    }

    /** Whatever was decided before stands. */
    record Keep(String why, DeciderState next) implements Decision {

        @Override
        public Rule rule() {
            return Rule.NO_DATA;
        }

        @Override
        public Reason reason() {
            return Reason.of(rule().code(), "keeps what was decided before: " + why);
        }
    }
}
