package dev.perk.testing.simulation.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients send, whole and broken; {@code io.InputFuzz} tries more. */
class InputRoundsTest {
    private static final int SEEDS = 300;

    @ParameterizedTest
    @EnumSource
    void nothingThatAClientSendsDoesMoreThanBeingRefused(Subject subject) {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(subject.run(seed)).as("seed %d", seed).isEmpty();
        }
    }
}
