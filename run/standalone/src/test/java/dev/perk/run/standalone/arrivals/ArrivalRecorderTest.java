package dev.perk.run.standalone.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.NamespacedName;
import dev.perk.api.RevisionKey;
import dev.perk.http.Attributes;
import dev.perk.http.Exchange;
import dev.perk.http.Response;
import dev.perk.http.Stage;
import dev.perk.testing.testkit.FakeClock;
import dev.perk.testing.testkit.FakeExchange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalRecorderTest {
    private static final NamespacedName SERVICE = new NamespacedName("default", "hello");
    private static final RevisionKey REVISION = new RevisionKey("default", "hello-00001");

    private final FakeClock clock = new FakeClock();
    private final ArrivalRecorder recorder = new ArrivalRecorder(clock);
    private final List<Exchange> held = new ArrayList<>();
    private final Stage entry = recorder.arriving(held::add);
    private final Stage pod = recorder.beginning(_ -> {});

    @Test
    void whatIsWrittenDownIsTheArrivalAndTheTimeInThePod() {
        Recording recording = recorder.ask(SERVICE, List.of(REVISION));
        FakeExchange exchange = arrive();
        clock.advance("2s");
        pod.handle(held.getFirst());
        clock.advance("300ms");
        exchange.respond(Response.text(200, ""));

        Cell cell = recording.cells().getFirst();
        assertThat(cell.number()).isEqualTo(FakeClock.START.toEpochMilli() / 100);
        assertThat(cell.arrivedSoFar()).isEqualTo(1);
        assertThat(cell.count(12)).as("from 262 to 524 ms").isEqualTo(1);
        assertThat(cell.micros(12)).isEqualTo(300_000);
    }

    @Test
    void whoReachesNoPodIsCountedAsUnserved() {
        Recording recording = recorder.ask(SERVICE, List.of(REVISION));
        arrive().respond(Response.text(503, ""));
        assertThat(recording.cells().getFirst().unservedSoFar()).isEqualTo(1);
    }

    @Test
    void nothingIsRecordedBeforeAnybodyAsksNorLongAfter() {
        arrive();
        Recording recording = recorder.ask(SERVICE, List.of(REVISION));
        arrive();
        clock.advance("61s");
        arrive();
        assertThat(recording.cells()).hasSize(1);
        assertThat(recorder.ask(SERVICE, List.of(REVISION))).isNotSameAs(recording);
    }

    @Test
    void onlyTheLastMinutesAreKept() {
        Recording recording = recorder.ask(SERVICE, List.of(REVISION));
        for (int i = 0; i < 400; i++) {
            recorder.ask(SERVICE, List.of(REVISION));
            arrive();
            clock.advance("1s");
        }
        assertThat(recording.cells()).hasSize(360);
    }

    private FakeExchange arrive() {
        FakeExchange exchange = FakeExchange.get(clock, "hello.default.localhost", "/");
        entry.handle(exchange.put(Attributes.REVISION, REVISION));
        return exchange;
    }
}
