package dev.perk.api.config;

import static dev.perk.api.config.Problems.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: knative/serving pkg/gc/config_test.go. */
class GcConfigTest {

    @Test
    void gcCanBeSwitchedOffPartByPart() {
        GcConfig off =
                GcConfig.parse(
                        Map.of(
                                "retain-since-create-time", "Disabled",
                                "retain-since-last-active-time", "disabled",
                                "max-non-active-revisions", "disabled"));
        assertThat(off.isOff()).isTrue();
        assertThat(GcConfig.DEFAULT.isOff()).isFalse();
        assertThat(GcConfig.DEFAULT.retainSinceCreateTime()).contains(Duration.ofDays(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retain-since-create-time | -1s | failed to parse retain-since-create-time: must be"
                        + " non-negative",
                "min-non-active-revisions | -1 | min-non-active-revisions must be non-negative,"
                        + " was: -1",
                "min-non-active-revisions | 1001 | min-non-active-revisions(1001) must be <="
                        + " max-non-active-revisions(1000)",
            })
    void refusesWithKnativesWords(String key, String value, String problem) {
        assertThat(problems(() -> GcConfig.parse(Map.of(key, value)))).containsExactly(problem);
    }
}
