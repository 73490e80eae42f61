package dev.perk.scaling.autoscaler;

import dev.perk.api.scaling.DeciderSpec;

/**
 * What a decider has told last.
 *
 * @param desiredScale pods wanted, before bounds; {@link #UNDECIDED} before the first decision
 * @param excessBurstCapacity how much more load could be taken without activators; negative keeps
 *     them in the path
 */
public record DeciderStatus(int desiredScale, int excessBurstCapacity) {
    public static final int UNDECIDED = -1;

    /** Before anything was measured. */
    static DeciderStatus initial(DeciderSpec spec) {
        return new DeciderStatus(UNDECIDED, spec.initialExcessBurstCapacity());
    }

    DeciderStatus after(Decision.Scale decision) {
        return new DeciderStatus(decision.desiredPods(), decision.excessBurstCapacity());
    }

    /**
     * Whether someone who acts on this status has to act again; zero burst capacity is positive.
     */
    boolean actsLike(DeciderStatus other) {
        return desiredScale == other.desiredScale
                && (excessBurstCapacity < 0) == (other.excessBurstCapacity < 0);
    }
}
