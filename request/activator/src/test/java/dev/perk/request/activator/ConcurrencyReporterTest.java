package dev.perk.request.activator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.RevisionKey;
import dev.perk.api.stats.Stat;
import dev.perk.api.stats.StatMessage;
import dev.perk.http.Attributes;
import dev.perk.testing.testkit.FakeClock;
import dev.perk.testing.testkit.FakeExchange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Upstream: TestStats in knative/serving pkg/activator/handler/concurrency_reporter_test.go. */
class ConcurrencyReporterTest {
    private static final RevisionKey HELLO = new RevisionKey("default", "hello-00001");
    private static final RevisionKey OTHER = new RevisionKey("default", "other-00001");

    private final FakeClock clock = new FakeClock();
    private final List<StatMessage> said = new ArrayList<>();
    private final ConcurrencyReporter reporter =
            new ConcurrencyReporter("act", clock, said::addAll);

    private FakeExchange request(RevisionKey revision) {
        var exchange = FakeExchange.get(clock, "a", "/");
        exchange.put(Attributes.REVISION, revision);
        reporter.handle(exchange, _ -> {});
        return exchange;
    }

    private static StatMessage stat(RevisionKey revision, double concurrency, double count) {
        return new StatMessage(revision, Stat.ofActivator("act", concurrency, count));
    }

    /** What was said since the last call. */
    private List<StatMessage> heard() {
        var heard = List.copyOf(said);
        said.clear();
        return heard;
    }

    @Test
    void theFirstRequestIsReportedAtOnceAndNotAgain() {
        request(HELLO);
        assertThat(heard()).containsExactly(stat(HELLO, 1, 1));
        request(HELLO);
        assertThat(heard()).as("not the first").isEmpty();
        clock.advance("1s");
        assertThat(heard()).containsExactly(stat(HELLO, 1, 1));
        clock.advance("1s");
        assertThat(heard()).containsExactly(stat(HELLO, 2, 0));
    }

    @Test
    void concurrencyIsWeightedByTime() {
        FakeExchange first = request(HELLO);
        FakeExchange second = request(HELLO);
        clock.advance("500ms");
        second.containerAnswers(200);
        clock.advance("500ms");
        assertThat(heard()).containsExactly(stat(HELLO, 1, 1), stat(HELLO, 0.5, 1));
        first.containerAnswers(200);
    }

    @Test
    void oneAfterTheOtherIsOneAtATime() {
        FakeExchange first = request(HELLO);
        clock.advance("500ms");
        first.containerAnswers(200);
        FakeExchange second = request(HELLO);
        clock.advance("500ms");
        second.containerAnswers(200);
        assertThat(heard()).containsExactly(stat(HELLO, 1, 1), stat(HELLO, 0, 1));
    }

    @Test
    void aQuietRevisionIsForgottenAfterOneZero() {
        FakeExchange only = request(HELLO);
        only.containerAnswers(200);
        clock.advance("1s");
        assertThat(heard()).containsExactly(stat(HELLO, 1, 1), stat(HELLO, 0, 0));
        clock.advance("5s");
        assertThat(heard()).isEmpty();
        request(HELLO);
        assertThat(heard()).as("a first request again").containsExactly(stat(HELLO, 1, 1));
    }

    @Test
    void everyRevisionCountsForItself() {
        request(HELLO);
        request(OTHER);
        heard();
        clock.advance("1s");
        assertThat(heard()).containsExactlyInAnyOrder(stat(HELLO, 0, 0), stat(OTHER, 0, 0));
    }

    @Test
    void aClientThatLeavesIsNoLongerCounted() {
        FakeExchange impatient = request(HELLO);
        request(HELLO);
        impatient.clientLeaves();
        clock.advance("1s");
        heard();
        clock.advance("1s");
        assertThat(heard()).containsExactly(stat(HELLO, 1, 0));
    }
}
