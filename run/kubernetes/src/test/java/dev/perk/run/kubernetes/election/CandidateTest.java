package dev.perk.run.kubernetes.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.run.kubernetes.election.Candidate.Move;
import dev.perk.run.kubernetes.election.Candidate.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Upstream: client-go tools/leaderelection TestTryAcquireOrRenew. */
class CandidateTest {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private final Candidate me = new Candidate("me", LEASE);

    private static LeaseRecord heldBy(String holder, int transitions) {
        return new LeaseRecord(holder, LEASE, T0, T0, transitions);
    }

    private static Optional<Seen> seen(LeaseRecord lease) {
        return Optional.of(new Seen(lease, T0));
    }

    private static Instant after(int seconds) {
        return T0.plusSeconds(seconds);
    }

    @Test
    void takesALeaseThatDoesNotExist() {
        assertThat(me.decide(Optional.empty(), T0)).isEqualTo(new Move.Take(heldBy("me", 0)));
    }

    @Test
    void waitsForALeaderThatLives() {
        assertThat(me.decide(seen(heldBy("other", 3)), after(59)))
                .isEqualTo(new Move.Wait("other"));
    }

    @Test
    void takesOverFromALeaderThatSaidNothingForTheWholeLease() {
        assertThat(me.decide(seen(heldBy("other", 3)), after(60)))
                .isEqualTo(new Move.Take(new LeaseRecord("me", LEASE, after(60), after(60), 4)));
    }

    @Test
    void takesAReleasedLeaseAtOnce() {
        LeaseRecord released = new Candidate("other", LEASE).released(heldBy("other", 3), T0);
        assertThat(me.decide(seen(released), T0))
                .isEqualTo(new Move.Take(new LeaseRecord("me", LEASE, T0, T0, 4)));
    }

    @Test
    void renewsItsOwnWithoutBecomingANewLeader() {
        assertThat(me.decide(seen(heldBy("me", 3)), after(10)))
                .isEqualTo(new Move.Take(new LeaseRecord("me", LEASE, T0, after(10), 3)));
    }

    @Test
    void doesNotBelieveTheClockOfTheOther() {
        LeaseRecord fromThePast = heldBy("other", 0);
        Instant now = after(3600);
        Seen first = Seen.next(Optional.empty(), fromThePast, now);
        assertThat(me.decide(Optional.of(first), now)).isEqualTo(new Move.Wait("other"));
        Seen again = Seen.next(Optional.of(first), fromThePast, now.plusSeconds(60));
        assertThat(me.decide(Optional.of(again), now.plusSeconds(60)))
                .isInstanceOf(Move.Take.class);
    }

    @Test
    void startsToWaitAnewWheneverTheLeaseChanges() {
        Seen first = Seen.next(Optional.empty(), heldBy("other", 0), T0);
        LeaseRecord renewed = new LeaseRecord("other", LEASE, T0, after(50), 0);
        Seen second = Seen.next(Optional.of(first), renewed, after(50));
        assertThat(me.decide(Optional.of(second), after(100))).isEqualTo(new Move.Wait("other"));
    }
}
