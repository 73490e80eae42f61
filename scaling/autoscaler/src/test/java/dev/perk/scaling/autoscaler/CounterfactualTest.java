package dev.perk.scaling.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.ScalingMetric;
import dev.perk.testing.testkit.DeciderSpecBuilder;
import dev.perk.testing.testkit.FakeClock;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What would have changed a decision, told in numbers that hold. */
class CounterfactualTest {
    private static final RevisionKey HELLO = new RevisionKey("default", "hello-00001");
    private static final DeciderSpec TEN = new DeciderSpecBuilder().target(10).build();

    @Example
    void saysHowMuchMoreWouldAskForAnotherPodAndHowMuchLessForOneFewer() {
        assertThat(step(TEN, 3, 29, 29, stable()).reason().text())
                .isEqualTo(
                        "wants 3 pods: a load of 29 at 10 per pod; 2 more requests in flight would"
                                + " make it 4, 9 fewer requests in flight would make it 2");
        assertThat(step(TEN, 1, 0, 0, stable()).reason().text())
                .isEqualTo(
                        "wants 0 pods: a load of 0 at 10 per pod; 1 more request in flight would"
                                + " make it 1");
        DeciderSpec rps = new DeciderSpecBuilder().target(10).metric(ScalingMetric.RPS).build();
        assertThat(step(rps, 1, 10, 10, stable()).reason().text())
                .contains("1 more request per second would make it 2");
    }

    @Example
    void whatARateBindsNoLoadWouldChange() {
        DeciderSpec slow = new DeciderSpecBuilder().target(10).rates(2, 2).build();
        DecisionStep step = step(slow, 2, 1000, 1000, stable());
        assertThat(step.decision().rule()).isEqualTo(Rule.RATE_LIMITED_UP);
        assertThat(Counterfactual.of(step).more()).isEmpty();
    }

    @Example
    void aHeldPeakIsNotLoweredByLessLoad() {
        DeciderState panic = new DeciderState(new Mode.Panic(FakeClock.START, 9), DelayWindow.NONE);
        DecisionStep step = step(TEN, 9, 20, 20, panic);
        assertThat(step.decision().rule()).isEqualTo(Rule.PANIC_HOLD);
        assertThat(Counterfactual.of(step).less()).isEmpty();
        assertThat(Counterfactual.of(step).more()).hasValue(new Counterfactual.Change(71, 10));
    }

    /** However few come: they are no longer what keeps the last pod. */
    @Example
    void fewerRequestsPerSecondTakeNoPodFromWhoIsInFlight() {
        DeciderSpec rps = new DeciderSpecBuilder().target(10).metric(ScalingMetric.RPS).build();
        var seen = new Observation.Load(1, 3, 3, 2);
        DecisionStep step = step(rps, seen, stable());
        assertThat(step.decision().pods()).isEqualTo(1);
        assertThat(Counterfactual.of(step).less()).isEmpty();
        assertThat(Counterfactual.of(step(rps, new Observation.Load(1, 3, 3, 0), stable())).less())
                .hasValue(new Counterfactual.Change(3, 0));
    }

    /** The long window has seen little of the surge yet, and must not vanish with half of it. */
    @Example
    void lessOfASurgeIsLessInBothWindowsByTheSamePart() {
        DeciderSpec seventy = new DeciderSpecBuilder().target(70).build();
        DecisionStep step = step(seventy, 1, 9, 108, stable());
        assertThat(step.decision().pods()).isEqualTo(2);
        assertThat(Counterfactual.of(step).less()).hasValue(new Counterfactual.Change(38, 1));
    }

    @Property(tries = 500)
    void isTheLeastThatTheDeciderItselfAnswersTo(
            @ForAll @IntRange(max = 20) int ready,
            @ForAll @IntRange(max = 120) int load,
            @ForAll @IntRange(max = 120) int surge,
            @ForAll @IntRange(max = 12) int peak) {
        DeciderState state =
                peak < 4
                        ? stable()
                        : new DeciderState(
                                new Mode.Panic(FakeClock.START.minusSeconds(peak * 8L), peak),
                                DelayWindow.NONE);
        DecisionStep step = step(TEN, ready, load, surge, state);
        int pods = step.decision().pods();
        var told = Counterfactual.of(step);
        told.more()
                .ifPresent(more -> {
                    assertThat(shifted(step, more.load())).isEqualTo(more.pods());
                    assertThat(more.pods()).isGreaterThan(pods);
                    assertThat(shifted(step, more.load() - 1)).isEqualTo(pods);
                });
        told.less()
                .ifPresent(less -> {
                    assertThat(shifted(step, -less.load())).isEqualTo(less.pods());
                    assertThat(less.pods()).isLessThan(pods);
                    assertThat(shifted(step, 1 - less.load())).isEqualTo(pods);
                });
        if (told.less().isEmpty()) {
            assertThat(shifted(step, -1000)).isEqualTo(pods);
        }
    }

    private static int shifted(DecisionStep step, int extra) {
        var seen = (Observation.Load) step.seen();
        double larger = Math.max(seen.stable(), seen.panic());
        double left = Math.max(0, larger + extra);
        boolean more = extra > 0;
        return step(
                        step.spec(),
                        seen.readyPods(),
                        more ? seen.stable() + extra : scaled(seen.stable(), larger, left),
                        more ? seen.panic() + extra : scaled(seen.panic(), larger, left),
                        step.before())
                .decision()
                .pods();
    }

    /** Multiplied first, as whole numbers have no rounding then. */
    private static double scaled(double load, double larger, double left) {
        return larger == 0 ? 0 : load * left / larger;
    }

    private static DeciderState stable() {
        return new DeciderState(new Mode.Stable(), DelayWindow.NONE);
    }

    private static DecisionStep step(
            DeciderSpec spec, int ready, double stable, double panic, DeciderState before) {
        return step(spec, new Observation.Load(ready, stable, panic), before);
    }

    private static DecisionStep step(DeciderSpec spec, Observation.Load seen, DeciderState before) {
        return new DecisionStep(
                HELLO,
                FakeClock.START,
                spec,
                seen,
                before,
                KpaDecider.decide(spec, seen, before, FakeClock.START));
    }
}
