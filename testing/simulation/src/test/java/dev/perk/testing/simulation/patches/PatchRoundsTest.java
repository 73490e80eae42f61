package dev.perk.testing.simulation.patches;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patches and server-side apply against simple models; {@code io.PatchFuzz} tries more. */
class PatchRoundsTest {

    @Test
    void codeAndModelsAgree() {
        for (long seed = 0; seed < 1_000; seed++) {
            assertThat(PatchRounds.run(seed)).as("seed %d", seed).isEmpty();
        }
    }

    /** Found by {@code PatchFuzz}. */
    @ParameterizedTest
    @ValueSource(longs = {92, 1_014_220, 653_457_968_164L})
    void whatFailedOnceDoesNotFailAgain(long seed) {
        assertThat(PatchRounds.run(seed)).isEmpty();
    }
}
