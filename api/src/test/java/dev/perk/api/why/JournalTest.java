package dev.perk.api.why;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Journal journal = new Journal(2, 3);

    @Test
    void keepsTheLastDecisionsAboutASubject() {
        for (String code : new String[] {"A", "B", "C", "D"}) {
            record("default/hello-00001", code);
        }
        assertThat(journal.about("default/hello-00001"))
                .extracting(entry -> entry.reason().code())
                .containsExactly("B", "C", "D");
        assertThat(journal.about("default/other-00001")).isEmpty();
    }

    @Test
    void countsWhatIsSaidAgainAndAgainAsOne() {
        record("hello", "Decided");
        for (int second = 0; second < 1000; second++) {
            journal.record(
                    "hello",
                    NOON.plusSeconds(second),
                    "gateway",
                    Reason.of("QueueFull", "too many").with("depth", second));
        }
        record("hello", "Decided");
        assertThat(journal.about("hello"))
                .extracting(entry -> entry.reason().code() + " " + entry.times())
                .containsExactly("Decided 1", "QueueFull 1000", "Decided 1");
        Journal.Entry refused = journal.about("hello").get(1);
        assertThat(refused.time()).isEqualTo(NOON);
        assertThat(refused.last()).isEqualTo(NOON.plusSeconds(999));
        assertThat(refused.reason().inputs()).as("of the first").containsEntry("depth", "0");
    }

    @Test
    void theSubjectThatWasWrittenLongestAgoMakesRoom() {
        record("one", "A");
        record("two", "A");
        record("one", "B");
        record("three", "A");
        assertThat(journal.about("two")).isEmpty();
        assertThat(journal.about("one")).hasSize(2);
        assertThat(journal.about("three")).hasSize(1);
    }

    private void record(String subject, String code) {
        journal.record(subject, NOON, "decider", Reason.of(code, "because"));
    }
}
