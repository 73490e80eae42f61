package dev.perk.scaling.autoscaler;

import static dev.perk.scaling.autoscaler.Rule.ACTIVATION_SCALE;
import static dev.perk.scaling.autoscaler.Rule.IN_FLIGHT;
import static dev.perk.scaling.autoscaler.Rule.PANIC_HOLD;
import static dev.perk.scaling.autoscaler.Rule.RATE_LIMITED_DOWN;
import static dev.perk.scaling.autoscaler.Rule.SCALE_DOWN_DELAY;
import static dev.perk.scaling.autoscaler.Rule.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.ScalingMetric;
import dev.perk.api.why.Reason;
import dev.perk.testing.testkit.DeciderSpecBuilder;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Upstream: {@code pkg/autoscaler/scaling/autoscaler_test.go}; and the worked examples 7.1 to 7.13
 * of the specification. Load comes as finished averages here; {@link WorkedExamplesTest} makes the
 * averages too.
 */
class KpaDeciderTest {
    private DeciderSpec spec = new DeciderSpecBuilder().build();
    private DeciderState state = new DeciderState(new Mode.Stable(), DelayWindow.NONE);

    /** As in upstream's tests: 75 % utilization, rates of 10. */
    private static DeciderSpecBuilder upstream(double target, double burstCapacity) {
        return new DeciderSpecBuilder()
                .target(target, target / 0.75)
                .rates(10, 10)
                .burstCapacity(burstCapacity);
    }

    /** TestAutoscalerScale, whose baseScale is our ready pods, and its neighbours in the file. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "AutoscalerNoDataAtZeroNoAutoscale,                 10,  100,   1,  0,    0,   0,  -87",
        "AutoscalerStableModeUnlimitedTBC,                 181,   -1,   1, 21,   26,   1,   -1",
        "Autoscaler0TBC,                                    10,    0,   1, 50,   49,   5,    0",
        "AutoscalerStableModeNoChange,                      10,  100,   1, 50,   50,   5, -137",
        "AutoscalerStableModeNoChangeAlreadyScaled,         10,  100,   5, 50,   50,   5,  -84",
        "AutoscalerPanicModeDoublePodCount,                 10,   84,   1, 50,  100,  10, -171",
        "AutoscalerMetrics,                                 10,  100,   1, 50,   50,   5, -137",
        "AutoscalerStableModeIncreaseWithConcurrency,       10,  101,   1, 50,   10,   5,  -98",
        "AutoscalerStableModeIncreaseWithConcurrency later, 10,  101,   1, 100,  10,  10,  -98",
        "AutoscalerStableModeDecrease before,               10,   98,   8, 100, 100,  10,  -92",
        "AutoscalerStableModeDecrease,                      10,   98,   8, 50,   50,   5,  -42",
        "AutoscalerStableModeNoTrafficScaleToZero before,   10,   75,   1, 1,     0,   1,  -62",
        "AutoscalerStableModeNoTrafficScaleToZero,          10,   75,   1, 0,     0,   0,  -62",
        "AutoscalerRateLimitScaleUp,                        10,   61,   1, 1000, 1001, 10, -1049",
        "AutoscalerRateLimitScaleUp again,                  10,   61,  10, 1000, 1001, 100, -929",
        "AutoscalerRateLimitScaleDown,                      10,   61, 100, 1,    1,   10, 1271",
        "AutoscalerRateLimitScaleDown again,                10,   61,  10, 1,    1,    1,   71",
        "AutoscalerUseOnePodAsMinimumIfEndpointsNotFound,   10,   81,   0, 1000, 888, 10, -969",
        "AutoscalerUpdateTarget before,                     10,   77,   1, 100, 101,  10, -165",
        "AutoscalerUpdateTarget,                             1,   71,  10, 100, 101, 100, -159",
    })
    void oneDecisionIsUpstreams(
            String upstreamTest,
            double target,
            double burstCapacity,
            int ready,
            double stable,
            double panic,
            int pods,
            int excessBurstCapacity) {
        spec = upstream(target, burstCapacity).build();
        Decision.Scale decision = decide(0, ready, stable, panic);
        assertThat(decision.desiredPods()).isEqualTo(pods);
        assertThat(decision.excessBurstCapacity()).isEqualTo(excessBurstCapacity);
    }

    /** TestAutoscalerScale: AutoscalerStableModeIncreaseWithSmallScaleUpRate. */
    @Test
    void aSmallRateRoundsUp() {
        spec = upstream(1, 1982).rates(1.1, 10).build();
        Decision.Scale decision = decide(0, 2, 3, 3.1);
        assertThat(decision.desiredPods()).isEqualTo(3);
        assertThat(decision.excessBurstCapacity()).isEqualTo(-1983);
        assertThat(decision.rule()).isEqualTo(STABLE);
    }

    /** TestAutoscalerScale: AutoscalerStableModeDecreaseWithSmallScaleDownRate. */
    @Test
    void aSmallRateLimitsShrinking() {
        spec = upstream(10, 1982).rates(10, 1.1).build();
        assertThat(decide(0, 100, 1, 1).desiredPods()).isEqualTo(90);
    }

    /** TestAutoscalerScale: AutoscalerStableModeDecreaseNonReachable; example 7.6. */
    @Test
    void whatCannotBeReachedShrinksAtOnce() {
        spec = upstream(10, 1982).rates(10, 1.1).unreachable().build();
        assertThat(decide(0, 100, 1, 1).desiredPods()).isEqualTo(1);
        assertThat(decide(2, 100, 0, 0).desiredPods()).isZero();
    }

    /** TestAutoscalerScale: AutoscalerPanicStableLargerThanPanic and …LessThanPanic. */
    @ParameterizedTest
    @CsvSource({"50, 30, 50", "20, 30, 30"})
    void inPanicTheLargerWindowDecides(double stable, double panic, int pods) {
        spec = upstream(1, 100).build();
        inPanicSince(-5, 5);
        Decision.Scale decision = decide(0, 5, stable, panic);
        assertThat(decision.desiredPods()).isEqualTo(pods);
        assertThat(decision.excessBurstCapacity()).isEqualTo(-124);
    }

    /** TestAutoscalerPanicThenUnPanicScaleDown; example 7.13. */
    @Test
    void holdsTheSurgePeakUntilOneStableWindowAfterTheSurge() {
        spec = upstream(10, 93).build();
        assertThat(decide(0, 1, 100, 100).desiredPods()).isEqualTo(10);
        assertThat(decide(0, 10, 100, 1000).desiredPods()).isEqualTo(100);
        assertThat(decide(30, 10, 1, 1).desiredPods())
                .as("calm, but not yet trusted")
                .isEqualTo(100);
        assertThat(decide(60, 10, 1, 1).desiredPods()).as("exactly one window").isEqualTo(100);
        assertThat(decide(61, 10, 1, 1).desiredPods()).isEqualTo(1);
    }

    /** TestAutoscalerUnpanicAfterSlowIncrease; example 7.13. */
    @Test
    void aSlowIncreaseDoesNotProlongPanic() {
        spec = upstream(1, 98).build();
        assertDecision(decide(0, 10, 11, 25), 25, -110);
        assertThat(state.mode()).isEqualTo(new Mode.Panic(at(0), 25));
        assertDecision(decide(30, 40, 30, 41), 41, -86);
        assertThat(state.mode()).isEqualTo(new Mode.Panic(at(0), 41));
        assertDecision(decide(62, 55, 50, 56), 50, -81);
        assertThat(state.mode()).isEqualTo(new Mode.Stable());
    }

    /** TestAutoscalerExtendPanicWindow. */
    @Test
    void anotherSurgeProlongsPanic() {
        spec = upstream(1, 98).build();
        decide(0, 10, 11, 25);
        assertThat(decide(30, 40, 30, 80).desiredPods()).isEqualTo(80);
        assertThat(state.mode()).isEqualTo(new Mode.Panic(at(30), 80));
    }

    /** TestAutoscalerPanicModeExponentialTrackAndStabilize. */
    @Test
    void followsAnExponentialSurge() {
        spec = upstream(1, 101).build();
        int ready = 1;
        for (int load = 6; load <= 1296; load *= 6) {
            assertThat(decide(0, ready, load, load).desiredPods()).isEqualTo(load);
            ready = load;
        }
        assertDecision(decide(1, 1296, 1296, 1296), 1296, 331);
    }

    /** TestStartInPanicMode, TestNewFail. */
    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "2, true", "5, true"})
    void severalPodsAtTheStartAreKept(int ready, boolean panicking) {
        DeciderState initial = DeciderState.initial(spec, ready, at(0));
        assertThat(initial.mode())
                .isEqualTo(panicking ? new Mode.Panic(at(0), ready) : new Mode.Stable());
    }

    /** Example 7.12. */
    @Test
    void aRestartKeepsWhatRunsForOneStableWindow() {
        state = DeciderState.initial(spec, 5, at(0));
        for (int second = 2; second <= 60; second += 2) {
            assertThat(decide(second, 5, 70, 70).desiredPods()).isEqualTo(5);
        }
        assertThat(decide(62, 5, 70, 70).desiredPods()).isEqualTo(2);
    }

    /** TestAutoscalerNoDataNoAutoscale, TestCantCountPods. */
    @Test
    void withoutSightNothingChanges() {
        inPanicSince(0, 7);
        Decision decision =
                KpaDecider.decide(spec, new Observation.Unknown("no metrics"), state, at(1000));
        assertThat(decision).isEqualTo(new Decision.Keep("no metrics", state));
        assertThat(decision.reason())
                .isEqualTo(Reason.of("NoData", "keeps what was decided before: no metrics"));
    }

    /** TestAutoscalerScaleDownDelay. */
    @Test
    void shrinkingWaitsForTheDelay() {
        spec =
                new DeciderSpecBuilder()
                        .target(10)
                        .rates(10, 10)
                        .panicThreshold(100)
                        .burstCapacity(0)
                        .scaleDownDelay(Duration.ofMinutes(5))
                        .build();
        state = DeciderState.initial(spec, 0, at(0));
        assertThat(decide(2, 0, 40, 40).desiredPods()).isEqualTo(4);
        assertThat(decide(300, 0, 0, 0).desiredPods()).isEqualTo(4);
        assertThat(decide(302, 0, 0, 0).desiredPods()).isZero();

        assertThat(decide(540, 0, 40, 40).desiredPods()).isEqualTo(4);
        assertThat(decide(600, 0, 30, 30).desiredPods()).as("4 still dominates").isEqualTo(4);
        assertThat(decide(660, 0, 0, 0).desiredPods()).isEqualTo(4);
        assertThat(decide(840, 0, 0, 0).desiredPods()).as("4 scrolls out").isEqualTo(3);
        assertThat(decide(900, 0, 0, 0).desiredPods()).isZero();
    }

    /** TestAutoscalerScaleDownDelayZero: not even one bucket is remembered. */
    @Test
    void withoutADelayShrinkingIsImmediate() {
        spec = new DeciderSpecBuilder().target(10).rates(10, 10).panicThreshold(100).build();
        state = DeciderState.initial(spec, 0, at(0));
        assertThat(decide(0, 0, 40, 40).desiredPods()).isEqualTo(4);
        assertThat(decide(0, 0, 20, 20).desiredPods()).isEqualTo(2);
    }

    /** TestAutoscalerScaleDownDelayNotReachable. */
    @Test
    void theDelayNeitherHoldsNorRemembersWhatCannotBeReached() {
        var delayed = new DeciderSpecBuilder().target(10).scaleDownDelay(Duration.ofMinutes(5));
        spec = delayed.build();
        state = DeciderState.initial(spec, 0, at(0));
        decide(0, 1, 10, 10);
        DelayWindow before = state.delay();
        spec = delayed.unreachable().build();
        assertThat(decide(2, 1, 0, 0).desiredPods()).isZero();
        assertThat(state.delay()).isEqualTo(before);
    }

    @Test
    void aDelayThatIsSetLaterChangesNothing() {
        state = DeciderState.initial(spec, 0, at(0));
        spec = new DeciderSpecBuilder().scaleDownDelay(Duration.ofMinutes(5)).build();
        assertThat(decide(0, 1, 140, 70).desiredPods()).isEqualTo(2);
        assertThat(decide(2, 1, 0, 0).desiredPods()).isZero();
    }

    /** Example 7.2. */
    @ParameterizedTest
    @CsvSource({"5, -211", "8, 89", "10, 289", "15, 789"})
    void burstCapacityGrowsWithReadyPods(int ready, int excess) {
        assertThat(decide(0, ready, 500, 500).excessBurstCapacity()).isEqualTo(excess);
        assertThat(spec.activators(ready)).isEqualTo((int) Math.ceil((ready * 100 + 211) / 100.0));
    }

    /** Example 7.3. */
    @Test
    void theFirstRequestAsksForOnePod() {
        assertDecision(decide(0, 0, 1, 1), 1, -212);
        assertThat(state.mode()).isEqualTo(new Mode.Stable());
    }

    /** Example 7.5: pods follow at once. */
    @Test
    void growthDoublesUntilThereIsEnough() {
        spec = new DeciderSpecBuilder().target(7, 10).rates(2, 2).build();
        int[] pods = {2, 4, 8, 16, 29, 29};
        int[] excess = {-401, -391, -371, -331, -251, -121};
        int ready = 1;
        for (int tick = 0; tick < pods.length; tick++) {
            assertDecision(decide(2L * tick, ready, 200, 200), pods[tick], excess[tick]);
            ready = pods[tick];
        }
        assertThat(state.mode()).as("still in panic").isEqualTo(new Mode.Panic(at(6), 29));
    }

    /** Example 7.6. */
    @Test
    void withoutLoadPodsAreHalvedDownToNone() {
        spec = new DeciderSpecBuilder().burstCapacity(0).build();
        int ready = 100;
        for (int pods : new int[] {50, 25, 12, 6, 3, 1, 0}) {
            Decision.Scale decision = decide(0, ready, 0, 0);
            assertThat(decision.desiredPods()).isEqualTo(pods);
            assertThat(decision.rule()).isEqualTo(pods > 0 ? RATE_LIMITED_DOWN : STABLE);
            ready = pods;
        }
    }

    /** Example 7.8, which mirrors the e2e TestTargetBurstCapacity. */
    @ParameterizedTest
    @CsvSource({"1, 7, 1, -4", "2, 12, 2, 1", "1, 12, 2, -9"})
    void activatorsLeaveThePathOnceThereIsSpareCapacity(
            int ready, double load, int pods, int excess) {
        spec = new DeciderSpecBuilder().target(7, 10).burstCapacity(7).build();
        assertDecision(decide(0, ready, load, load), pods, excess);
    }

    /** Example 7.8, load-test flavour 200: containers without limit, 100 ms per request. */
    @ParameterizedTest
    @CsvSource({"100, 2, -100", "200, 3, -100", "300, 5, 0"})
    void theLoadTestSettlesWhereTheSpecificationSays(double load, int pods, int excess) {
        spec = new DeciderSpecBuilder().burstCapacity(200).build();
        assertDecision(decide(0, pods, load, load), pods, excess);
    }

    /** Example 7.9: a spike costs the panic hold and the delay. */
    @Test
    void panicHoldAndDelayAddUp() {
        spec =
                new DeciderSpecBuilder()
                        .target(10)
                        .burstCapacity(0)
                        .scaleDownDelay(Duration.ofSeconds(60))
                        .build();
        state = DeciderState.initial(spec, 1, at(0));
        int ready = 1;
        for (int second = 0; second <= 182; second += 2) {
            double load = second < 4 ? 40 : 10;
            Decision.Scale decision = decide(second, ready, load, load);
            ready = decision.desiredPods();
            int expected = second < 120 ? 4 : second < 180 ? 2 : 1;
            assertThat(ready).as("at %d s", second).isEqualTo(expected);
            if (second == 60) {
                assertThat(decision.rule()).isEqualTo(PANIC_HOLD);
            }
            if (second == 62 || second == 122) {
                assertThat(decision.rule()).isEqualTo(SCALE_DOWN_DELAY);
            }
        }
    }

    /** Example 7.10. */
    @ParameterizedTest
    @CsvSource({"105, 150, 4, 1000, 10, -611", "140, 200, 8, 1000, 8, 389"})
    void requestsPerSecondAreCountedLikeConcurrency(
            double target, double total, int ready, double load, int pods, int excess) {
        spec = new DeciderSpecBuilder().target(target, total).build();
        assertDecision(decide(0, ready, load, load), pods, excess);
    }

    /** Upstream wants no pod here: its requests per second count who comes, not who is there. */
    @Test
    void nobodyInFlightLosesTheLastPodWhateverIsCounted() {
        spec = new DeciderSpecBuilder().target(10).metric(ScalingMetric.RPS).build();
        Decision.Scale decision = decide(0, 1, 0, 0, 0.25);
        assertThat(decision.desiredPods()).isEqualTo(1);
        assertThat(decision.rule()).isEqualTo(IN_FLIGHT);
        assertThat(decision.reason().text())
                .isEqualTo(
                        "wants 1 pod, and not 0, for requests in flight within the last 60 s, 0.25"
                                + " on average");
        assertThat(decision.reason().inputs()).containsEntry("inFlight", "0.25");
        assertThat(decide(2, 0, 0, 0, 0.25).desiredPods()).as("held without a pod").isEqualTo(1);
        assertThat(decide(4, 1, 0, 0, 0).desiredPods()).as("gone").isZero();
    }

    @Test
    void whoIsInFlightKeepsNoMoreThanTheLastPod() {
        DeciderSpecBuilder rps = new DeciderSpecBuilder().target(10).metric(ScalingMetric.RPS);
        spec = rps.build();
        assertThat(decide(0, 8, 0, 0, 500).desiredPods()).isEqualTo(4);
        assertThat(decide(2, 4, 5, 5, 500).rule()).isEqualTo(RATE_LIMITED_DOWN);
        assertThat(decide(4, 2, 15, 15, 500).rule()).isEqualTo(STABLE);
        spec = rps.unreachable().build();
        assertThat(decide(6, 8, 0, 0, 500).desiredPods()).isEqualTo(1);
    }

    /** The delay remembers what upstream's does: zero. */
    @Test
    void keepingTheLastPodIsNotRemembered() {
        spec =
                new DeciderSpecBuilder()
                        .target(10)
                        .metric(ScalingMetric.RPS)
                        .scaleDownDelay(Duration.ofSeconds(30))
                        .build();
        state = DeciderState.initial(spec, 1, at(0));
        assertThat(decide(0, 1, 0, 0, 1).rule()).isEqualTo(IN_FLIGHT);
        assertThat(decide(2, 1, 0, 0, 0).desiredPods()).isZero();
    }

    /** Example 7.11. */
    @Test
    void activationScaleAppliesWheneverThereIsLoad() {
        spec = new DeciderSpecBuilder().target(6 * 0.7, 6).activationScale(5).build();
        Decision.Scale first = decide(0, 0, 1, 1);
        assertThat(first.desiredPods()).isEqualTo(5);
        assertThat(first.rule()).isEqualTo(ACTIVATION_SCALE);
        assertThat(decide(2, 5, 1, 1).desiredPods()).as("not only at first").isEqualTo(5);
        assertThat(decide(4, 5, 0, 0).desiredPods()).isEqualTo(2);
        assertThat(decide(6, 2, 0, 0).desiredPods()).isEqualTo(1);
        assertThat(decide(8, 1, 0, 0).desiredPods()).isZero();
        assertThat(decide(10, 5, 30, 30).desiredPods()).isEqualTo(8);
    }

    @Test
    void activationScaleMayExceedTheRate() {
        spec = new DeciderSpecBuilder().target(10).rates(2, 2).activationScale(9).build();
        assertThat(decide(0, 0, 1, 1).desiredPods()).isEqualTo(9);
    }

    /** Example 7.16: doubles decide. */
    @ParameterizedTest
    @CsvSource({"4.2, 2", "12.6, 4", "12, 3", "18, 5", "24, 6", "48, 12"})
    void theTargetIsNotQuiteWhatItSeems(double load, int pods) {
        spec = new DeciderSpecBuilder().target(6 * 0.7, 6).build();
        assertThat(decide(0, 12, load, load).desiredPods()).isEqualTo(Math.max(pods, 6));
        spec = new DeciderSpecBuilder().target(6 * 0.7, 6).unreachable().build();
        assertThat(decide(0, 12, load, load).desiredPods()).isEqualTo(pods);
    }

    @Test
    void numbersBeyondAnIntSaturate() {
        spec = new DeciderSpecBuilder().target(0.01).rates(1e12, 2).build();
        assertDecision(decide(0, 1, 1e9, 1e9), Integer.MAX_VALUE, -1_000_000_211);
    }

    @ParameterizedTest
    @CsvSource({
        "1,    25,    25, STABLE,            'wants 3 pods: a load of 25 at 10 per pod'",
        "1,    10,    45, PANIC,             'wants 5 pods: a load of 45 in the panic window at 10"
                + " per pod'",
        "0,  1000,   888, RATE_LIMITED_UP,   'wants 10 pods, no more at once: 10 times 1, as"
                + " none is ready'",
        "5,     0,     0, RATE_LIMITED_DOWN, 'wants 2 pods, no fewer at once: 5 ready, divided"
                + " by 2'",
        "1,     0,     0, STABLE,            'wants 0 pods: a load of 0 at 10 per pod'",
        "1,  -0.0,     0, STABLE,            'wants 0 pods: a load of 0 at 10 per pod'",
        "1,   0.5,   0.5, STABLE,            'wants 1 pod: a load of 0.5 at 10 per pod'",
    })
    void theReasonNamesTheRuleAndItsValues(
            int ready, double stable, double panic, Rule rule, String text) {
        spec = new DeciderSpecBuilder().target(10).rates(10, 2).panicThreshold(3).build();
        Decision.Scale decision = decide(0, ready, stable, panic);
        assertThat(decision.rule()).isEqualTo(rule);
        assertThat(decision.reason().text()).isEqualTo(text);
        assertThat(decision.reason().code()).isEqualTo(rule.code());
    }

    @Test
    void theReasonCarriesTheInputs() {
        spec = upstream(10, 93).build();
        inPanicSince(0, 9);
        Decision.Scale decision = decide(2, 3, 20, 12.5);
        assertThat(decision.reason())
                .isEqualTo(
                        new Reason(
                                "PanicHold",
                                "holds 9 pods, the peak of the surge, until it is over for 60 s",
                                Map.of(
                                        "desiredPods", "9",
                                        "readyPods", "3",
                                        "stable", "20",
                                        "panic", "12.5",
                                        "target", "10",
                                        "excessBurstCapacity", "-66",
                                        "mode", "panic",
                                        "peakPods", "9",
                                        "lastExceeded", "2026-01-01T00:00:00Z")));
    }

    private Decision.Scale decide(long second, int ready, double stable, double panic) {
        return decide(second, ready, stable, panic, stable);
    }

    private Decision.Scale decide(
            long second, int ready, double stable, double panic, double inFlight) {
        var seen = new Observation.Load(ready, stable, panic, inFlight);
        var decision = (Decision.Scale) KpaDecider.decide(spec, seen, state, at(second));
        state = decision.next();
        return decision;
    }

    private void inPanicSince(long second, int peakPods) {
        state = new DeciderState(new Mode.Panic(at(second), peakPods), DelayWindow.NONE);
    }

    private static void assertDecision(Decision.Scale decision, int pods, int excess) {
        assertThat(decision.desiredPods()).as("desired pods").isEqualTo(pods);
        assertThat(decision.excessBurstCapacity()).as("burst capacity").isEqualTo(excess);
    }

    private static Instant at(long second) {
        return FakeClock.START.plusSeconds(second);
    }
}
