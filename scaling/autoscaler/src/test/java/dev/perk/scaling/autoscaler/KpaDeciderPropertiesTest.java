package dev.perk.scaling.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.scaling.Aggregation;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.scaling.metrics.MetricWindow;
import dev.perk.testing.testkit.DeciderSpecBuilder;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every load, whatever the settings. */
class KpaDeciderPropertiesTest {

    /** What is seen at one tick. */
    record Tick(int readyPods, double stable, double panic) {
        Observation.Load seen() {
            return new Observation.Load(readyPods, stable, panic);
        }
    }

    @Property
    void podsNeverFallFasterThanTheRate(
            @ForAll("specs") DeciderSpec spec, @ForAll("ticks") List<Tick> ticks) {
        forEachDecision(
                spec,
                ticks,
                (before, decision) -> {
                    int ready = Math.max(1, decision.seen().readyPods());
                    int least =
                            spec.reachable()
                                    ? (int) Math.floor(ready / spec.maxScaleDownRate())
                                    : 0;
                    assertThat(decision.desiredPods()).isGreaterThanOrEqualTo(least);
                });
    }

    @Property
    void podsNeverGrowFasterThanTheRateUnlessMoreWereWantedBefore(
            @ForAll("specs") DeciderSpec spec, @ForAll("ticks") List<Tick> ticks) {
        forEachDecision(
                spec,
                ticks,
                (before, decision) -> {
                    int ready = Math.max(1, decision.seen().readyPods());
                    int most = (int) Math.ceil(spec.maxScaleUpRate() * ready);
                    int peak = before.mode() instanceof Mode.Panic(_, int peakPods) ? peakPods : 0;
                    int allowed =
                            Math.max(
                                    Math.max(most, spec.activationScale()),
                                    Math.max(peak, before.delay().most()));
                    assertThat(decision.desiredPods()).isLessThanOrEqualTo(allowed);
                });
    }

    @Property
    void loadInTheStableWindowKeepsAPod(
            @ForAll("specs") DeciderSpec spec, @ForAll("ticks") List<Tick> ticks) {
        forEachDecision(
                spec,
                ticks,
                (before, decision) -> {
                    if (decision.seen().stable() > 0) {
                        assertThat(decision.desiredPods()).isPositive();
                    }
                });
    }

    @Property
    void equalInputsGiveEqualDecisions(
            @ForAll("specs") DeciderSpec spec, @ForAll("ticks") List<Tick> ticks) {
        DeciderState one = DeciderState.initial(spec, 0, at(0));
        DeciderState other = DeciderState.initial(spec, 0, at(0));
        for (int tick = 0; tick < ticks.size(); tick++) {
            Decision first = KpaDecider.decide(spec, ticks.get(tick).seen(), one, at(2L * tick));
            Decision second = KpaDecider.decide(spec, ticks.get(tick).seen(), other, at(2L * tick));
            assertThat(second).isEqualTo(first).hasSameHashCodeAs(first);
            assertThat(second.reason()).isEqualTo(first.reason());
            one = first.next();
            other = second.next();
        }
    }

    /** What is remembered does not grow with time: a mode, and at most one number per bucket. */
    @Property
    void theStateStaysSmall(@ForAll("specs") DeciderSpec spec, @ForAll("ticks") List<Tick> ticks) {
        int buckets = (int) Math.ceil(spec.scaleDownDelay().toSeconds() / 2.0);
        forEachDecision(
                spec,
                ticks,
                (before, decision) ->
                        assertThat(decision.next().delay().entries()).isLessThanOrEqualTo(buckets));
    }

    @Property
    void panicOnlyEverAddsPods(
            @ForAll("specs") DeciderSpec spec, @ForAll("ticks") List<Tick> ticks) {
        forEachDecision(
                spec,
                ticks,
                (before, decision) -> {
                    if (before.mode() instanceof Mode.Panic(_, int peakPods)
                            && decision.next().mode() instanceof Mode.Panic) {
                        assertThat(decision.desiredPods()).isGreaterThanOrEqualTo(peakPods);
                    }
                });
    }

    /** With the windows in between: no decision for zero while any busy second is in the window. */
    @Property
    void aBusySecondInTheWindowKeepsAPod(
            @ForAll @Size(max = 200) List<@IntRange(max = 3) Integer> loads) {
        DeciderSpec spec = new DeciderSpecBuilder().stableWindow(Duration.ofSeconds(20)).build();
        var stable = new MetricWindow(Duration.ofSeconds(20), Aggregation.LINEAR);
        var panic = new MetricWindow(Duration.ofSeconds(2), Aggregation.LINEAR);
        DeciderState state = DeciderState.initial(spec, 0, at(0));
        for (int second = 0; second < loads.size(); second++) {
            stable.record(at(second), loads.get(second));
            panic.record(at(second), loads.get(second));
            var seen =
                    new Observation.Load(1, stable.average(at(second)), panic.average(at(second)));
            var decision = (Decision.Scale) KpaDecider.decide(spec, seen, state, at(second));
            state = decision.next();
            List<Integer> inWindow = loads.subList(Math.max(0, second - 19), second + 1);
            boolean busy = inWindow.stream().anyMatch(load -> load > 0);
            boolean panicking = state.mode() instanceof Mode.Panic;
            assertThat(decision.desiredPods() > 0).isEqualTo(busy || panicking);
        }
    }

    /** A check of one decision, given the state that it was made in. */
    private interface Check {
        void accept(DeciderState before, Decision.Scale decision);
    }

    private static void forEachDecision(DeciderSpec spec, List<Tick> ticks, Check check) {
        DeciderState state = DeciderState.initial(spec, ticks.getFirst().readyPods(), at(0));
        for (int tick = 0; tick < ticks.size(); tick++) {
            var decision =
                    (Decision.Scale)
                            KpaDecider.decide(spec, ticks.get(tick).seen(), state, at(2L * tick));
            check.accept(state, decision);
            state = decision.next();
        }
    }

    @Provide
    Arbitrary<List<Tick>> ticks() {
        Arbitrary<Double> load =
                Arbitraries.frequencyOf(
                        Tuple.of(1, Arbitraries.just(0.0)),
                        Tuple.of(3, Arbitraries.doubles().between(0, 5000).ofScale(6)));
        return Combinators.combine(Arbitraries.integers().between(0, 60), load, load)
                .as(Tick::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(80);
    }

    @Provide
    Arbitrary<DeciderSpec> specs() {
        Arbitrary<Double> rate = Arbitraries.doubles().between(1.01, 20).ofScale(2);
        return Combinators.combine(
                        Arbitraries.doubles().between(0.01, 200).ofScale(2),
                        rate,
                        rate,
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.of(1, 1, 2, 7),
                        Arbitraries.of(-1.0, 0.0, 211.0),
                        Arbitraries.of(true, true, false),
                        Arbitraries.doubles().between(1.1, 10).ofScale(1))
                .as((target, up, down, delay, activation, burst, reachable, threshold) -> {
                    var builder =
                            new DeciderSpecBuilder()
                                    .target(target)
                                    .rates(up, down)
                                    .scaleDownDelay(Duration.ofSeconds(delay))
                                    .activationScale(activation)
                                    .burstCapacity(burst)
                                    .panicThreshold(threshold);
                    return (reachable ? builder : builder.unreachable()).build();
                });
    }

    private static Instant at(long second) {
        return FakeClock.START.plusSeconds(second);
    }
}
