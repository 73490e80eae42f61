package dev.perk.testing.simulation.patches;

import java.util.Optional;

/** All that is tried with one seed. */
public final class PatchRounds {
    private PatchRounds() {}

    /** What went wrong, and all that led to it; empty if nothing did. */
    public static Optional<String> run(long seed) {
        return StrategicRound.run(seed).or(() -> ApplyRound.run(seed));
    }
}
