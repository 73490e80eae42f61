package dev.perk.api.config;

import static dev.perk.api.config.Problems.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: knative/serving pkg/deployment/config_test.go. */
class DeploymentConfigTest {

    @Test
    void theQueueProxyNeedsAnImage() {
        assertThat(problems(() -> DeploymentConfig.parse(Map.of())))
                .containsExactly("queue-sidecar-image cannot be empty or unset");
    }

    @Test
    void anOlderSpellingCountsWhereTheNewOneIsAbsent() {
        Map<String, String> data = new HashMap<>(Map.of("queueSidecarImage", "old"));
        assertThat(DeploymentConfig.parse(data).queueSidecarImage()).isEqualTo("old");
        data.put("queue-sidecar-image", "new");
        assertThat(DeploymentConfig.parse(data).queueSidecarImage()).isEqualTo("new");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "progress-deadline | 0s | progress-deadline cannot be a non-positive duration, was"
                        + " 0s",
                "progress-deadline | 1982ms | progress-deadline must be rounded to a whole second,"
                        + " was: 1.982s",
                "digest-resolution-timeout | -1s | digest-resolution-timeout cannot be a"
                        + " non-positive duration, was -1s",
                "default-affinity-type | coconut | unsupported default-affinity-type value:"
                        + " \"coconut\"",
            })
    void refusesWithKnativesWords(String key, String value, String problem) {
        Map<String, String> data = Map.of("queue-sidecar-image", "q", key, value);
        assertThat(problems(() -> DeploymentConfig.parse(data))).containsExactly(problem);
    }

    @Test
    void theMostSpecificRuntimeClassWins() {
        String classes =
                """
                kata: {}
                gvisor:
                  selector: {my-label: selector}
                """;
        DeploymentConfig config =
                DeploymentConfig.parse(
                        Map.of("queue-sidecar-image", "q", "runtime-class-name", classes));
        assertThat(config.runtimeClassFor(Map.of())).isEqualTo("kata");
        assertThat(config.runtimeClassFor(Map.of("my-label", "selector"))).isEqualTo("gvisor");
    }
}
