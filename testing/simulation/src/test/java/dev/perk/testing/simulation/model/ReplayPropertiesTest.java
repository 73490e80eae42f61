package dev.perk.testing.simulation.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.run.standalone.whatif.Arrivals;
import dev.perk.run.standalone.whatif.Look;
import dev.perk.run.standalone.whatif.Outcome;
import dev.perk.run.standalone.whatif.Replay;
import dev.perk.run.standalone.whatif.Settings;
import dev.perk.scaling.autoscaler.Decision;
import dev.perk.scaling.autoscaler.DecisionStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for any traffic and any settings, from the first request to the last replica. */
class ReplayPropertiesTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TO_ZERO = Duration.ofMinutes(10);

    /**
     * Requests at a time.
     *
     * @param pause since those before, in milliseconds
     * @param millis how long each takes
     */
    record Burst(int pause, int requests, int millis) {}

    private final List<DecisionStep> steps = new ArrayList<>();
    private final List<Look> looks = new ArrayList<>();

    @Property(tries = 60)
    void whatIsAppliedIsWithinTheBounds(
            @ForAll("settings") Settings settings, @ForAll("bursts") List<Burst> bursts) {
        Outcome outcome = replay(settings, bursts);
        int min = number(settings, "min-scale");
        int max = number(settings, "max-scale");
        assertThat(looks)
                .filteredOn(Look::apply)
                .allSatisfy(look -> {
                    assertThat(look.want()).isGreaterThanOrEqualTo(min);
                    assertThat(look.want()).isLessThanOrEqualTo(max == 0 ? 1000 : max);
                });
        assertThat(outcome.replicas().means()[Replay.PARTS - 1])
                .as("in the end")
                .isGreaterThanOrEqualTo(min);
    }

    @Property(tries = 60)
    void podsFallNoFasterThanTheRate(
            @ForAll("settings") Settings settings, @ForAll("bursts") List<Burst> bursts) {
        replay(settings, bursts);
        assertThat(steps)
                .allSatisfy(step -> {
                    if (step.decision() instanceof Decision.Scale made) {
                        assertThat(made.desiredPods())
                                .isGreaterThanOrEqualTo(made.seen().readyPods() / 2);
                    }
                });
    }

    @Property(tries = 200)
    void nobodyIsLeftWithoutAPod(
            @ForAll("settings") Settings settings, @ForAll("bursts") List<Burst> bursts) {
        Outcome outcome = replay(settings, bursts);
        assertThat(looks)
                .filteredOn(look -> look.apply() && look.want() == 0)
                .allSatisfy(look -> assertThat(look.requests()).as("at " + look.time()).isZero());
        assertThat(outcome.waits().all() + outcome.refused()).isEqualTo(outcome.requests());
        assertThat(outcome.concurrency().value()).as("still there").isZero();
    }

    @Property(tries = 20)
    void equalInputsGiveEqualDecisions(
            @ForAll("settings") Settings settings, @ForAll("bursts") List<Burst> bursts) {
        replay(settings, bursts);
        List<DecisionStep> before = List.copyOf(steps);
        List<Look> looksBefore = List.copyOf(looks);
        replay(settings, bursts);
        assertThat(steps).isEqualTo(before);
        assertThat(looks).isEqualTo(looksBefore);
    }

    private Outcome replay(Settings settings, List<Burst> bursts) {
        steps.clear();
        looks.clear();
        var arrivals = new Arrivals.Builder(BEGIN);
        Instant now = BEGIN;
        // The last pod may have to serve them all, one after the other.
        Duration tail = TO_ZERO;
        for (Burst burst : bursts) {
            now = now.plusMillis(burst.pause());
            tail = tail.plusMillis((long) burst.requests() * burst.millis());
            for (int i = 0; i < burst.requests(); i++) {
                arrivals.add(now, Duration.ofMillis(burst.millis()));
            }
        }
        return Replay.of(
                arrivals.build(),
                settings.setup(),
                tail,
                new Replay.Traces((_, _) -> {}, steps::add, looks::add));
    }

    private static int number(Settings settings, String key) {
        return Integer.parseInt(
                settings.annotations().getOrDefault("autoscaling.knative.dev/" + key, "0"));
    }

    @Provide
    Arbitrary<List<Burst>> bursts() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 150_000),
                        Arbitraries.integers().between(1, 60),
                        Arbitraries.integers().between(0, 20_000))
                .as(Burst::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<Settings> settings() {
        return Combinators.combine(
                        Arbitraries.of("1", "5", "50"),
                        Arbitraries.of("6s", "15s", "60s"),
                        Arbitraries.of("min-scale=0", "min-scale=1", "min-scale=3"),
                        Arbitraries.of("max-scale=0", "max-scale=3", "max-scale=8"),
                        Arbitraries.of(
                                "target-burst-capacity=0",
                                "target-burst-capacity=-1",
                                "target-burst-capacity=20",
                                "scale-down-delay=30s",
                                "metric=rps",
                                "metric-aggregation-algorithm=weighted-exponential"),
                        Arbitraries.of(0, 1, 4, 20),
                        Arbitraries.of("0s", "800ms", "7s"))
                .as((target, window, min, max, other, limit, start) ->
                        Settings.DEFAULT
                                .with("target=" + target)
                                .with("window=" + window)
                                .with(min)
                                .with(max)
                                .with(other)
                                .with("containerConcurrency=" + limit)
                                .with("pod-start=" + start));
    }
}
