package dev.perk.testing.simulation.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.run.standalone.whatif.Arrivals;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Production and a model that was written from the specification (§1.7 to §3.4) decide the same, at
 * every tick, of traffic of many shapes.
 */
class EqualDecisionsTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00.3Z");

    /**
     * @param rate requests per second, by seconds since the beginning
     * @param duration of each request, in seconds
     */
    record Shape(
            String name,
            Map<String, String> annotations,
            int containerConcurrency,
            double length,
            double duration,
            DoubleUnaryOperator rate) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Shape> shapes() {
        return Stream.of(
                shape("steps up and down", Map.of("target", "5"), 900, 1, t -> 4 * step(t, 300)),
                shape("ramps", Map.of("target", "3"), 1200, 0.7, t -> 30 - Math.abs(t - 600) / 20),
                shape(
                        "sawtooth",
                        Map.of("target", "4", "window", "20s"),
                        900,
                        0.9,
                        t -> t % 60 / 3),
                shape("bursts of one", Map.of("window", "30s"), 1800, 0.2, t -> 1 / 95.0),
                shape("a day with two peaks", Map.of("target", "6"), 7200, 0.5, t -> peaks(t)),
                shape("silence", Map.of(), 900, 0.1, t -> t < 1 ? 1 : 0),
                shape(
                        "requests per second",
                        Map.of("metric", "rps", "target", "10"),
                        900,
                        0.05,
                        t -> 12 * step(t, 200)),
                shape(
                        "requests per second that outlast the window",
                        Map.of("metric", "rps", "target", "10", "window", "10s"),
                        900,
                        45,
                        t -> t % 150 < 5 ? 4 : 0),
                shape(
                        "weighted-exponential",
                        Map.of(
                                "metric-aggregation-algorithm",
                                "weighted-exponential",
                                "target",
                                "5"),
                        900,
                        0.8,
                        t -> 5 * step(t, 150)),
                new Shape("a limited container", Map.of(), 4, 900, 1.3, t -> 3 * step(t, 200)),
                new Shape(
                        "a limited container at its maximum",
                        Map.of("max-scale", "2"),
                        3,
                        600,
                        2,
                        t -> t < 120 ? 6 : 0.5),
                shape(
                        "scale-down delay",
                        Map.of("scale-down-delay", "60s", "target", "5", "window", "15s"),
                        900,
                        1,
                        t -> t % 200 < 30 ? 25 : 1),
                shape(
                        "activation scale",
                        Map.of("activation-scale", "4"),
                        900,
                        0.3,
                        t -> 1 / 170.0),
                shape(
                        "edges of panic",
                        Map.of(
                                "target",
                                "10",
                                "target-utilization-percentage",
                                "100",
                                "panic-threshold-percentage",
                                "200",
                                "panic-window-percentage",
                                "5"),
                        900,
                        1,
                        t -> t % 240 < 120 ? 10 : 20),
                shape(
                        "bounds on both sides",
                        Map.of("min-scale", "2", "max-scale", "4", "target", "3"),
                        600,
                        1,
                        t -> 8 * step(t, 100)),
                shape(
                        "no burst capacity",
                        Map.of("target-burst-capacity", "0", "target", "4"),
                        900,
                        0.6,
                        t -> t < 300 ? 15 : 0),
                shape(
                        "always through the activator",
                        Map.of("target-burst-capacity", "-1", "target", "4", "window", "10s"),
                        600,
                        0.6,
                        t -> t < 200 ? 15 : 0),
                shape(
                        "a small burst capacity and a retained pod",
                        Map.of(
                                "target-burst-capacity",
                                "5",
                                "target",
                                "10",
                                "scale-to-zero-pod-retention-period",
                                "90s"),
                        900,
                        0.7,
                        t -> t < 200 ? 20 : 0));
    }

    private static Shape shape(
            String name,
            Map<String, String> annotations,
            double length,
            double duration,
            DoubleUnaryOperator rate) {
        return new Shape(name, annotations, 0, length, duration, rate);
    }

    /** 1, 3, 6, 2, 0, and again. */
    private static double step(double time, double length) {
        int[] heights = {1, 3, 6, 2, 0};
        return heights[(int) (time / length) % heights.length];
    }

    private static double peaks(double time) {
        return 0.2 + 25 * Math.max(0, Math.sin(4 * Math.PI * time / 7200));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void ofEveryShapeOfTraffic(Shape shape) {
        var opinion =
                new SecondOpinion(
                        shape.annotations(), shape.containerConcurrency(), arrivals(shape));
        assertThat(opinion.differences).isEmpty();
        assertThat(opinion.decisions).as("decisions").isGreaterThan((int) shape.length() / 2);
        assertThat(opinion.looks).as("looks").isGreaterThan(3);
        assertThat(opinion.wanted).as("different numbers of pods").hasSizeGreaterThan(1);
        assertThat(opinion.outcome.waits().all())
                .as("requests served")
                .isEqualTo(opinion.outcome.requests());
    }

    @Test
    void amongTheShapesSomePanicAndSomeDoNot() {
        assertThat(shapes().map(EqualDecisionsTest::panics))
                .anyMatch(panics -> panics > 0)
                .anyMatch(panics -> panics == 0);
    }

    private static int panics(Shape shape) {
        return new SecondOpinion(shape.annotations(), shape.containerConcurrency(), arrivals(shape))
                .panics;
    }

    /** Requests as evenly as the rate allows. */
    private static Arrivals arrivals(Shape shape) {
        var arrivals = new Arrivals.Builder(BEGIN);
        double due = 0.5;
        for (long millis = 0; millis < shape.length() * 1000; millis++) {
            due += shape.rate().applyAsDouble(millis / 1000.0) / 1000;
            for (; due >= 1; due--) {
                arrivals.add(
                        BEGIN.plusMillis(millis),
                        Duration.ofMillis(Math.round(shape.duration() * 1000)));
            }
        }
        return arrivals.until(BEGIN.plusMillis(Math.round(shape.length() * 1000))).build();
    }
}
