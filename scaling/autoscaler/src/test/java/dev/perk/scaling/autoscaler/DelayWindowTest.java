package dev.perk.scaling.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Upstream: {@code pkg/autoscaler/aggregation/max} TestWindowMax, TestTimeWindowMax. */
class DelayWindowTest {

    /** TestWindowMax, size 5: one value per bucket. */
    @Test
    void rememberTheMostOfTheLastBuckets() {
        int[] wanted = {5, 8, 5, 7, 5, 5, 1, 4, 4, 4};
        int[] most = {5, 8, 8, 8, 8, 8, 7, 7, 5, 5};
        DelayWindow window = DelayWindow.of(Duration.ofSeconds(10));
        for (int bucket = 0; bucket < wanted.length; bucket++) {
            window = window.record(at(2L * bucket), wanted[bucket]);
            assertThat(window.most()).as("bucket %d", bucket).isEqualTo(most[bucket]);
        }
    }

    @Test
    void theLargestOfOneBucketCounts() {
        DelayWindow window =
                DelayWindow.of(Duration.ofSeconds(2)).record(at(0), 3).record(at(1), 2);
        assertThat(window.most()).isEqualTo(3);
        assertThat(window.record(at(1), 4).most()).isEqualTo(4);
        assertThat(window.record(at(2), 1).most()).isEqualTo(1);
    }

    @Test
    void aPartOfABucketIsAWholeOne() {
        DelayWindow window = DelayWindow.of(Duration.ofSeconds(3)).record(at(0), 3);
        assertThat(window.record(at(2), 1).most()).isEqualTo(3);
        assertThat(window.record(at(4), 1).most()).isEqualTo(1);
    }

    @Test
    void noDelayRemembersNothing() {
        assertThat(DelayWindow.of(Duration.ZERO)).isEqualTo(DelayWindow.NONE);
        assertThat(DelayWindow.NONE.record(at(0), 7).most()).isZero();
    }

    @Test
    void aClockThatIsSetBackAddsToThePresent() {
        DelayWindow window =
                DelayWindow.of(Duration.ofSeconds(10)).record(at(100), 3).record(at(0), 5);
        assertThat(window.most()).isEqualTo(5);
        assertThat(window.record(at(108), 1).most()).isEqualTo(5);
        assertThat(window.record(at(110), 1).most()).isEqualTo(1);
    }

    @Property
    void agreesWithLookingAtEverything(
            @ForAll @IntRange(min = 1, max = 40) int buckets,
            @ForAll @Size(max = 120) List<@IntRange(max = 12) Integer> wanted,
            @ForAll @IntRange(min = 1, max = 5) int step) {
        DelayWindow window = DelayWindow.of(Duration.ofSeconds(2L * buckets));
        for (int tick = 0; tick < wanted.size(); tick++) {
            window = window.record(at((long) tick * step), wanted.get(tick));
            int most = 0;
            for (int past = 0; past <= tick; past++) {
                boolean inWindow = bucket(tick * step) - bucket(past * step) < buckets;
                most = inWindow ? Math.max(most, wanted.get(past)) : most;
            }
            assertThat(window.most()).isEqualTo(most);
            assertThat(window.entries()).isBetween(1, Math.min(buckets, 13));
        }
    }

    private static int bucket(int second) {
        return second / 2;
    }

    private static Instant at(long second) {
        return FakeClock.START.plusSeconds(second);
    }
}
