package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Twenty Services in an hour that goes like a day: nights, rush hours, and a few that nobody calls.
 */
class HourOfTrafficTest {
    private static final int SERVICES = 20;
    private static final double PEAK = 8;

    @Test
    void anHourOfTwentyServicesLosesNoRequestAndEndsAtZero() {
        try (var perk = SimulatedPerk.seeded(71)) {
            for (int i = 0; i < SERVICES; i++) {
                String name = "service-" + i;
                perk.apply(
                        Manifest.service(name)
                                .containerConcurrency(i % 3 == 0 ? 5 : 0)
                                .startsIn("150-3000")
                                .answersIn("10-800")
                                .yaml());
            }
            perk.advance("5s");
            for (int i = 0; i < SERVICES; i++) {
                int phase = i;
                String name = "service-" + i;
                if (i % 5 != 4) {
                    perk.arrivals(name, since -> rate(since, phase));
                }
            }
            perk.advance("1h");
            perk.advance("5m");

            assertThat(perk.requests().sent()).isGreaterThan(100_000);
            assertThat(perk.requests().failures()).isEmpty();
            assertThat(perk.requests().underWay()).isZero();
            assertThat(IntStream.range(0, SERVICES))
                    .allSatisfy(i -> assertThat(perk.pods("service-" + i + "-00001")).isZero());
            assertThat(perk.requests().longest())
                    .as("a start of 3 s at worst, and the answer")
                    .isLessThan(Duration.ofSeconds(6));
        }
    }

    /** Nothing at night, most at noon; every Service has its own noon. */
    private static double rate(Duration since, int phase) {
        if (since.compareTo(Duration.ofHours(1)) >= 0) {
            return 0;
        }
        double day = since.toSeconds() / 3600.0 + phase / (double) SERVICES;
        return Math.max(0, PEAK * Math.sin(2 * Math.PI * 3 * day));
    }
}
