package dev.perk.api.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.perk.api.config.AutoscalerConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Upstream: TestResolveMetricTarget, TestMakeDecider, TestComputeActivatorNum,
 * TestMultiscalerCreateTBC42.
 */
class DeciderSpecTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // name, metric, cc, target, utilization %, expected target, expected total
                "defaults                         | -           |  0 |  - |   - | 70 | 100",
                "container concurrency 10         | -           | 10 |  - |   - |  7 |  10",
                "container concurrency 1          | -           |  1 |  - |   - | .7 |   1",
                "cc 12, utilization 75            | -           | 12 |  - |  75 |  9 |  12",
                "target 1, utilization 0.1 %      | concurrency |  0 |  1 | 0.1 | .01 |  1",
                "target 10, cc 1: cc wins         | concurrency |  1 | 10 | 100 |  1 |   1",
                "target 1, cc 10: target wins     | concurrency | 10 |  1 | 100 |  1 |   1",
                "target 150, no cc                | concurrency |  0 | 150 |  - | 105 | 150",
                "a target too small for a pod     | concurrency |  0 | .005 | 100 | .01 | .005",
                "rps                              | rps         |  0 |  - |   - | 140 | 200",
                "rps target 150, example 7.10     | rps         |  0 | 150 |  - | 105 | 150",
                "rps target 300                   | rps         |  0 | 300 |  - | 210 | 300",
                "rps utilization 75               | rps         |  0 |  - |  75 | 150 | 200",
                "rps is not limited by cc         | rps         | 10 | 300 |  - | 210 | 300",
                "a metric that KPA does not know  | cpu         | 10 | 30 | 100 | 30 |  30",
                "a target that is no number       | concurrency |  0 | ten | - | 70 | 100",
                "a target that Go alone would read| concurrency |  0 | NaN | - | 70 | 100",
                "a utilization with a space       | concurrency |  0 |  - | 75x | 70 | 100",
            })
    void targetsResolveAsUpstream(
            String name,
            String metric,
            long containerConcurrency,
            String target,
            String utilization,
            double expectedTarget,
            double expectedTotal) {
        Map<String, String> annotations = new HashMap<>();
        putUnlessNull(annotations, "metric", metric);
        putUnlessNull(annotations, "target", target);
        putUnlessNull(annotations, "target-utilization-percentage", utilization);

        MetricTarget resolved = spec(annotations, containerConcurrency).target();

        assertThat(resolved.value()).isEqualTo(expectedTarget, offset(1e-12));
        assertThat(resolved.total()).isEqualTo(expectedTotal);
    }

    /** TestResolveMetricTarget, "with container concurrency 0 and TU 30 %, default 2". */
    @Test
    void theClusterSetsTheDefaultTargetAndUtilization() {
        var config =
                AutoscalerConfig.parse(
                        Map.of(
                                "container-concurrency-target-default", "2",
                                "container-concurrency-target-percentage", "30"));

        MetricTarget target =
                DeciderSpec.of(new ScalingSettings(Map.of(), config), 0, Reachability.UNKNOWN)
                        .target();

        assertThat(target).isEqualTo(new MetricTarget(0.6, 2));
    }

    /** Products in the reference's order of operations: one rounding more would cost a pod. */
    @ParameterizedTest
    @CsvSource({"6, 4.199999999999999", "3, 2.0999999999999996", "10, 7.0", "100, 70.0"})
    void productsKeepTheirRoundingErrors(long containerConcurrency, String exactly) {
        double target = spec(Map.of(), containerConcurrency).target().value();
        assertThat(Double.toString(target)).isEqualTo(exactly);
    }

    @ParameterizedTest
    @CsvSource({
        "4.2, 2", "12.6, 4", "12, 3", "18, 5", "24, 6", "48, 12",
    })
    void theRoundingErrorDecidesHowManyPods(double load, int pods) {
        assertThat(Math.ceil(load / spec(Map.of(), 6).target().value())).isEqualTo(pods);
    }

    @Test
    void everythingElseComesFromTheClusterToo() {
        assertThat(spec(Map.of(), 0))
                .isEqualTo(
                        new DeciderSpec(
                                ScalingMetric.CONCURRENCY,
                                new MetricTarget(70, 100),
                                1000,
                                2,
                                2.0,
                                Duration.ofSeconds(60),
                                Duration.ZERO,
                                211,
                                100,
                                1,
                                1,
                                true));
    }

    @Test
    void annotationsOverruleTheCluster() {
        DeciderSpec spec =
                spec(
                        Map.of(
                                key("metric"), "rps",
                                key("window"), "2m3s",
                                key("panic-threshold-percentage"), "150",
                                key("scale-down-delay"), "15m",
                                key("target-burst-capacity"), "-1",
                                key("initial-scale"), "3",
                                key("activation-scale"), "5"),
                        0);

        assertThat(spec.metric()).isEqualTo(ScalingMetric.RPS);
        assertThat(spec.stableWindow()).isEqualTo(Duration.ofSeconds(123));
        assertThat(spec.panicThreshold()).isEqualTo(1.5);
        assertThat(spec.scaleDownDelay()).isEqualTo(Duration.ofMinutes(15));
        assertThat(spec.targetBurstCapacity()).isEqualTo(-1);
        assertThat(spec.initialScale()).isEqualTo(3);
        assertThat(spec.activationScale()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"'', true", "Reachable, true", "Unreachable, false", "Sideways, true"})
    void onlyUnreachableIsNotReachable(String reachability, boolean reachable) {
        var settings = new ScalingSettings(Map.of(), AutoscalerConfig.DEFAULT);
        assertThat(DeciderSpec.of(settings, 0, Reachability.named(reachability)).reachable())
                .isEqualTo(reachable);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1, -1", "0, 1, 0", "211, 1, -111", "42, 2, 158", "200, 2, 0", "10.5, 1, 89"})
    void burstCapacityBeforeTheFirstDecisionIsThatOfTheInitialScale(
            String targetBurstCapacity, String initialScale, int expected) {
        DeciderSpec spec =
                spec(
                        Map.of(
                                key("target-burst-capacity"), targetBurstCapacity,
                                key("initial-scale"), initialScale),
                        0);
        assertThat(spec.initialExcessBurstCapacity()).isEqualTo(expected);
    }

    /** TestMultiscalerCreateTBC42: 2·25 − 42 = 8. */
    @Test
    void burstCapacityCountsTheTotalAndNotTheTarget() {
        DeciderSpec spec =
                spec(
                        Map.of(
                                key("target"), "25",
                                key("target-burst-capacity"), "42",
                                key("initial-scale"), "2"),
                        0);
        assertThat(spec.initialExcessBurstCapacity()).isEqualTo(8);
    }

    /** TestComputeActivatorNum, and the activator counts of the worked examples 7.1 to 7.3. */
    @ParameterizedTest
    @CsvSource({
        "0, 200, 2",
        "1, 200, 3",
        "100, 0, 2",
        "5, -1, 5",
        "15, 200, 17",
        "0, 211, 3",
        "3, 211, 6",
        "8, 211, 11",
        "5, 211, 8",
        "10, 211, 13",
        "15, 211, 18",
        "0, -1, 2",
    })
    void activatorsCoverThePodsAndTheBurst(
            int readyPods, String targetBurstCapacity, int activators) {
        DeciderSpec spec = spec(Map.of(key("target-burst-capacity"), targetBurstCapacity), 0);
        assertThat(spec.activators(readyPods)).isEqualTo(activators);
    }

    @Test
    void aTargetOfNothingIsABug() {
        assertThatThrownBy(() ->
                        new DeciderSpec(
                                ScalingMetric.RPS,
                                new MetricTarget(0, 0),
                                1000,
                                2,
                                2,
                                Duration.ofSeconds(60),
                                Duration.ZERO,
                                0,
                                100,
                                1,
                                1,
                                true))
                .hasMessage("target = 0.0 (expected: more than 0)");
    }

    private static DeciderSpec spec(Map<String, String> annotations, long containerConcurrency) {
        return DeciderSpec.of(
                new ScalingSettings(annotations, AutoscalerConfig.DEFAULT),
                containerConcurrency,
                Reachability.UNKNOWN);
    }

    private static String key(String name) {
        return "autoscaling.knative.dev/" + name;
    }

    private static void putUnlessNull(
            Map<String, String> annotations, String name, String valueOrNull) {
        if (valueOrNull != null) {
            annotations.put(key(name), valueOrNull);
        }
    }
}
