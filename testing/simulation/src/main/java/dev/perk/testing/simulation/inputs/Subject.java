package dev.perk.testing.simulation.inputs;

import dev.perk.kube.store.ApiException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** What can be tried. */
public enum Subject {
    SELECTORS(SelectorRound::run),
    PROTOBUF(ProtobufRound::run),
    BODIES(BodyRound::run);

    private final Function<Random, Optional<String>> round;

    Subject(Function<Random, Optional<String>> round) {
        this.round = round;
    }

    /** What went wrong with this seed, and what was tried; empty if nothing did. */
    public Optional<String> run(long seed) {
        try {
            return round.apply(new Random(seed));
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
