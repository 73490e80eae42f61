package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One seed is one run: what a seed has shown once, it shows again. */
class SameSeedTest {

    @Test
    void theSameSeedGivesTheSameLog() {
        assertThat(run(5)).isEqualTo(run(5)).contains("request 100 ");
    }

    @Test
    void anotherSeedGivesAnotherLog() {
        assertThat(run(5)).isNotEqualTo(run(6));
    }

    private static String run(long seed) {
        try (var perk = SimulatedPerk.seeded(seed)) {
            for (String name : new String[] {"one", "two", "three"}) {
                perk.apply(
                        Manifest.service(name)
                                .containerConcurrency(3)
                                .startsIn("100-2000")
                                .answersIn("5-500")
                                .yaml());
                perk.arrivals(name, since -> since.toSeconds() < 100 ? 7 : 0);
            }
            perk.advance("50s");
            perk.apply(Manifest.service("one").env("VERSION", "2").answersIn("20").yaml());
            perk.advance("4m");
            return perk.log();
        }
    }
}
