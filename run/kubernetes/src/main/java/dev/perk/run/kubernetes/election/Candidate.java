package dev.perk.run.kubernetes.election;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether to take a lease.
 *
 * <p>Clocks of machines differ, so the times in a lease count for nothing: a holder is alive as
 * long as its lease changed less than the lease's duration ago, as seen by our own clock. Source:
 * {@code k8s.io/client-go tools/leaderelection/leaderelection.go}.
 *
 * @param identity who we are; no other process has it
 * @param leaseDuration what we write into the lease
 */
record Candidate(String identity, Duration leaseDuration) {

    /**
     * A lease as last seen.
     *
     * @param since when it was first seen like this, by our clock
     */
    record Seen(LeaseRecord lease, Instant since) {

        /** What is known after another look. */
        static Seen next(Optional<Seen> before, LeaseRecord now, Instant at) {
            return before.filter(seen -> seen.lease().equals(now))
                    .orElseGet(() -> new Seen(now, at));
        }

        private boolean isAlive(Instant now) {
            return !lease.holder().isEmpty() && since.plus(lease.duration()).isAfter(now);
        }
    }

    /** What to do. */
    sealed interface Move {
        /** Write this; whoever writes first leads. */
        record Take(LeaseRecord lease) implements Move {}

        /** Somebody else leads, and lives. */
        record Wait(String leader) implements Move {}
    }

    /**
     * @param seen empty if there is no such lease yet
     */
    Move decide(Optional<Seen> seen, Instant now) {
        if (seen.isEmpty()) {
            return new Move.Take(new LeaseRecord(identity, leaseDuration, now, now, 0));
        }
        LeaseRecord lease = seen.get().lease();
        if (lease.holder().equals(identity)) {
            return new Move.Take(
                    new LeaseRecord(
                            identity, leaseDuration, lease.acquired(), now, lease.transitions()));
        }
        if (seen.get().isAlive(now)) {
            return new Move.Wait(lease.holder());
        }
        return new Move.Take(
                new LeaseRecord(identity, leaseDuration, now, now, lease.transitions() + 1));
    }

    /** What to leave behind, so that the next leader need not wait. */
    LeaseRecord released(LeaseRecord lease, Instant now) {
        return new LeaseRecord("", Duration.ofSeconds(1), now, now, lease.transitions());
    }
}
