package dev.perk.testing.simulation.inputs;

import dev.perk.kube.store.ApiException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** What can be tried. */
public enum Subject {
    SELECTORS,
    PROTOBUF,
    BODIES;

    private Optional<String> round(Random random) {
        return switch (this) {
            case SELECTORS -> SelectorRound.run(random);
            case PROTOBUF -> ProtobufRound.run(random);
            case BODIES -> BodyRound.run(random);
        };
    }

    /** What went wrong with this seed, and what was tried; empty if nothing did. */
    public Optional<String> run(long seed) {
        try {
            return round(new Random(seed));
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
