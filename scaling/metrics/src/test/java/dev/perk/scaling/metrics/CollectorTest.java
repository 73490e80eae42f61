package dev.perk.scaling.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.Aggregation;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.scaling.ScalingMetric;
import dev.perk.api.stats.Stat;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Upstream: {@code pkg/autoscaler/metrics/collector_test.go} (TestMetricCollectorCRUD,
 * TestMetricCollectorScraper, …NoScraper, …NoDataError, …Record, …Error).
 */
class CollectorTest {
    private static final RevisionKey HELLO = new RevisionKey("default", "hello-00001");
    private static final RevisionKey OTHER = new RevisionKey("default", "other-00001");
    private static final MetricSpec SCRAPED = spec("hello-00001-private");
    private static final MetricSpec PUSHED = spec("");

    private final FakeClock clock = new FakeClock();
    private final Deque<Scrape> answers = new ArrayDeque<>();
    private final List<RevisionKey> asked = new ArrayList<>();
    private final List<RevisionKey> changed = new ArrayList<>();
    private final Collector collector =
            new Collector(
                    clock,
                    (revision, spec, then) -> {
                        asked.add(revision);
                        then.accept(
                                answers.isEmpty() ? new Scrape.NoPods() : answers.removeFirst());
                    },
                    changed::add);

    @Test
    void anUnknownRevisionIsNotCollected() {
        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.NotCollecting());
        assertThat(collector.record(HELLO, concurrency(1))).isEqualTo(Recorded.NOT_COLLECTING);
        assertThat(collector.failure(HELLO)).isEmpty();
    }

    @Test
    void whatWasForgottenStartsAnew() {
        collector.collect(HELLO, PUSHED);
        collector.record(HELLO, concurrency(5));
        collector.forget(HELLO);
        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.NotCollecting());
        collector.collect(HELLO, PUSHED);
        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.Load(0, 0, 0));
    }

    @Test
    void podsAreAskedOncePerSecond() {
        collector.collect(HELLO, SCRAPED);
        collector.start();
        answers.add(new Scrape.Answered(stat(10, 0, 20, 0)));
        answers.add(new Scrape.Answered(stat(20, 0, 40, 0)));

        clock.advance("2s");

        assertThat(asked).containsExactly(HELLO, HELLO);
        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.Load(15, 15, 15));
        assertThat(measure(ScalingMetric.RPS)).isEqualTo(new Measurement.Load(30, 30, 15));
    }

    @Test
    void nobodyIsAskedAfterTheEnd() {
        collector.collect(HELLO, SCRAPED);
        collector.start();
        collector.start();
        clock.advance("1s");
        collector.close();
        collector.close();
        clock.advance("10s");
        assertThat(asked).hasSize(1);
    }

    /** TestMetricCollectorNoScraper: with burst capacity -1 there is nothing to scrape. */
    @Test
    void withoutScrapingSilenceMeansNoLoad() {
        collector.collect(HELLO, PUSHED);
        collector.start();
        clock.advance("3s");
        assertThat(asked).isEmpty();
        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.Load(0, 0, 0));
    }

    /** TestMetricCollectorNoDataError. */
    @Test
    void withScrapingSilenceMeansNoData() {
        collector.collect(HELLO, SCRAPED);
        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.NoData());
        collector.record(HELLO, concurrency(5));
        assertThat(measure(ScalingMetric.RPS)).isEqualTo(new Measurement.Load(0, 0, 5));
        clock.advance("60s");
        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.Load(0, 0, 0));
        clock.advance("1s");
        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.NoData());
    }

    /** Worked example 7.15. */
    @Test
    void proxiedRequestsAreNotCountedTwice() {
        collector.collect(HELLO, SCRAPED);
        collector.start();
        answers.add(new Scrape.Answered(stat(6, 4, 9, 7)));
        clock.advance("1s");
        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.Load(2, 2, 2));

        collector.record(HELLO, Stat.ofActivator("activator", 4, 7));

        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.Load(6, 6, 6));
        assertThat(measure(ScalingMetric.RPS)).isEqualTo(new Measurement.Load(9, 9, 6));
    }

    @Test
    void allSourcesOfOneSecondAddUp() {
        collector.collect(HELLO, PUSHED);
        for (int activator = 0; activator < 4; activator++) {
            collector.record(HELLO, Stat.ofActivator("activator-" + activator, 2.5, 1));
        }
        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.Load(10, 10, 10));
    }

    @Test
    void theNewestSecondsWeighMoreIfAskedFor() {
        collector.collect(
                HELLO,
                new MetricSpec(
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(6),
                        "",
                        Aggregation.WEIGHTED_EXPONENTIAL));
        collector.record(HELLO, concurrency(10));
        var load = (Measurement.Load) measure(ScalingMetric.CONCURRENCY);
        assertThat(load.stable()).isEqualTo(2.0);
        assertThat(load.panic()).isBetween(7.845, 7.846);
    }

    @Test
    void aLongerWindowKeepsWhatIsKnown() {
        collector.collect(HELLO, PUSHED);
        for (int second = 0; second < 60; second++) {
            collector.record(HELLO, concurrency(6));
            clock.advance("1s");
        }
        collector.collect(
                HELLO,
                new MetricSpec(
                        Duration.ofSeconds(120), Duration.ofSeconds(12), "", Aggregation.LINEAR));
        collector.record(HELLO, concurrency(6));
        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.Load(6, 6, 6));
    }

    /** Only a change of the failure is told, not every failed scrape. */
    @Test
    void aFailureIsToldWhenItChanges() {
        var failed = new Scrape.Failed(Scrape.Cause.COLLECTION_FAILED, "connection refused");
        var silent = new Scrape.Failed(Scrape.Cause.DID_NOT_RECEIVE_STAT, "no stat");
        collector.collect(HELLO, SCRAPED);
        collector.start();
        answers.addAll(List.of(failed, failed, silent, new Scrape.NoPods(), failed));

        clock.advance("1s");
        assertThat(collector.failure(HELLO)).contains(failed);
        clock.advance("1s");
        assertThat(changed).containsExactly(HELLO);
        clock.advance("1s");
        assertThat(collector.failure(HELLO)).contains(silent);
        clock.advance("1s");
        assertThat(collector.failure(HELLO)).isEmpty();
        clock.advance("1s");
        assertThat(changed).hasSize(4);

        collector.collect(HELLO, PUSHED);
        clock.advance("1s");
        assertThat(collector.failure(HELLO)).as("nothing is scraped any more").isEmpty();
    }

    @Test
    void aSlowScrapeIsNotAskedForAgain() {
        List<Consumer<Scrape>> open = new ArrayList<>();
        var slow = new Collector(clock, (revision, spec, then) -> open.add(then), changed::add);
        slow.collect(HELLO, SCRAPED);
        slow.start();
        clock.advance("3s");
        assertThat(open).hasSize(1);
        open.getFirst().accept(new Scrape.NoPods());
        clock.advance("1s");
        assertThat(open).hasSize(2);
    }

    @Test
    void aScrapeThatBreaksDoesNotSilenceOthers() {
        var breaking =
                new Collector(
                        clock,
                        (revision, spec, then) -> {
                            if (revision.equals(HELLO)) {
                                throw new IllegalStateException("no route");
                            }
                            then.accept(new Scrape.Answered(stat(1, 0, 1, 0)));
                        },
                        changed::add);
        breaking.collect(HELLO, SCRAPED);
        breaking.collect(OTHER, SCRAPED);
        breaking.start();
        clock.advance("2s");
        assertThat(breaking.measure(OTHER, ScalingMetric.RPS, clock.instant()))
                .isEqualTo(new Measurement.Load(1, 1, 1));
        assertThat(breaking.failure(HELLO).orElseThrow().message()).contains("no route");
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, 0, 1, 0, NOT_FINITE",
        "1, 0, Infinity, 0, NOT_FINITE",
        "1, NaN, 1, 0, NOT_FINITE",
        "-1, 0, 1, 0, NEGATIVE",
        "1, 0, 1, -0.5, NEGATIVE",
        "1, 2, 1, 0, NEGATIVE",
        "2, 1, 1, 5, NEGATIVE",
        "1e12, 0, 1, 0, ABSURD",
        "0, 0, 1e300, 0, ABSURD",
        "3, 3.00000000000000044, 0, 0, COUNTED",
    })
    void whatMakesNoSenseIsIgnoredAndCounted(
            double concurrency,
            double proxied,
            double count,
            double proxiedCount,
            Recorded verdict) {
        collector.collect(HELLO, PUSHED);
        assertThat(collector.record(HELLO, stat(concurrency, proxied, count, proxiedCount)))
                .isEqualTo(verdict);
        assertThat(collector.counts()).containsEntry(verdict, 1L);
        var load = (Measurement.Load) measure(ScalingMetric.CONCURRENCY);
        assertThat(load.stable()).isCloseTo(0, Offset.offset(1e-6));
    }

    @Test
    void aReportIsOfItsOwnSecond() {
        collector.collect(HELLO, PUSHED);
        Instant now = clock.instant();
        assertThat(collector.record(HELLO, concurrency(4).at(now))).isEqualTo(Recorded.COUNTED);
        assertThat(collector.record(HELLO, concurrency(2).at(now.minusSeconds(1))))
                .isEqualTo(Recorded.COUNTED);
        assertThat(collector.record(HELLO, concurrency(2).at(now.minusSeconds(59))))
                .isEqualTo(Recorded.COUNTED);
        assertThat(collector.record(HELLO, concurrency(9).at(now.minusSeconds(60))))
                .isEqualTo(Recorded.TOO_LATE);
        assertThat(collector.record(HELLO, concurrency(9).at(now.plusSeconds(11))))
                .isEqualTo(Recorded.TOO_EARLY);
        assertThat(measure(ScalingMetric.CONCURRENCY))
                .isEqualTo(new Measurement.Load(0.133333, 3, 0.133333));
    }

    @Test
    void theSameReportOfTheSameProcessCountsOnce() {
        collector.collect(HELLO, PUSHED);
        Stat report = new Stat("pod-1", 3, 0, 3, 0, Duration.ofMillis(7001), clock.instant());
        Stat next = new Stat("pod-1", 3, 0, 3, 0, Duration.ofMillis(8001), clock.instant());
        assertThat(collector.record(HELLO, report)).isEqualTo(Recorded.COUNTED);
        assertThat(collector.record(HELLO, report)).isEqualTo(Recorded.DUPLICATE);
        assertThat(collector.record(HELLO, next)).isEqualTo(Recorded.COUNTED);
        assertThat(measure(ScalingMetric.CONCURRENCY)).isEqualTo(new Measurement.Load(6, 6, 6));
    }

    /** An activator names no uptime, so two equal reports may be two reports. */
    @Test
    void equalReportsOfAnActivatorBothCount() {
        collector.collect(HELLO, PUSHED);
        Stat report = Stat.ofActivator("activator", 1, 1).at(clock.instant());
        assertThat(collector.record(HELLO, report)).isEqualTo(Recorded.COUNTED);
        assertThat(collector.record(HELLO, report)).isEqualTo(Recorded.COUNTED);
    }

    /**
     * Every report takes the revision's own lock, so none is lost and averages are of whole
     * reports.
     */
    @Test
    void reportsOfManyThreadsAllCount() throws Exception {
        collector.collect(HELLO, PUSHED);
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                threads.submit(() -> {
                    for (int report = 0; report < 10_000; report++) {
                        collector.record(HELLO, stat(1, 0, 2, 0));
                        collector.collect(HELLO, report % 2 == 0 ? PUSHED : SCRAPED);
                        measure(ScalingMetric.CONCURRENCY);
                    }
                });
            }
        }
        assertThat(measure(ScalingMetric.CONCURRENCY))
                .isEqualTo(new Measurement.Load(40_000, 40_000, 40_000));
        assertThat(measure(ScalingMetric.RPS))
                .isEqualTo(new Measurement.Load(80_000, 80_000, 40_000));
        assertThat(collector.counts()).containsEntry(Recorded.COUNTED, 40_000L);
    }

    private Measurement measure(ScalingMetric metric) {
        return collector.measure(HELLO, metric, clock.instant());
    }

    private static MetricSpec spec(String scrapeTarget) {
        return new MetricSpec(
                Duration.ofSeconds(60), Duration.ofSeconds(6), scrapeTarget, Aggregation.LINEAR);
    }

    private static Stat concurrency(double concurrency) {
        return stat(concurrency, 0, 0, 0);
    }

    private static Stat stat(
            double concurrency, double proxied, double count, double proxiedCount) {
        return new Stat(
                "pod", concurrency, proxied, count, proxiedCount, Duration.ZERO, Instant.EPOCH);
    }
}
