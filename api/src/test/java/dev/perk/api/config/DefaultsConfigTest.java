package dev.perk.api.config;

import static dev.perk.api.config.Problems.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: knative/serving pkg/apis/config/defaults_test.go. */
class DefaultsConfigTest {

    @Test
    void anEmptyDefaultsConfigHasKnativesDefaults() {
        DefaultsConfig config = DefaultsConfig.DEFAULT;
        assertThat(config.revisionTimeoutSeconds()).isEqualTo(300);
        assertThat(config.maxRevisionTimeoutSeconds()).isEqualTo(600);
        assertThat(config.revisionResponseStartTimeoutSeconds()).isEqualTo(300);
        assertThat(config.revisionIdleTimeoutSeconds()).isZero();
        assertThat(config.containerName()).hasToString("user-container");
        assertThat(config.containerConcurrencyMaxLimit()).isEqualTo(1000);
        assertThat(config.allowContainerConcurrencyZero()).isTrue();
        assertThat(config.enableServiceLinks()).contains(false);
    }

    @Test
    void serviceLinksCanBeLeftToKubernetes() {
        assertThat(
                        DefaultsConfig.parse(Map.of("enable-service-links", "default"))
                                .enableServiceLinks())
                .isEmpty();
        assertThat(
                        DefaultsConfig.parse(Map.of("enable-service-links", "TRUE"))
                                .enableServiceLinks())
                .contains(true);
    }

    @Test
    void theResponseStartTimeoutFollowsTheTimeout() {
        assertThat(
                        DefaultsConfig.parse(Map.of("revision-timeout-seconds", "123"))
                                .revisionResponseStartTimeoutSeconds())
                .isEqualTo(123);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "revision-timeout-seconds | 900 | revision-timeout-seconds (900) cannot be greater"
                        + " than max-revision-timeout-seconds (600)",
                "revision-timeout-seconds | abc | failed to parse \"revision-timeout-seconds\":"
                        + " strconv.ParseInt: parsing \"abc\": invalid syntax",
                "revision-response-start-timeout-seconds | 301 |"
                        + " revision-response-start-timeout-seconds (301) cannot be greater than"
                        + " revision-timeout-seconds (300)",
                "revision-idle-timeout-seconds | 301 | revision-idle-timeout-seconds (301) cannot"
                        + " be greater than revision-timeout-seconds (300)",
                "revision-cpu-request | bad | failed to parse \"revision-cpu-request\": quantities"
                        + " must match the regular expression"
                        + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                "container-concurrency | 1001 | expected 0 <= 1001 <= 1000: container-concurrency",
                "container-concurrency-max-limit | 0 | expected 1 <= 0 <= 2147483647:"
                        + " container-concurrency-max-limit",
                "container-name-template | {{.NAme}} | error executing template: template: can't"
                        + " evaluate field NAme",
            })
    void refusesWithKnativesWords(String key, String value, String problem) {
        assertThat(problems(() -> DefaultsConfig.parse(Map.of(key, value)))).contains(problem);
    }
}
