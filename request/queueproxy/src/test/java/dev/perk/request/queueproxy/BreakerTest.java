package dev.perk.request.queueproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perk.testing.testkit.FakeClock;
import dev.perk.testing.testkit.FakeExchange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/queue/breaker_test.go. */
class BreakerTest {
    private final FakeClock clock = new FakeClock();

    /** Exchanges that ask the breaker, run when let in, and end when the test says so. */
    private final class Crowd {
        final Breaker breaker;
        final List<Integer> admitted = new ArrayList<>();
        final List<Integer> refused = new ArrayList<>();
        final Deque<FakeExchange> running = new ArrayDeque<>();
        final List<FakeExchange> waiting = new ArrayList<>();
        int arrivals;

        Crowd(Breaker breaker) {
            this.breaker = breaker;
        }

        void arrive() {
            int number = arrivals++;
            FakeExchange exchange = FakeExchange.get(clock, "a", "/");
            switch (breaker.tryAcquire()) {
                case Admission.Admitted(Runnable release) -> run(number, exchange, release);
                case Admission.Waiting place -> {
                    waiting.add(exchange);
                    place.whenAdmitted(
                            exchange,
                            release -> {
                                waiting.remove(exchange);
                                run(number, exchange, release);
                            });
                }
                case Admission.QueueFull _, Admission.Closed _ -> refused.add(number);
            }
        }

        private void run(int number, FakeExchange exchange, Runnable release) {
            admitted.add(number);
            running.addLast(exchange);
            exchange.atEnd(release);
        }

        void oneFinishes() {
            running.removeFirst().containerAnswers(200);
            clock.runDue();
        }

        void oneWaitingLeaves(int index) {
            waiting.remove(index).clientLeaves();
            clock.runDue();
        }
    }

    @Test
    void admitsElevenTimesTheConcurrencyInAll() {
        var crowd = new Crowd(Breaker.forContainer(10));
        for (int i = 0; i < 111; i++) {
            crowd.arrive();
        }
        assertThat(crowd.running).hasSize(10);
        assertThat(crowd.waiting).hasSize(100);
        assertThat(crowd.refused).containsExactly(110);
    }

    /** Worked example 7.17: TestHandlerBreakerQueueFull, and the slots of a real pod of one. */
    @Test
    void theThirdOfThreeAtOnceIsRefusedByAQueueOfOne() {
        var crowd = new Crowd(new Breaker(1, 1));
        for (int i = 0; i < 3; i++) {
            crowd.arrive();
        }
        assertThat(crowd.refused).containsExactly(2);
        var pod = new Crowd(Breaker.forContainer(1));
        for (int i = 0; i < 12; i++) {
            pod.arrive();
        }
        assertThat(pod.refused).containsExactly(11);
    }

    @Test
    void aSlotGoesToWhoWaitedLongest() {
        var crowd = new Crowd(new Breaker(3, 1));
        for (int i = 0; i < 4; i++) {
            crowd.arrive();
        }
        for (int i = 0; i < 3; i++) {
            crowd.oneFinishes();
        }
        assertThat(crowd.admitted).containsExactly(0, 1, 2, 3);
    }

    @Test
    void whoLeavesTheQueueMakesRoom() {
        var crowd = new Crowd(new Breaker(1, 1));
        crowd.arrive();
        crowd.arrive();
        crowd.oneWaitingLeaves(0);
        crowd.arrive();
        assertThat(crowd.refused).isEmpty();
        crowd.oneFinishes();
        assertThat(crowd.admitted).containsExactly(0, 2);
    }

    @Test
    void whoLeavesBetweenGrantAndItsTurnPassesTheSlotOn() {
        var crowd = new Crowd(new Breaker(2, 1));
        for (int i = 0; i < 3; i++) {
            crowd.arrive();
        }
        crowd.running.removeFirst().containerAnswers(200); // grants to the second, on its loop
        crowd.waiting.getFirst().clientLeaves();
        clock.runDue();
        assertThat(crowd.admitted).containsExactly(0, 2);
        assertThat(crowd.breaker.running()).isEqualTo(1);
    }

    @Test
    void releasingTwiceFreesOneSlot() {
        var breaker = new Breaker(1, 1);
        var admitted = (Admission.Admitted) breaker.tryAcquire();
        admitted.release().run();
        admitted.release().run();
        assertThat(breaker.running()).isZero();
        assertThat(breaker.tryAcquire()).isInstanceOf(Admission.Admitted.class);
        assertThat(breaker.tryAcquire()).isInstanceOf(Admission.Waiting.class);
    }

    @Test
    void aRaisedCapacityWakesThoseWhoWait() {
        var crowd = new Crowd(new Breaker(10, 0));
        for (int i = 0; i < 3; i++) {
            crowd.arrive();
        }
        crowd.breaker.updateCapacity(2);
        clock.runDue();
        assertThat(crowd.admitted).containsExactly(0, 1);
    }

    @Test
    void aLoweredCapacityInterruptsNobody() {
        var crowd = new Crowd(new Breaker(10, 2));
        for (int i = 0; i < 3; i++) {
            crowd.arrive();
        }
        crowd.breaker.updateCapacity(1);
        assertThat(crowd.running).hasSize(2);
        crowd.oneFinishes();
        assertThat(crowd.admitted).as("still one too many").containsExactly(0, 1);
        crowd.oneFinishes();
        assertThat(crowd.admitted).containsExactly(0, 1, 2);
    }

    @Test
    void refusesABreakerThatCannotWork() {
        assertThatThrownBy(() -> new Breaker(0, 1)).hasMessageContaining("queue depth 0");
        assertThatThrownBy(() -> new Breaker(1, -1)).hasMessageContaining("capacity -1");
    }

    /** 0 arrives, 1 finishes, 2 leaves the queue. */
    @Property
    void neverRunsMoreThanItMayAndNeverLetsASlotIdle(
            @ForAll @IntRange(min = 1, max = 5) int capacity,
            @ForAll @IntRange(min = 1, max = 5) int depth,
            @ForAll @Size(max = 200) List<@IntRange(max = 2) Integer> events) {
        var crowd = new Crowd(new Breaker(depth, capacity));
        for (int event : events) {
            switch (event) {
                case 0 -> crowd.arrive();
                case 1 -> {
                    if (!crowd.running.isEmpty()) {
                        crowd.oneFinishes();
                    }
                }
                default -> {
                    if (!crowd.waiting.isEmpty()) {
                        crowd.oneWaitingLeaves(crowd.waiting.size() / 2);
                    }
                }
            }
            assertThat(crowd.running).hasSizeLessThanOrEqualTo(capacity);
            assertThat(crowd.waiting).hasSizeLessThanOrEqualTo(depth);
            assertThat(crowd.running.size() == capacity || crowd.waiting.isEmpty())
                    .as("nobody waits while a slot is free")
                    .isTrue();
            assertThat(crowd.breaker.running()).isEqualTo(crowd.running.size());
            assertThat(crowd.breaker.waiting()).isEqualTo(crowd.waiting.size());
        }
        assertThat(crowd.admitted).as("first come, first served").isSorted();
        while (!crowd.running.isEmpty()) {
            crowd.oneFinishes();
        }
        assertThat(crowd.waiting).as("everyone gets a turn").isEmpty();
        assertThat(crowd.breaker.running()).isZero();
    }
}
