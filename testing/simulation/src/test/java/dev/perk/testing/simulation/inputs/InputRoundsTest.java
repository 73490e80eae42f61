package dev.perk.testing.simulation.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients send, whole and broken; {@code io.Fuzz} tries more. */
class InputRoundsTest {
    private static final int SEEDS = 300;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PATCHES")
    void nothingThatAClientSendsDoesMoreThanBeingRefused(Subject subject) {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(subject.run(seed)).as("seed %d", seed).isEmpty();
        }
    }
}
