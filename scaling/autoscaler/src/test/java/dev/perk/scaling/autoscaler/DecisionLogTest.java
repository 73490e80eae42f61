package dev.perk.scaling.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.function.Consumer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What was decided can be decided again, also by somebody who was sent it. */
class DecisionLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RevisionKey HELLO = new RevisionKey("default", "hello-00001");
    private static final RevisionKey OTHER = new RevisionKey("default", "other-00001");
    private static final DeciderSpec SPEC =
            new DeciderSpecBuilder().target(10).scaleDownDelay(Duration.ofSeconds(20)).build();

    @Property(tries = 200)
    void everyDecisionOfTheWholePathIsReproduced(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 200) Integer> loads,
            @ForAll @IntRange(min = 1, max = 5) int podsPerTick) {
        List<DecisionStep> steps = new ArrayList<>();
        run(loads, podsPerTick, steps::add);
        assertThat(steps).hasSizeGreaterThanOrEqualTo(2 * (loads.size() / 2));
        assertThat(steps).allMatch(DecisionStep::isReproducible);
    }

    @Property(tries = 100)
    void aDecisionSurvivesBeingWrittenDown(
            @ForAll @Size(min = 10, max = 40) List<@IntRange(max = 200) Integer> loads)
            throws JsonProcessingException {
        List<DecisionStep> steps = new ArrayList<>();
        run(loads, 2, steps::add);
        for (DecisionStep step : steps) {
            String text = JSON.writeValueAsString(DecisionJson.write(step));
            assertThat(DecisionJson.read(JSON.readTree(text))).isEqualTo(step);
        }
    }

    @Example
    void aForgedDecisionIsFound() throws JsonProcessingException {
        List<DecisionStep> steps = new ArrayList<>();
        run(List.of(50, 50, 50, 50, 0, 0), 1, steps::add);
        ObjectNode json = DecisionJson.write(steps.get(2));
        assertThat(DecisionJson.read(json).isReproducible()).isTrue();
        json.withObject("/spec").put("targetValue", 1);
        assertThat(DecisionJson.read(json).isReproducible()).isFalse();
        json.withObject("/spec").put("targetValue", "1");
        assertThatThrownBy(() -> DecisionJson.read(json))
                .hasMessage("targetValue = \"1\" (expected: a number)");
        json.remove("spec");
        assertThatThrownBy(() -> DecisionJson.read(json)).hasMessageStartingWith("spec = {");
    }

    @Example
    void onlyWhatIsNewIsKept() {
        var log = new DecisionLog(10, 100);
        run(List.of(50, 50, 50, 50, 50, 50, 50, 50, 50, 50), 10, log);
        List<DecisionStep> steps = log.about(HELLO);
        for (int i = 1; i < steps.size(); i++) {
            assertThat(steps.get(i).decision().repeats(steps.get(i - 1).decision())).isFalse();
        }
        assertThat(steps).hasSizeLessThan(6).allMatch(DecisionStep::isReproducible);
    }

    @Example
    void theOldestMakeRoom() {
        var log = new DecisionLog(1, 2);
        run(List.of(10, 10, 100, 100, 50, 50, 190, 190), 10, log);
        assertThat(log.about(HELLO).size() + log.about(OTHER).size()).isBetween(1, 2);
    }

    /** Runs the whole path: reports, pokes and ticks, pods that follow slowly, changing specs. */
    private static void run(List<Integer> loads, int podsPerTick, Consumer<DecisionStep> trace) {
        var clock = new FakeClock();
        var pods = new AtomicInteger();
        var autoscaler =
                new Autoscaler(
                        clock,
                        revision -> OptionalInt.of(pods.get()),
                        (revision, spec, then) -> then.accept(new Scrape.NoPods()),
                        new Journal(10, 10));
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
    }
}
