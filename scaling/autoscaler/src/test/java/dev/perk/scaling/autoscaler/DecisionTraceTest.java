package dev.perk.scaling.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.Aggregation;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.stats.Stat;
import dev.perk.api.why.Journal;
import dev.perk.scaling.metrics.Scrape;
import dev.perk.testing.testkit.DeciderSpecBuilder;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What was decided can be decided again. */
class DecisionTraceTest {
    private static final RevisionKey HELLO = new RevisionKey("default", "hello-00001");
    private static final RevisionKey OTHER = new RevisionKey("default", "other-00001");
    private static final DeciderSpec SPEC =
            new DeciderSpecBuilder().target(10).scaleDownDelay(Duration.ofSeconds(20)).build();

    @Property(tries = 200)
    void aTraceOfTheWholePathReproducesEveryDecision(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 200) Integer> loads,
            @ForAll @IntRange(min = 1, max = 5) int podsPerTick) {
        DecisionTrace trace = run(loads, podsPerTick, 1000);
        assertThat(trace.steps()).hasSizeGreaterThanOrEqualTo(2 * (loads.size() / 2));
        assertThat(DecisionTrace.divergences(trace.steps())).isEmpty();
        assertThat(trace.steps())
                .allSatisfy(step -> assertThat(step.replay()).isEqualTo(step.decision()));
    }

    @Property(tries = 50)
    void aTraceThatBeginsInTheMiddleReproducesTheRest(
            @ForAll @Size(min = 30, max = 60) List<@IntRange(max = 200) Integer> loads) {
        DecisionTrace trace = run(loads, 2, 7);
        assertThat(trace.steps()).hasSize(7);
        assertThat(DecisionTrace.divergences(trace.steps())).isEmpty();
    }

    @Example
    void aForgedDecisionIsFound() {
        List<DecisionStep> steps =
                new ArrayList<>(run(List.of(50, 50, 50, 50, 0, 0), 1, 100).steps());
        DecisionStep real = steps.get(2);
        var forged =
                new DecisionStep(
                        real.revision(),
                        real.time(),
                        new DeciderSpecBuilder().target(1).build(),
                        real.seen(),
                        real.before(),
                        real.decision());
        steps.set(2, forged);
        assertThat(DecisionTrace.divergences(steps)).contains(forged);
    }

    /** Runs the whole path: reports, pokes and ticks, pods that follow slowly, changing specs. */
    private static DecisionTrace run(List<Integer> loads, int podsPerTick, int capacity) {
        var clock = new FakeClock();
        var pods = new AtomicInteger();
        var autoscaler =
                new Autoscaler(
                        clock,
                        revision -> OptionalInt.of(pods.get()),
                        (revision, spec, then) -> then.accept(new Scrape.NoPods()),
                        new Journal(10, 10));
        var trace = new DecisionTrace(capacity);
        autoscaler.traceTo(trace);
        for (RevisionKey revision : List.of(HELLO, OTHER)) {
            autoscaler.collect(
                    revision,
                    new MetricSpec(
                            Duration.ofSeconds(12), Duration.ofSeconds(2), "", Aggregation.LINEAR));
            autoscaler.ensure(revision, SPEC);
        }
        autoscaler.start();
        for (int second = 0; second < loads.size(); second++) {
            int load = loads.get(second);
            autoscaler.record(HELLO, Stat.ofActivator("a", load, load));
            autoscaler.record(OTHER, Stat.ofActivator("a", 200 - load, load));
            if (second % 7 == 6) {
                autoscaler.ensure(HELLO, new DeciderSpecBuilder().target(second).build());
            }
            clock.advance("1s");
            int desired = autoscaler.decision(HELLO).orElseThrow().desiredScale();
            pods.set(Math.clamp(desired, pods.get() - podsPerTick, pods.get() + podsPerTick));
        }
        autoscaler.close();
        return trace;
    }
}
