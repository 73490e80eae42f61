package dev.perk.scaling.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.stats.Stat;
import dev.perk.scaling.metrics.PodSample.Candidate;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Upstream: TestPopulationMeanSampleSize, TestPodDirectScrapeSuccess, TestScrapeAllPodsOldPods,
 * TestScrapeSomePodsOldPods.
 */
class PodSampleTest {
    private static final Duration WINDOW = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "0, 0",
        "1, 1",
        "2, 2",
        "3, 3",
        "4, 4",
        "5, 4",
        "6, 5",
        "7, 6",
        "8, 6",
        "10, 7",
        "11, 7",
        "15, 8",
        "20, 9",
        "30, 11",
        "50, 12",
        "100, 14",
        "200, 15",
        "500, 15",
        "1000, 16",
        "10000, 16",
    })
    void aSampleGrowsMoreSlowlyThanThePods(int pods, int sample) {
        assertThat(PodSample.size(pods)).isEqualTo(sample);
    }

    @ParameterizedTest
    @CsvSource({"3 5 3, 3, 11", "2 4 6 8 10, 6, 36", "8 10 12 14 16 18 20, 11, 154"})
    void thoseAskedAreAsBusyAsTheOthers(String answers, int pods, double expected) {
        List<Stat> stats =
                Arrays.stream(answers.split(" ", -1))
                        .map(Double::parseDouble)
                        .map(load -> Stat.ofActivator("pod", load, 2 * load))
                        .toList();

        Stat all = PodSample.extrapolate(stats, pods);

        assertThat(all.averageConcurrentRequests()).isEqualTo(expected);
        assertThat(all.requestCount()).isEqualTo(2 * expected);
        assertThat(all.podName()).isEqualTo("service-scraper");
    }

    @Test
    void enoughOldPodsAreShuffledAndTheYoungComeLast() {
        List<Candidate> pods = new ArrayList<>(old(1, 2, 3, 4, 5));
        pods.addAll(young(6));
        assertThat(order(pods)).containsExactly("5", "4", "3", "2", "1", "6");
    }

    @Test
    void tooFewOldPodsAllComeFirstAndTheYoungAreShuffled() {
        List<Candidate> pods = new ArrayList<>(young(1, 2, 3, 4));
        pods.addAll(old(5, 6));
        assertThat(order(pods)).containsExactly("5", "6", "4", "3", "2", "1");
    }

    private static List<String> order(List<Candidate> pods) {
        return PodSample.order(pods, WINDOW, FakeClock.START, Collections::reverse).stream()
                .map(Candidate::address)
                .toList();
    }

    private static List<Candidate> old(int... addresses) {
        return started(60, addresses);
    }

    private static List<Candidate> young(int... addresses) {
        return started(59, addresses);
    }

    private static List<Candidate> started(int secondsAgo, int... addresses) {
        return Arrays.stream(addresses)
                .mapToObj(address ->
                        new Candidate(
                                Integer.toString(address),
                                FakeClock.START.minusSeconds(secondsAgo)))
                .toList();
    }
}
