package dev.perk.request.queueproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Upstream: knative/pkg network/handlers/drain_test.go. */
class DrainTest {
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final FakeClock clock = new FakeClock();
    private final Drain drain = new Drain(clock, Drain.QUIET_PERIOD);
    private final List<Duration> over = new ArrayList<>();

    private void begin(Duration latest) {
        drain.begin(latest, () -> over.add(Duration.between(FakeClock.START, clock.instant())));
    }

    private void request() {
        drain.requestBegins();
        drain.requestEnds();
    }

    @Test
    void isOverAfterThirtyQuietSeconds() {
        begin(GRACE);
        assertThat(drain.isDraining()).isTrue();
        clock.advance("29s");
        assertThat(over).isEmpty();
        clock.advance("1s");
        assertThat(over).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void everyRequestStartsTheQuietPeriodAgain() {
        begin(GRACE);
        clock.advance("10s");
        request();
        clock.advance("10m");
        assertThat(over).containsExactly(Duration.ofSeconds(40));
    }

    @Test
    void waitsForRequestsUnderWay() {
        drain.requestBegins();
        begin(GRACE);
        clock.advance("2m");
        assertThat(over).isEmpty();
        drain.requestEnds();
        clock.runDue();
        assertThat(over).containsExactly(Duration.ofMinutes(2));
    }

    @Test
    void steadyTrafficCannotHoldItForEver() {
        begin(Duration.ofSeconds(60));
        for (int i = 0; i < 12; i++) {
            clock.advance("10s");
            request();
        }
        assertThat(over).containsExactly(Duration.ofSeconds(60));
    }

    @Test
    void laterCallersShareTheWait() {
        begin(GRACE);
        clock.advance("10s");
        begin(GRACE);
        clock.advance("10m");
        begin(GRACE);
        clock.runDue();
        assertThat(over)
                .containsExactly(
                        Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(610));
    }

    @Test
    void withoutAQuietPeriodItIsOverWithTheLastRequest() {
        var atOnce = new Drain(clock, Duration.ZERO);
        atOnce.requestBegins();
        atOnce.begin(GRACE, () -> over.add(Duration.ZERO));
        clock.runDue();
        assertThat(over).isEmpty();
        atOnce.requestEnds();
        clock.runDue();
        assertThat(over).hasSize(1);
    }
}
