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

    /** Pods wanted; {@link DeciderStatus#UNDECIDED} if nothing could be concluded. */
    int pods();

    /** Whether this is nothing new after {@code other}: the same rule, the same number of pods. */
    default boolean repeats(Decision other) {
        return rule() == other.rule() && pods() == other.pods();
    }

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

        @Override
        public int pods() {
            return desiredPods;
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

        @Override
        public int pods() {
            return DeciderStatus.UNDECIDED;
        }
    }
}
