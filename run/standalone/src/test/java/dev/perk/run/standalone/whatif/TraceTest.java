package dev.perk.run.standalone.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {

    @Test
    void readsSecondsAndDurations() {
        Arrivals arrivals = arrivals("time,requests,duration\n10.25,2,0.5\n11,1,250ms\n");
        assertThat(arrivals.begin()).isEqualTo(Instant.ofEpochSecond(10));
        assertThat(arrivals.count()).isEqualTo(3);
        assertThat(arrivals.time(1)).isEqualTo(250_000_000);
        assertThat(arrivals.duration(1)).isEqualTo(500_000_000);
        assertThat(arrivals.duration(2)).isEqualTo(250_000_000);
        assertThat(arrivals.length()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void readsMomentsOfAnyZone() {
        Arrivals arrivals = arrivals("2026-01-01T01:00:00+01:00,1,1\n2026-01-01T00:00:05Z,1,1\n");
        assertThat(arrivals.begin()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(arrivals.length()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whatARecordingSaysIsKept() {
        Trace trace =
                trace(
                        """
                        # perk record service hello
                        # set autoscaling.knative.dev/target=20
                        # set config-autoscaler/stable-window=30s
                        # set pod-start=800ms
                        # spread 100ms
                        # from 2026-01-01T00:00:00Z
                        # until 2026-01-01T00:01:00Z
                        time,requests,duration
                        2026-01-01T00:00:10Z,2,0.5
                        """);
        assertThat(trace.settings().setup().settings().target()).hasValue(20);
        assertThat(trace.settings().setup().settings().stableWindow()).hasSeconds(30);
        assertThat(trace.settings().podStart()).hasMillis(800);
        assertThat(trace.arrivals().length()).hasSeconds(60);
        assertThat(trace.arrivals().time(0)).isEqualTo(10_025_000_000L);
        assertThat(trace.arrivals().time(1)).isEqualTo(10_075_000_000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,1|line 2: line = \"1,1\" (expected: time,requests,duration)",
                "1,x,1|line 2: requests = \"x\" (expected: a whole number, 0 or more)",
                "1,-1,1|line 2: requests = \"-1\" (expected: a whole number, 0 or more)",
                "now,1,1|line 2: time = \"now\" (expected: seconds such as 12.5, or RFC 3339)",
                "0,1,1|line 2: time = \"0\" (expected: 1970-01-01T00:00:01Z or later, as in the"
                        + " line before)",
                "1,1,-1s|line 2: duration = \"-1s\" (expected: seconds such as 0.25, or a duration"
                        + " such as 250ms, up to 24h)",
                "# set target|line 2: \"target\" (expected: KEY=VALUE, such as target=20)",
            })
    void aBadLineIsNamed(String line, String complaint) {
        assertThatThrownBy(() -> trace("1,1,1\n" + line)).hasMessage(complaint);
    }

    @Test
    void noRequestsAreNoTrace() {
        assertThatThrownBy(() -> trace("time,requests,duration\n"))
                .hasMessage("no requests (expected: lines of time,requests,duration)");
    }

    private static Trace trace(String text) {
        return Trace.read(text.lines().toList());
    }

    private static Arrivals arrivals(String text) {
        return trace(text).arrivals();
    }
}
