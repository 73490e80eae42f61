package dev.perk.api.config;

import static dev.perk.api.config.Problems.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: knative/serving pkg/autoscaler/config/config_test.go. */
class AutoscalerConfigTest {

    @Test
    void anEmptyAutoscalerConfigHasKnativesDefaults() {
        AutoscalerConfig config = AutoscalerConfig.parse(Map.of());
        assertThat(config.enableScaleToZero()).isTrue();
        assertThat(config.containerConcurrencyTargetFraction()).isEqualTo(0.7);
        assertThat(config.containerConcurrencyTargetDefault()).isEqualTo(100);
        assertThat(config.rpsTargetDefault()).isEqualTo(200);
        assertThat(config.targetBurstCapacity()).isEqualTo(211);
        assertThat(config.activatorCapacity()).isEqualTo(100);
        assertThat(config.initialScale()).isEqualTo(1);
        assertThat(config.maxScaleUpRate()).isEqualTo(1000);
        assertThat(config.maxScaleDownRate()).isEqualTo(2);
        assertThat(config.stableWindow()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.panicWindowPercentage()).isEqualTo(10);
        assertThat(config.panicThresholdPercentage()).isEqualTo(200);
        assertThat(config.scaleToZeroGracePeriod()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.podAutoscalerClass()).isEqualTo("kpa.autoscaling.knative.dev");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "70, 0.7", "0.5, 0.5", "100, 1"})
    void aTargetPercentageAboveOneIsAPercentage(String text, double fraction) {
        var config =
                AutoscalerConfig.parse(Map.of("container-concurrency-target-percentage", text));
        assertThat(config.containerConcurrencyTargetFraction()).isEqualTo(fraction);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "container-concurrency-target-percentage | 101 |"
                        + " container-concurrency-target-percentage = 1.010000 is outside of valid"
                        + " range of (0, 100]",
                "container-concurrency-target-default | 0.001 |"
                        + " container-concurrency-target-percentage and"
                        + " container-concurrency-target-default yield target concurrency of"
                        + " 0.0007, can't be less than 0.01",
                "requests-per-second-target-default | 0 | requests-per-second-target-default must"
                        + " be at least 0.01, was: 0",
                "target-burst-capacity | -2 | target-burst-capacity must be either non-negative or"
                        + " -1 (for unlimited), was: -2.000000",
                "stable-window | 2s | stable-window = 2s, must be in [6s; 1h0m0s] range",
                "stable-window | 62m | stable-window = 1h2m0s, must be in [6s; 1h0m0s] range",
                "stable-window | 30.5s | stable-window = 30.5s, must be specified with at most"
                        + " second precision",
                "panic-window-percentage | 110 | panic-window-percentage = 110, must be in [1, 100]"
                        + " interval",
                "max-scale-up-rate | 1 | max-scale-up-rate = 1, must be greater than 1.0",
                "max-scale-down-rate | 0.9 | max-scale-down-rate = 0.9, must be greater than 1.0",
                "scale-to-zero-grace-period | 0 | scale-to-zero-grace-period must be positive,"
                        + " was: 0s",
                "scale-to-zero-pod-retention-period | -4s | scale-to-zero-pod-retention-period"
                        + " cannot be negative, was: -4s",
                "activator-capacity | 0.9 | activator-capacity = 0.9, must be at least 1",
                "initial-scale | 0 | initial-scale = 0, must be at least 0 (or at least 1 when"
                        + " allow-zero-initial-scale is false)",
                "min-scale | -1 | min-scale = -1, must be at least 0",
                "max-scale | -1 | max-scale = -1, must be in [0, max-scale-limit(0)] range",
                "max-scale-limit | -1 | max-scale-limit = -1, must be at least 0",
                "scale-down-delay | 1.5s | scale-down-delay = 1.5s, must be specified with at most"
                        + " second precision",
                "enable-scale-to-zero | yes | failed to parse data: failed to parse"
                        + " \"enable-scale-to-zero\": strconv.ParseBool: parsing \"yes\": invalid"
                        + " syntax",
                "stable-window | 60 | failed to parse data: failed to parse \"stable-window\":"
                        + " time: missing unit in duration \"60\"",
            })
    void refusesWithKnativesWords(String key, String value, String problem) {
        assertThat(problems(() -> AutoscalerConfig.parse(Map.of(key, value))))
                .containsExactly(problem);
    }

    @Test
    void relationsBetweenScalesAreChecked() {
        assertThat(
                        problems(() ->
                                AutoscalerConfig.parse(Map.of("min-scale", "5", "max-scale", "3"))))
                .containsExactly("min-scale (5) must be less than max-scale (3)");
        assertThat(problems(() -> AutoscalerConfig.parse(Map.of("max-scale-limit", "10"))))
                .containsExactly("max-scale = 0, must be in [1, max-scale-limit(10)] range");
        assertThat(
                        AutoscalerConfig.parse(Map.of("max-scale-limit", "10", "max-scale", "7"))
                                .maxScale())
                .isEqualTo(7);
        assertThat(
                        AutoscalerConfig.parse(
                                        Map.of(
                                                "initial-scale",
                                                "0",
                                                "allow-zero-initial-scale",
                                                "true"))
                                .initialScale())
                .isZero();
    }

    @Test
    void allProblemsAreReportedTogether() {
        Map<String, String> data = Map.of("stable-window", "2s", "max-scale-up-rate", "1");
        assertThat(problems(() -> AutoscalerConfig.parse(data))).hasSize(2);
    }

    @Test
    void theExampleIsNotASetting() {
        assertThat(AutoscalerConfig.parse(Map.of("_example", "stable-window: nonsense")))
                .isEqualTo(AutoscalerConfig.DEFAULT);
    }
}
