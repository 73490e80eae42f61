package dev.perk.run.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadReportTest {
    private final long[] oneToAHundredMillis =
            LongStream.rangeClosed(1, 100).map(ms -> ms * 1_000_000).toArray();

    @Test
    void aQuantileIsTheSmallestLatencyThatThatPartDidNotExceed() {
        LoadReport report = LoadReport.of(oneToAHundredMillis, 0, Duration.ofSeconds(1));
        assertThat(report.median()).isEqualTo(Duration.ofMillis(50));
        assertThat(report.p99()).isEqualTo(Duration.ofMillis(99));
        assertThat(report.longest()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void oneFailureInAHundredIsNinetyNinePercentAvailable() {
        assertThat(LoadReport.of(oneToAHundredMillis, 1, Duration.ofSeconds(1)).availability())
                .isEqualTo(99.0);
    }

    @Test
    void aLoadWithoutRequestsIsNotAvailable() {
        LoadReport report = LoadReport.of(new long[0], 0, Duration.ofSeconds(1));
        assertThat(report.availability()).isZero();
        assertThat(report.longest()).isZero();
    }
}
