package dev.perk.scaling.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.perk.api.scaling.Aggregation;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Upstream: {@code pkg/autoscaler/aggregation/bucketing_test.go} (TestTimedFloat64Buckets…,
 * TestDescendingRecord, TestRoundToNDigits, TestWeightedFloat64BucketsResizeWindow), and the worked
 * examples of the specification.
 */
class MetricWindowTest {
    private MetricWindow window = linear(5);

    /** TestTimedFloat64BucketsWindowAverage, step by step. */
    @Test
    void averagesAsUpstream() {
        record(0, 1);
        assertThat(average(0)).as("a partial window, else it were 0.2").isEqualTo(1);
        for (int second = 1; second < 5; second++) {
            record(second, second + 1);
        }
        assertThat(average(4)).isEqualTo(3);
        assertThat(window.average(at(0).plusMillis(3600))).as("now lags behind").isEqualTo(3);
        assertThat(average(6)).as("a short hole").isEqualTo((15. - 1 - 2) / (5 - 2));
        assertThat(average(10)).as("a long hole").isZero();

        record(6, 91);
        assertThat(average(6)).as("written with holes").isEqualTo((15. - 1 - 2 + 91) / 5);

        record(60, 1984);
        assertThat(average(60)).as("much later").isEqualTo(1984);
        record(57, 4);
        assertThat(average(60)).as("a late report").isEqualTo((4. + 1984) / 4);
        record(61, 5);
        assertThat(average(61)).isEqualTo((4. + 1984 + 5) / 5);
        record(58, 10);
        assertThat(average(61)).as("another late one").isEqualTo((4. + 10 + 1984 + 5) / 5);
        assertThat(record(55, 10)).as("6 s ago").isFalse();
        assertThat(record(56, 10)).as("exactly a window ago").isFalse();
        assertThat(average(61)).as("too late to count").isEqualTo((4. + 10 + 1984 + 5) / 5);
    }

    /** TestTimedFloat64BucketsSimple, "granularity = 1s". */
    @Test
    void whatIsReportedForOneSecondAddsUp() {
        window = linear(120);
        assertThat(window.isEmpty(at(0))).isTrue();
        record(0, 1);
        window.record(at(0).plusMillis(100), 10);
        record(1, 1);
        record(3, 1);
        assertThat(window.isEmpty(at(3))).isFalse();
        assertThat(average(3)).isEqualTo((11. + 1 + 0 + 1) / 4);
    }

    /** TestTimedFloat64BucketsManyReps and …WithNonMonotonicalOrder. */
    @ParameterizedTest
    @CsvSource({"0 1 2 3 4", "0 3 2 1 4"})
    void theOrderOfReportsDoesNotMatter(String order) {
        window = linear(60);
        int report = 0;
        for (String second : order.split(" ", -1)) {
            for (int value = 0; value < 5; value++) {
                record(Integer.parseInt(second), report + value);
            }
            report++;
        }
        assertThat(average(4)).isEqualTo(100. / 5);
    }

    /** TestDescendingRecord. */
    @Test
    void reportsInReverseOrderKeepTheNewest() {
        for (int second = 8; second >= 0; second--) {
            record(second, 5);
        }
        assertThat(average(5)).isEqualTo(5);
    }

    /** TestTimedFloat64BucketsHoles. */
    @Test
    void secondsBetweenReportsAreZeros() {
        for (int second = 0; second < 5; second++) {
            record(second, second + 1);
        }
        assertThat(average(4)).isEqualTo(3);
        record(8, 2);
        assertThat(average(8)).as("5 of second 4 and 2 of second 8").isEqualTo(7. / 5);
    }

    /** Worked example 7.14. */
    @Test
    void silenceDoesNotDiluteButGapsDo() {
        window = linear(6);
        for (int second = 0; second < 3; second++) {
            record(second, 6);
        }
        for (int second = 2; second < 8; second++) {
            assertThat(average(second)).as("at second %d", second).isEqualTo(6);
        }
        assertThat(average(8)).isZero();
        record(6, 6);
        assertThat(average(6)).as("3 to 5 became zeros").isEqualTo(3);
        record(6, 3);
        assertThat(average(6)).as("a second report in second 6").isEqualTo(3.5);
        record(12, 9);
        assertThat(average(12)).as("a gap of one window starts over").isEqualTo(9);
    }

    @Test
    void atExactlyOneWindowOfSilenceItIsNotEmptyYet() {
        record(0, 1);
        assertThat(window.isEmpty(at(5))).isFalse();
        assertThat(average(5)).isZero();
        assertThat(window.isEmpty(at(6))).isTrue();
    }

    /** TestTimedFloat64BucketsWindowUpdate. */
    @Test
    void resizingKeepsWhatIsKnown() {
        for (int second = 0; second < 6; second++) {
            record(second, second + 1);
        }
        assertThat(average(5)).isEqualTo(20. / 5);

        window.resize(Duration.ofSeconds(10), at(5));
        assertThat(average(5)).as("at most 5 seconds are known").isEqualTo(20. / 5);
        record(6, 7);
        assertThat(average(6)).as("now 6 are").isEqualTo(4.5);

        window.resize(Duration.ofSeconds(4), at(6));
        assertThat(average(6)).as("the newest 4").isEqualTo((4. + 5 + 6 + 7) / 4);
        window.resize(Duration.ofSeconds(4), at(60));
        assertThat(average(6)).as("the same size changes nothing").isEqualTo(22. / 4);
    }

    /** TestTimedFloat64BucketsWindowUpdateNoOp. */
    @Test
    void resizingForgetsWhatIsOlderThanTheOldWindow() {
        record(0, 19.82);
        window.resize(Duration.ofSeconds(100), at(60));
        assertThat(average(60)).isZero();
        record(60, 5);
        assertThat(average(60)).isEqualTo(5);
    }

    /** Quirk 10: the first write after a resize may lie before any real one. */
    @Test
    void aResizedWindowCountsTheWholeOldOneAsWritten() {
        window = linear(6);
        record(0, 12);
        assertThat(average(0)).isEqualTo(12);
        window.resize(Duration.ofSeconds(60), at(0));
        assertThat(average(0)).isEqualTo(2);
    }

    /** TestRoundToNDigits and worked example 7.16. */
    @ParameterizedTest
    @CsvSource({
        "70.0000004, 70",
        "70.0000006, 70.000001",
        "3.6e-17, 0",
        "-3.6e-17, 0",
        "12345, 12345",
        "1.2345, 1.2345",
        "0.0000005, 0.000001",
        "-0.0000005, -0.000001",
        "0.00000049999999999, 0",
    })
    void averagesAreRoundedToSixDecimalsHalfAwayFromZero(double load, double average) {
        record(0, load);
        assertThat(average(0) + 0.0).isEqualTo(average);
    }

    /** TestMetricCollectorAggregate: values 5 to 14, once per second. */
    @ParameterizedTest
    @CsvSource({"6, 11.5", "2, 13.5"})
    void onlyTheWindowCounts(int seconds, double average) {
        window = linear(seconds);
        IntStream.rangeClosed(5, 14).forEach(value -> record(value, value));
        assertThat(average(14)).isEqualTo(average);
    }

    @ParameterizedTest
    @CsvSource({
        "6, 0.784557",
        "10, 0.601893",
        "12, 0.535841",
        "30, 0.264358",
        "40, 0.205672",
        "41, 0.201198",
        "42, 0.2",
        "60, 0.2",
        "3600, 0.2",
    })
    void theNewestSecondWeighsLessTheLongerTheWindow(int seconds, double weight) {
        assertThat(MetricWindow.smoothing(seconds)).isEqualTo(weight, offset(5e-7));
    }

    @ParameterizedTest
    @CsvSource({"60, '2.0 3.6 4.88 5.904'", "6, '7.8456 9.5358 9.9000'"})
    void aFreshWeightedWindowReportsTooLittle(int seconds, String averages) {
        window = weighted(seconds);
        int second = 0;
        for (String average : averages.split(" ", -1)) {
            record(second, 10);
            assertThat(average(second)).isEqualTo(Double.parseDouble(average), offset(5e-5));
            second++;
        }
    }

    /** TestWeightedFloat64BucketsResizeWindow, before the resize: values 1 to 6, window 5. */
    @Test
    void weightsFallWithAge() {
        window = weighted(5);
        for (int second = 0; second < 6; second++) {
            record(second, second + 1);
        }
        assertThat(average(5)).isEqualTo(5.812, offset(5e-4));
    }

    @Test
    void resizingChangesTheWeights() {
        window = weighted(5);
        record(0, 10);
        window.resize(Duration.ofSeconds(60), at(0));
        assertThat(average(0)).isEqualTo(2.0, offset(1e-12));
    }

    @Test
    void silenceLowersAWeightedAverageUntilItIsGone() {
        window = weighted(6);
        double weight = MetricWindow.smoothing(6);
        record(0, 10);
        assertThat(average(2)).isEqualTo(10 * weight * Math.pow(1 - weight, 2), offset(1e-12));
        assertThat(average(6)).isZero();
        assertThat(average(7)).isZero();
    }

    @Test
    void aPartOfASecondIsAWholeOne() {
        window = new MetricWindow(Duration.ofMillis(1500), Aggregation.LINEAR);
        record(0, 4);
        record(1, 8);
        assertThat(average(1)).isEqualTo(6);
        assertThatThrownBy(() -> new MetricWindow(Duration.ZERO, Aggregation.LINEAR))
                .hasMessage("window = PT0S (expected: 1 s or more)");
    }

    @Property
    void theAverageLiesBetweenTheLeastAndTheMost(
            @ForAll @IntRange(min = 1, max = 90) int seconds,
            @ForAll @Size(min = 1, max = 200) List<@DoubleRange(min = 0, max = 1e6) Double> loads) {
        window = linear(seconds);
        for (int second = 0; second < loads.size(); second++) {
            record(second, loads.get(second));
        }
        List<Double> seen = loads.subList(Math.max(0, loads.size() - seconds), loads.size());
        double sum = seen.stream().mapToDouble(Double::doubleValue).sum();
        assertThat(average(loads.size() - 1)).isEqualTo(sum / seen.size(), offset(1e-5));
    }

    /** Leaving out what weighs nothing any more leaves the very same bits. */
    @Property
    void aWeightedAverageIsThatOfAllBuckets(
            @ForAll @IntRange(min = 1, max = 900) int seconds,
            @ForAll @Size(min = 1, max = 400) List<@DoubleRange(min = 0, max = 1e9) Double> loads) {
        window = weighted(seconds);
        for (int second = 0; second < loads.size(); second++) {
            record(second, loads.get(second));
        }
        double smoothing = MetricWindow.smoothing(seconds);
        double weight = smoothing;
        double sum = 0;
        for (int second = loads.size() - 1;
                second >= Math.max(0, loads.size() - seconds);
                second--) {
            sum += loads.get(second) * weight;
            weight *= 1 - smoothing;
        }
        assertThat(average(loads.size() - 1)).isEqualTo(sum);
    }

    @Example
    void nothingIsKnownBeforeTheFirstReport() {
        assertThat(average(0)).isZero();
        assertThat(window.isEmpty(Instant.EPOCH)).isTrue();
        assertThat(weighted(6).average(at(0))).isZero();
    }

    private static MetricWindow linear(int seconds) {
        return new MetricWindow(Duration.ofSeconds(seconds), Aggregation.LINEAR);
    }

    private static MetricWindow weighted(int seconds) {
        return new MetricWindow(Duration.ofSeconds(seconds), Aggregation.WEIGHTED_EXPONENTIAL);
    }

    private boolean record(long second, double load) {
        return window.record(at(second), load);
    }

    private double average(long second) {
        return window.average(at(second));
    }

    private static Instant at(long second) {
        return FakeClock.START.plusSeconds(second);
    }
}
