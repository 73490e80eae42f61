package dev.perk.kube.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.NamespacedName;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Upstream: knative/pkg controller/two_lane_queue_test.go; client-go's item limiter. */
class WorkQueueTest {
    private static final NamespacedName A = new NamespacedName("ns", "a");
    private static final NamespacedName B = new NamespacedName("ns", "b");
    private static final NamespacedName C = new NamespacedName("ns", "c");

    private final FakeClock clock = new FakeClock();
    private int wakeUps;
    private final WorkQueue queue = new WorkQueue(clock, () -> wakeUps++);

    @Test
    void takesTheFastLaneFirst() {
        queue.add(A, WorkQueue.Lane.SLOW);
        queue.add(B, WorkQueue.Lane.FAST);
        queue.add(C, WorkQueue.Lane.FAST);
        assertThat(takeAll()).containsExactly(B, C, A);
    }

    @Test
    void holdsAKeyOnceHoweverOftenItIsAdded() {
        queue.add(A, WorkQueue.Lane.FAST);
        queue.add(A, WorkQueue.Lane.FAST);
        queue.add(A, WorkQueue.Lane.SLOW);
        assertThat(queue.depth()).isEqualTo(1);
    }

    @Test
    void movesAKeyToTheFastLaneWhenSomethingHappensToIt() {
        queue.add(A, WorkQueue.Lane.SLOW);
        queue.add(B, WorkQueue.Lane.SLOW);
        queue.add(B, WorkQueue.Lane.FAST);
        assertThat(takeAll()).containsExactly(B, A);
    }

    @Test
    void keepsAKeyBackWhileItIsBeingProcessed() {
        queue.add(A, WorkQueue.Lane.FAST);
        assertThat(queue.take()).contains(A);
        queue.add(A, WorkQueue.Lane.FAST);
        assertThat(queue.take()).as("two attempts at one key at a time").isEmpty();
        queue.done(A);
        assertThat(queue.take()).contains(A);
    }

    @Test
    void tellsThatThereIsWorkOncePerKeyThatBecomesReady() {
        queue.add(A, WorkQueue.Lane.FAST);
        queue.take();
        queue.add(A, WorkQueue.Lane.FAST);
        assertThat(wakeUps).as("the second add has to wait").isEqualTo(1);
        queue.done(A);
        assertThat(wakeUps).isEqualTo(2);
    }

    @Test
    void bringsAKeyBackAfterItsDelay() {
        queue.addAfter(A, Duration.ofSeconds(3));
        clock.advance("2s");
        assertThat(queue.depth()).isZero();
        clock.advance("1s");
        assertThat(queue.take()).contains(A);
    }

    @Test
    void keepsTheEarlierOfTwoDates() {
        queue.addAfter(A, Duration.ofSeconds(3));
        queue.addAfter(A, Duration.ofSeconds(30));
        queue.addAfter(B, Duration.ofSeconds(30));
        queue.addAfter(B, Duration.ofSeconds(3));
        clock.advance("3s");
        assertThat(takeAll()).containsExactly(A, B);
        clock.advance("60s");
        assertThat(queue.depth()).as("the later dates are forgotten").isZero();
    }

    @Test
    void waitsLongerAfterEveryFailureInARow() {
        List<Duration> waits = new ArrayList<>();
        for (int failure = 1; failure <= 20; failure++) {
            waits.add(WorkQueue.backoff(failure));
        }
        assertThat(waits.subList(0, 4))
                .containsExactly(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(40));
        assertThat(waits.get(19)).isEqualTo(Duration.ofSeconds(1000));
        assertThat(WorkQueue.backoff(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1000));
    }

    @Test
    void startsWithTheShortestWaitAgainAfterASuccess() {
        queue.addAfterFailure(A);
        clock.advance("5ms");
        queue.addAfterFailure(B);
        queue.addAfterFailure(B);
        assertThat(takeAll()).containsExactly(A);
        queue.forgetFailures(A);
        queue.addAfterFailure(A);
        clock.advance("5ms");
        assertThat(takeAll()).containsExactly(B, A);
    }

    @Test
    void forgetsEverythingWhenItCloses() {
        queue.add(A, WorkQueue.Lane.FAST);
        queue.addAfter(B, Duration.ofSeconds(1));
        queue.close();
        queue.add(C, WorkQueue.Lane.FAST);
        clock.advance("2s");
        assertThat(queue.take()).isEmpty();
    }

    private List<NamespacedName> takeAll() {
        List<NamespacedName> taken = new ArrayList<>();
        for (Optional<NamespacedName> key = queue.take(); key.isPresent(); key = queue.take()) {
            taken.add(key.get());
            queue.done(key.get());
        }
        return taken;
    }
}
