package dev.perk.run.standalone.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTest {
    private final Arrivals arrivals = oneRequestEveryTwoMinutes();

    @Test
    void findsSettingsUnderWhichNobodyWaits() {
        List<Search.Candidate> best = search("max<1ms");
        assertThat(best.getFirst().outcome().waits().quantile(1)).isZero();
        assertThat(best.getFirst().changes()).contains("min-scale=1");
    }

    @Test
    void withoutABoundThatMattersItFindsTheCheapest() {
        Search.Candidate cheapest = search("max<1h").getFirst();
        assertThat(cheapest.changes()).contains("window=6s");
        assertThat(cheapest.outcome().replicaSeconds())
                .isLessThan(Replay.of(arrivals, Settings.DEFAULT.setup(), tail()).replicaSeconds());
    }

    @Test
    void findsTheSameAgain() {
        assertThat(search("cold-starts<4"))
                .extracting(Search.Candidate::changes)
                .isEqualTo(
                        search("cold-starts<4").stream().map(Search.Candidate::changes).toList());
    }

    @Test
    void anObjectiveThatMakesNoSenseIsNamed() {
        assertThatThrownBy(() -> Objective.parse("p98<2s"))
                .hasMessageStartingWith("\"p98<2s\" (expected: such as p99<500ms: ");
        assertThatThrownBy(() -> Objective.parse("p99<2")).hasMessageStartingWith("\"p99<2\"");
    }

    private List<Search.Candidate> search(String objective) {
        return Search.best(
                Settings.DEFAULT,
                Objective.parse(objective),
                setup -> Replay.of(arrivals, setup, tail()),
                3);
    }

    private static Duration tail() {
        return Duration.ofMinutes(3);
    }

    private static Arrivals oneRequestEveryTwoMinutes() {
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        var builder = new Arrivals.Builder(begin);
        for (int i = 0; i < 10; i++) {
            builder.add(begin.plusSeconds(10 + 120L * i), Duration.ofMillis(100));
        }
        return builder.build();
    }
}
