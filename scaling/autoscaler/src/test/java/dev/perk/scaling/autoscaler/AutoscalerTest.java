package dev.perk.scaling.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.Aggregation;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.stats.Stat;
import dev.perk.api.why.Journal;
import dev.perk.api.why.Reason;
import dev.perk.scaling.metrics.Recorded;
import dev.perk.scaling.metrics.Scrape;
import dev.perk.testing.testkit.DeciderSpecBuilder;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: {@code pkg/autoscaler/scaling/multiscaler_test.go}. */
class AutoscalerTest {
    private static final RevisionKey HELLO = new RevisionKey("default", "hello-00001");
    private static final DeciderSpec SPEC = new DeciderSpecBuilder().build();

    private final FakeClock clock = new FakeClock();
    private final Journal journal = new Journal(10, 100);
    private final List<RevisionKey> told = new ArrayList<>();
    private OptionalInt ready = OptionalInt.of(0);
    private Scrape answer = new Scrape.NoPods();
    private final Autoscaler autoscaler =
            new Autoscaler(
                    clock,
                    revision -> ready,
                    (revision, spec, then) -> then.accept(answer),
                    journal);

    @BeforeEach
    void listen() {
        autoscaler.onDecision(told::add);
        autoscaler.start();
    }

    /** TestMultiScalerScaling: not found, undecided, told once, not told again, deleted. */
    @Test
    void aDecisionIsToldWhenItChanges() {
        assertThat(autoscaler.decision(HELLO)).isEmpty();
        collect();
        assertThat(autoscaler.ensure(HELLO, SPEC)).isEqualTo(new DeciderStatus(-1, -111));

        clock.advance("2s");
        assertThat(told).as("-1 became 0").containsExactly(HELLO);
        assertThat(autoscaler.decision(HELLO)).contains(new DeciderStatus(0, -211));

        report(100);
        clock.runDue();
        assertThat(told).hasSize(2);
        assertThat(autoscaler.decision(HELLO)).contains(new DeciderStatus(2, -311));

        clock.advance("10s");
        assertThat(told).as("the same decision five times").hasSize(2);

        autoscaler.forget(HELLO);
        report(100);
        clock.advance("100s");
        assertThat(told).hasSize(2);
        assertThat(autoscaler.decision(HELLO)).isEmpty();
    }

    /** TestMultiScalerScaleFromZero: no tick in between. */
    @Test
    void theFirstRequestIsDecidedAboutAtOnce() {
        scaledToZero();
        report(1);
        assertThat(told).as("not on the thread that reports").isEmpty();
        clock.runDue();
        assertThat(told).containsExactly(HELLO);
        assertThat(autoscaler.decision(HELLO)).contains(new DeciderStatus(1, -212));
    }

    @Test
    void manyFirstRequestsAreDecidedAboutOnce() {
        scaledToZero();
        List<DecisionStep> steps = new ArrayList<>();
        autoscaler.traceTo(steps::add);
        for (int request = 0; request < 300; request++) {
            report(1);
        }
        clock.runDue();
        assertThat(steps).hasSize(1);
        assertThat(told).hasSize(1);
        assertThat(autoscaler.decision(HELLO)).contains(new DeciderStatus(5, -511));
    }

    @Test
    void noLoadIsNoReasonToDecideNow() {
        scaledToZero();
        report(0);
        clock.runDue();
        assertThat(told).isEmpty();
    }

    @Test
    void aRevisionWithPodsWaitsForItsTick() {
        scaledToZero();
        report(1);
        clock.runDue();
        report(1000);
        clock.runDue();
        assertThat(autoscaler.decision(HELLO).orElseThrow().desiredScale()).isEqualTo(1);
        clock.advance("2s");
        assertThat(autoscaler.decision(HELLO).orElseThrow().desiredScale()).isEqualTo(15);
    }

    @Test
    void theFirstRequestOfAnUndecidedRevisionIsDecidedAboutAtOnce() {
        collect();
        autoscaler.ensure(HELLO, SPEC);
        assertThat(autoscaler.decision(HELLO).orElseThrow().desiredScale()).isEqualTo(-1);
        report(1);
        clock.runDue();
        assertThat(autoscaler.decision(HELLO).orElseThrow().desiredScale()).isEqualTo(1);
    }

    /** TestMultiScalerOnlyCapacityChange and TestSameSign. */
    @ParameterizedTest
    @CsvSource({
        "1982, 1984, true",
        "-1984, -1988, true",
        "-1988, 2006, false",
        "-2006, 2009, false",
        "0, 1, true",
        "0, -42, false",
    })
    void onlyTheSignOfTheBurstCapacityMatters(int before, int after, boolean same) {
        assertThat(new DeciderStatus(1, before).actsLike(new DeciderStatus(1, after)))
                .isEqualTo(same);
        assertThat(new DeciderStatus(1, before).actsLike(new DeciderStatus(2, after))).isFalse();
    }

    @Test
    void aChangedSignOfTheBurstCapacityIsTold() {
        scaledToZero();
        ready = OptionalInt.of(2);
        clock.advance("2s");
        assertThat(told).as("one pod more at most, burst still negative").hasSize(1);
        told.clear();
        ready = OptionalInt.of(3);
        clock.advance("2s");
        assertThat(autoscaler.decision(HELLO)).contains(new DeciderStatus(1, 89));
        assertThat(told).hasSize(1);
        ready = OptionalInt.of(3);
        clock.advance("2s");
        assertThat(told).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"-1, -1", "0, 0", "42, 8"})
    void aNewDeciderKnowsItsBurstCapacity(double burstCapacity, int excess) {
        DeciderSpec spec =
                new DeciderSpecBuilder()
                        .target(25)
                        .initialScale(2)
                        .burstCapacity(burstCapacity)
                        .build();
        assertThat(autoscaler.ensure(HELLO, spec)).isEqualTo(new DeciderStatus(-1, excess));
    }

    /** TestMultiScalerUpdate; the panic goes on. */
    @Test
    void anotherSpecKeepsWhatIsRemembered() {
        collect();
        ready = OptionalInt.of(7);
        autoscaler.ensure(HELLO, SPEC);
        report(10);
        autoscaler.ensure(HELLO, new DeciderSpecBuilder().target(1).build());
        clock.advance("2s");
        assertThat(autoscaler.decision(HELLO).orElseThrow().desiredScale()).isEqualTo(10);
        autoscaler.ensure(HELLO, new DeciderSpecBuilder().target(100).build());
        clock.advance("2s");
        assertThat(autoscaler.decision(HELLO).orElseThrow().desiredScale())
                .as("panics since the start")
                .isEqualTo(10);
    }

    @Test
    void withoutDataOrPodCountNothingIsDecided() {
        autoscaler.ensure(HELLO, SPEC);
        clock.advance("2s");
        assertThat(lastReason().text()).contains("not collected");

        autoscaler.collect(HELLO, spec("hello-00001-private"));
        clock.advance("2s");
        assertThat(autoscaler.decision(HELLO)).contains(new DeciderStatus(-1, -111));

        report(1);
        ready = OptionalInt.empty();
        clock.advance("2s");
        assertThat(autoscaler.decision(HELLO)).contains(new DeciderStatus(-1, -111));
        assertThat(told).isEmpty();
    }

    @Test
    void aLostViewKeepsTheLastDecision() {
        autoscaler.collect(HELLO, spec("hello-00001-private"));
        autoscaler.ensure(HELLO, SPEC);
        report(100);
        clock.advance("2s");
        assertThat(autoscaler.decision(HELLO)).contains(new DeciderStatus(2, -311));
        clock.advance("62s");
        assertThat(lastReason().code()).isEqualTo("NoData");
        assertThat(autoscaler.decision(HELLO)).contains(new DeciderStatus(2, -211));
        assertThat(told).hasSize(1);
    }

    @Test
    void theJournalTellsEveryChangeOfReasonOnce() {
        scaledToZero();
        report(140);
        clock.advance("10s");
        clock.advance("120s");
        assertThat(journal.about("default/hello-00001").stream().map(e -> e.reason().code()))
                .containsExactly("StableWindow", "StableWindow", "PanicHold", "StableWindow");
        assertThat(journal.about("default/hello-00001").get(1).part()).isEqualTo("decider");
    }

    @Test
    void podsAreAskedAndTheirFailuresTold() {
        List<RevisionKey> changed = new ArrayList<>();
        autoscaler.onCollectionChange(changed::add);
        autoscaler.collect(HELLO, spec("hello-00001-private"));
        answer = new Scrape.Failed(Scrape.Cause.COLLECTION_FAILED, "connection refused");
        clock.advance("1s");
        assertThat(changed).containsExactly(HELLO);
        assertThat(autoscaler.collectionFailure(HELLO).orElseThrow().message())
                .isEqualTo("connection refused");

        answer = new Scrape.Answered(Stat.ofActivator("pod", 70, 70));
        autoscaler.ensure(HELLO, SPEC);
        clock.advance("3s");
        assertThat(autoscaler.collectionFailure(HELLO)).isEmpty();
        assertThat(autoscaler.decision(HELLO).orElseThrow().desiredScale()).isEqualTo(1);
        assertThat(autoscaler.statCounts()).containsEntry(Recorded.COUNTED, 3L);
    }

    @Test
    void aStatThatMakesNoSenseWakesNobody() {
        scaledToZero();
        autoscaler.record(HELLO, Stat.ofActivator("activator", Double.NaN, 1));
        clock.runDue();
        assertThat(told).isEmpty();
    }

    @Test
    void oneListenerThatBreaksDoesNotStopTheTick() {
        RevisionKey other = new RevisionKey("default", "other-00001");
        autoscaler.onDecision(revision -> {
            throw new IllegalStateException("listener");
        });
        collect();
        autoscaler.collect(other, spec(""));
        autoscaler.ensure(HELLO, SPEC);
        autoscaler.ensure(other, SPEC);
        clock.advance("2s");
        assertThat(autoscaler.decision(HELLO).orElseThrow().desiredScale()).isZero();
        assertThat(autoscaler.decision(other).orElseThrow().desiredScale()).isZero();
    }

    @Test
    void nothingIsDecidedAfterTheEnd() {
        scaledToZero();
        autoscaler.close();
        report(1000);
        clock.runDue();
        int decided = autoscaler.decision(HELLO).orElseThrow().desiredScale();
        report(100_000);
        clock.advance("60s");
        assertThat(autoscaler.decision(HELLO).orElseThrow().desiredScale()).isEqualTo(decided);
    }

    private void collect() {
        autoscaler.collect(HELLO, spec(""));
    }

    private void scaledToZero() {
        collect();
        autoscaler.ensure(HELLO, SPEC);
        clock.advance("2s");
        assertThat(autoscaler.decision(HELLO)).contains(new DeciderStatus(0, -211));
        told.clear();
    }

    private void report(double concurrency) {
        autoscaler.record(HELLO, Stat.ofActivator("activator", concurrency, concurrency));
    }

    private Reason lastReason() {
        return journal.about("default/hello-00001").getLast().reason();
    }

    private static MetricSpec spec(String scrapeTarget) {
        return new MetricSpec(
                Duration.ofSeconds(60), Duration.ofSeconds(6), scrapeTarget, Aggregation.LINEAR);
    }
}
