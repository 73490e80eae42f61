package dev.perk.testing.simulation.inputs;

import dev.perk.kube.store.ApiException;
import dev.perk.testing.simulation.patches.PatchRounds;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** What can be tried. */
public enum Subject {
    PATCHES,
    SELECTORS,
    PROTOBUF,
    BODIES;

    private Optional<String> round(long seed) {
        return switch (this) {
            case PATCHES -> PatchRounds.run(seed);
            case SELECTORS -> SelectorRound.run(new Random(seed));
            case PROTOBUF -> ProtobufRound.run(new Random(seed));
            case BODIES -> BodyRound.run(new Random(seed));
        };
    }

    /** What went wrong with this seed, and what was tried; empty if nothing did. */
    public Optional<String> run(long seed) {
        try {
            return round(seed);
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of(e + " at " + e.getStackTrace()[0]);
        }
    }

    /**
     * Tries something that may only be refused.
     *
     * @param codes with which it may be
     * @return what went wrong
     */
    static Optional<String> refusedAtMost(Set<Integer> codes, String input, Runnable attempt) {
        try {
            attempt.run();
            return Optional.empty();
        } catch (ApiException e) {
            return codes.contains(e.code())
                    ? Optional.empty()
                    : Optional.of(input + " is refused with " + e.code() + " " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of(input + " throws " + e + " at " + e.getStackTrace()[0]);
        }
    }
}
