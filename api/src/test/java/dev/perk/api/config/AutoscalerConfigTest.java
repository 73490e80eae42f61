package dev.perk.api.config;

import static dev.perk.api.config.Problems.problems;
import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
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

    private static final Map<String, Function<AutoscalerConfig, Object>> KEYS =
            Map.ofEntries(
                    entry("pod-autoscaler-class", AutoscalerConfig::podAutoscalerClass),
                    entry("enable-scale-to-zero", AutoscalerConfig::enableScaleToZero),
                    entry("allow-zero-initial-scale", AutoscalerConfig::allowZeroInitialScale),
                    entry("initial-scale", AutoscalerConfig::initialScale),
                    entry("min-scale", AutoscalerConfig::minScale),
                    entry("max-scale", AutoscalerConfig::maxScale),
                    entry("max-scale-limit", AutoscalerConfig::maxScaleLimit),
                    entry("max-scale-up-rate", AutoscalerConfig::maxScaleUpRate),
                    entry("max-scale-down-rate", AutoscalerConfig::maxScaleDownRate),
                    entry(
                            "container-concurrency-target-percentage",
                            AutoscalerConfig::containerConcurrencyTargetFraction),
                    entry(
                            "container-concurrency-target-default",
                            AutoscalerConfig::containerConcurrencyTargetDefault),
                    entry("requests-per-second-target-default", AutoscalerConfig::rpsTargetDefault),
                    entry("target-burst-capacity", AutoscalerConfig::targetBurstCapacity),
                    entry("activator-capacity", AutoscalerConfig::activatorCapacity),
                    entry("stable-window", AutoscalerConfig::stableWindow),
                    entry("panic-window-percentage", AutoscalerConfig::panicWindowPercentage),
                    entry("panic-threshold-percentage", AutoscalerConfig::panicThresholdPercentage),
                    entry("scale-to-zero-grace-period", AutoscalerConfig::scaleToZeroGracePeriod),
                    entry(
                            "scale-to-zero-pod-retention-period",
                            AutoscalerConfig::scaleToZeroPodRetention),
                    entry("scale-down-delay", AutoscalerConfig::scaleDownDelay));

    /** The specification's §2.6, row by row: the key, its default, another value, and as read. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "pod-autoscaler-class, kpa.autoscaling.knative.dev, ' my.example.com ', my.example.com",
        "enable-scale-to-zero, true, F, false",
        "allow-zero-initial-scale, false, True, true",
        "initial-scale, 1, 2147483647, 2147483647",
        "min-scale, 0, 2, 2",
        "max-scale, 0, 7, 7",
        "max-scale-limit, 0, 9, 9",
        "max-scale-up-rate, 1000.0, 1.1, 1.1",
        "max-scale-down-rate, 2.0, 1.1, 1.1",
        "container-concurrency-target-percentage, 0.7, 55, 0.55",
        "container-concurrency-target-default, 100.0, 0.5, 0.5",
        "requests-per-second-target-default, 200.0, 0.01, 0.01",
        "target-burst-capacity, 211.0, -1, -1.0",
        "activator-capacity, 100.0, 1, 1.0",
        "stable-window, PT1M, 1h, PT1H",
        "panic-window-percentage, 10.0, 100, 100.0",
        "panic-threshold-percentage, 200.0, 5, 5.0",
        "scale-to-zero-grace-period, PT30S, 1s, PT1S",
        "scale-to-zero-pod-retention-period, PT0S, 90s, PT1M30S",
        "scale-down-delay, PT0S, 15m, PT15M",
    })
    void everyKeyIsReadAndHasKnativesDefault(
            String key, String byDefault, String value, String read) {
        Function<AutoscalerConfig, Object> field = requireNonNull(KEYS.get(key), key);
        assertThat(field.apply(AutoscalerConfig.parse(Map.of()))).hasToString(byDefault);
        Map<String, String> data = new HashMap<>(Map.of(key, value));
        if (key.equals("max-scale-limit")) {
            data.put("max-scale", value); // which a limit asks for
        }
        assertThat(field.apply(AutoscalerConfig.parse(data))).hasToString(read);
    }

    /** §2.6: booleans as Go reads them; numbers are not trimmed. */
    @ParameterizedTest
    @CsvSource({
        "1, true", "t, true", "T, true", "TRUE, true", "true, true", "True, true",
        "0, false", "f, false", "F, false", "FALSE, false", "false, false", "False, false",
    })
    void booleansAreGos(String text, boolean value) {
        assertThat(AutoscalerConfig.parse(Map.of("enable-scale-to-zero", text)).enableScaleToZero())
                .isEqualTo(value);
        assertThat(problems(() -> AutoscalerConfig.parse(Map.of("min-scale", " 3")))).hasSize(1);
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
