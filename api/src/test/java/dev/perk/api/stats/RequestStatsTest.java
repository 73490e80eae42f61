package dev.perk.api.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Upstream: knative/networking pkg/http/stats/request_test.go, TestRequestStats. */
class RequestStatsTest {
    private final RequestStats stats = new RequestStats(0);

    @Test
    void aRequestForTheWholePeriodIsOne() {
        stats.requestIn(at(0));
        stats.requestOut(at(1000));
        assertThat(stats.report(at(1000))).isEqualTo(new RequestStats.Report(1, 0, 1, 0));
    }

    /** Worked example 7.20. */
    @Test
    void aRequestForHalfThePeriodIsHalf() {
        stats.requestIn(at(250));
        stats.requestOut(at(750));
        assertThat(stats.report(at(1000))).isEqualTo(new RequestStats.Report(0.5, 0, 1, 0));
    }

    /** Worked example 7.20. */
    @Test
    void aRequestThatIsHeldOverTwoPeriodsIsCountedOnce() {
        stats.requestIn(at(0));
        assertThat(stats.report(at(1000))).isEqualTo(new RequestStats.Report(1, 0, 1, 0));
        assertThat(stats.report(at(2000))).isEqualTo(new RequestStats.Report(1, 0, 0, 0));
    }

    @Test
    void twoHalvesMakeOneOnAverage() {
        stats.requestIn(at(0));
        stats.requestOut(at(500));
        stats.requestIn(at(500));
        stats.requestOut(at(1000));
        assertThat(stats.report(at(1000))).isEqualTo(new RequestStats.Report(1, 0, 2, 0));
    }

    @Test
    void whatIsStillThereCountsOnInTheNextPeriodButOnlyOnceAsARequest() {
        stats.requestIn(at(0));
        stats.requestIn(at(0));
        assertThat(stats.report(at(1000))).isEqualTo(new RequestStats.Report(2, 0, 2, 0));
        assertThat(stats.report(at(2000))).isEqualTo(new RequestStats.Report(2, 0, 0, 0));
    }

    @Test
    void proxiedRequestsArePartOfTheTotals() {
        stats.proxiedIn(at(0));
        stats.requestIn(at(0));
        stats.proxiedOut(at(500));
        assertThat(stats.report(at(1000))).isEqualTo(new RequestStats.Report(1.5, 0.5, 2, 1));
        assertThat(stats.concurrency()).isEqualTo(1);
    }

    @Test
    void aReportOfNoTimeIsZeroAndNotADivisionByZero() {
        stats.requestIn(at(0));
        assertThat(stats.report(at(0))).isEqualTo(new RequestStats.Report(0, 0, 1, 0));
    }

    @Test
    void timeThatRunsBackwardsAddsNothing() {
        stats.requestIn(at(1000));
        stats.requestOut(at(900));
        assertThat(stats.report(at(1000)).averageConcurrency()).isZero();
    }

    @Property
    void theAverageIsTheAreaUnderTheCurve(
            @ForAll @Size(max = 30) List<@IntRange(max = 999) Integer> starts,
            @ForAll @IntRange(max = 1000) int longest) {
        var counted = new RequestStats(0);
        record Event(int time, boolean in) {}
        var events = new ArrayList<Event>();
        double area = 0;
        for (int start : starts) {
            int end = Math.min(1000, start + longest);
            area += (end - start) / 1000.0;
            events.add(new Event(start, true));
            events.add(new Event(end, false));
        }
        events.sort(Comparator.comparingInt(Event::time));
        for (Event event : events) {
            if (event.in()) {
                counted.requestIn(at(event.time()));
            } else {
                counted.requestOut(at(event.time()));
            }
        }
        assertThat(counted.report(at(1000)).averageConcurrency()).isCloseTo(area, within(1e-9));
    }

    private static long at(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
