package dev.perk.api.scaling;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.config.AutoscalerConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Upstream: TestScaleBounds, TestWindowAnnotation, TestPanicWindowPercentageAnnotation,
 * TestInitialScale, TestMakeMetric; serving's TestScaler for the order of the bounds.
 */
class ScalingSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "60s, 10, 6",
        "30s, 10, 3",
        "45s, 10, 5",
        "25s, 10, 3",
        "15s, 10, 2",
        "14s, 10, 1",
        "6s, 10, 1",
        "1h, 1, 36",
        "60s, 100, 60",
        "6s, 1, 1",
    })
    void thePanicWindowIsRoundedToWholeSeconds(String window, String percentage, long seconds) {
        var settings = settings("window", window, "panic-window-percentage", percentage);
        assertThat(settings.panicWindow()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void theAliasCountsWhereTheKeyIsAbsent() {
        assertThat(settings("minScale", "3").bounds(Reachability.REACHABLE).min()).isEqualTo(3);
        assertThat(settings("targetBurstCapacity", "7").targetBurstCapacity()).isEqualTo(7);
        assertThat(
                        settings("scaleToZeroPodRetentionPeriod", "42s")
                                .podRetention(Reachability.UNKNOWN))
                .isEqualTo(Duration.ofSeconds(42));
        assertThat(settings("metricAggregationAlgorithm", "weightedExponential").aggregation())
                .isEqualTo(Aggregation.WEIGHTED_EXPONENTIAL);
    }

    private static final Map<String, Function<ScalingSettings, Object>> KEYS =
            Map.ofEntries(
                    entry("metric", ScalingSettings::metric),
                    entry("target", ScalingSettings::target),
                    entry("target-utilization-percentage", ScalingSettings::targetUtilization),
                    entry("target-burst-capacity", ScalingSettings::targetBurstCapacity),
                    entry("window", ScalingSettings::stableWindow),
                    entry("panic-window-percentage", ScalingSettings::panicWindow),
                    entry("panic-threshold-percentage", ScalingSettings::panicThreshold),
                    entry("min-scale", settings -> settings.bounds(Reachability.UNKNOWN).min()),
                    entry("max-scale", settings -> settings.bounds(Reachability.UNKNOWN).max()),
                    entry("initial-scale", ScalingSettings::initialScale),
                    entry("activation-scale", ScalingSettings::activationScale),
                    entry("scale-down-delay", ScalingSettings::scaleDownDelay),
                    entry(
                            "scale-to-zero-pod-retention-period",
                            settings -> settings.podRetention(Reachability.UNKNOWN)),
                    entry("metric-aggregation-algorithm", ScalingSettings::aggregation));

    /** The specification's §2.7, row by row: a key, its alias, a value, and as read. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "metric, -, rps, RPS",
                "target, -, 12.5, OptionalDouble[12.5]",
                "target-utilization-percentage, targetUtilizationPercentage, 1,"
                        + " OptionalDouble[0.01]",
                "target-burst-capacity, targetBurstCapacity, -1, -1.0",
                "window, -, 1m5s, PT1M5S",
                "panic-window-percentage, panicWindowPercentage, 25, PT15S",
                "panic-threshold-percentage, panicThresholdPercentage, 150, 1.5",
                "min-scale, minScale, 4, 4",
                "max-scale, maxScale, 5, 5",
                "initial-scale, initialScale, 6, 6",
                "activation-scale, -, 7, 7",
                "scale-down-delay, scaleDownDelay, 15m, PT15M",
                "scale-to-zero-pod-retention-period, scaleToZeroPodRetentionPeriod, 1.5s, PT1.5S",
                "metric-aggregation-algorithm, metricAggregationAlgorithm, weighted-exponential,"
                        + " WEIGHTED_EXPONENTIAL",
            })
    void whatARevisionSaysWinsOverTheCluster(
            String key, String aliasOrNull, String value, String read) {
        Function<ScalingSettings, Object> field = requireNonNull(KEYS.get(key), key);
        assertThat(field.apply(settings(key, value))).hasToString(read);
        if (aliasOrNull != null) {
            assertThat(field.apply(settings(aliasOrNull, value))).hasToString(read);
        }
        assertThat(field.apply(settings()).toString()).as("the cluster's").isNotEqualTo(read);
    }

    @Test
    void theKeyHidesItsAliasEvenIfItCannotBeRead() {
        assertThat(settings("min-scale", "2", "minScale", "3").bounds(Reachability.UNKNOWN).min())
                .isEqualTo(2);
        assertThat(settings("min-scale", "two", "minScale", "3").bounds(Reachability.UNKNOWN).min())
                .isZero();
    }

    @Test
    void activationScaleHasNoAlias() {
        assertThat(settings("activation-scale", "4").activationScale()).isEqualTo(4);
        assertThat(settings("activationScale", "4").activationScale()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadIsNotSet() {
        var settings =
                settings(
                        "window", "soon",
                        "max-scale", "1.5",
                        "min-scale", "99999999999",
                        "target-burst-capacity", " 3",
                        "panic-window-percentage", "+Inf");
        assertThat(settings.stableWindow()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.panicWindow()).isEqualTo(Duration.ofSeconds(6));
        assertThat(settings.bounds(Reachability.UNKNOWN)).isEqualTo(new ScaleBounds(0, 0));
        assertThat(settings.targetBurstCapacity()).isEqualTo(211);
    }

    @Test
    void aWindowFinerThanABucketIsNotSet() {
        assertThat(settings("window", "0").stableWindow()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings("window", "-5s").stableWindow()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void whatCannotBeReachedHasNoMinimumAndNoRetention() {
        var settings =
                settings(
                        "min-scale", "3",
                        "max-scale", "9",
                        "scale-to-zero-pod-retention-period", "10m");
        assertThat(settings.bounds(Reachability.REACHABLE)).isEqualTo(new ScaleBounds(3, 9));
        assertThat(settings.bounds(Reachability.UNREACHABLE)).isEqualTo(new ScaleBounds(0, 9));
        assertThat(settings.podRetention(Reachability.REACHABLE)).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.podRetention(Reachability.UNREACHABLE)).isZero();
    }

    @Test
    void anInitialScaleOfZeroNeedsTheClustersConsent() {
        Map<String, String> zero = Map.of("autoscaling.knative.dev/initial-scale", "0");
        var allowing = AutoscalerConfig.parse(Map.of("allow-zero-initial-scale", "true"));
        assertThat(new ScalingSettings(zero, AutoscalerConfig.DEFAULT).initialScale()).isEqualTo(1);
        assertThat(new ScalingSettings(zero, allowing).initialScale()).isZero();
    }

    /** Example 7.18 and TestScaler: min is tested first, so it wins over max. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 7, 7",
        "2, 0, 1, 2",
        "0, 8, 10, 8",
        "5, 3, 1, 5",
        "5, 3, 6, 3",
        "5, 3, 5, 3",
        "0, 3, -1, 0",
    })
    void boundsTestTheMinimumFirst(int min, int max, int desired, int expected) {
        assertThat(new ScaleBounds(min, max).clamp(desired)).isEqualTo(expected);
    }

    @Test
    void aFloorOnlyRaisesTheMinimum() {
        assertThat(new ScaleBounds(2, 5).atLeast(3)).isEqualTo(new ScaleBounds(3, 5));
        assertThat(new ScaleBounds(2, 5).atLeast(1)).isEqualTo(new ScaleBounds(2, 5));
    }

    @Test
    void nothingIsScrapedWhereEveryRequestPassesAnActivator() {
        assertThat(MetricSpec.of(settings(), "hello-private").scrapeTarget())
                .isEqualTo("hello-private");
        assertThat(
                        MetricSpec.of(settings("target-burst-capacity", "-1"), "hello-private")
                                .scrapes())
                .isFalse();
    }

    private static ScalingSettings settings(String... keysAndValues) {
        Map<String, String> annotations = new HashMap<>();
        for (int at = 0; at < keysAndValues.length; at += 2) {
            annotations.put("autoscaling.knative.dev/" + keysAndValues[at], keysAndValues[at + 1]);
        }
        return new ScalingSettings(annotations, AutoscalerConfig.DEFAULT);
    }
}
