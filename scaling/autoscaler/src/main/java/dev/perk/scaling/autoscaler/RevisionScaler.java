package dev.perk.scaling.autoscaler;

import dev.perk.api.scaling.DeciderSpec;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The decider of one revision with its memory.
 *
 * <p>Invariant: {@code state} is what the last decision left, and {@code status} what it said. Both
 * and {@code spec} are written under the monitor; nothing else is locked under it. {@code status}
 * may be read without it.
 */
final class RevisionScaler {

    /**
     * What one evaluation led to.
     *
     * @param spec what was decided by
     * @param before what was remembered
     * @param changed whether those who act on the status have to act again
     * @param newReason whether another rule decides than before, or for another number
     */
    record Outcome(
            DeciderSpec spec,
            DeciderState before,
            Decision decision,
            boolean changed,
            boolean newReason) {}

    private final AtomicBoolean poked = new AtomicBoolean();
    private DeciderSpec spec;
    private DeciderState state;
    private volatile DeciderStatus status;
    private @Nullable Decision last;

    RevisionScaler(DeciderSpec spec, int readyPods, Instant now) {
        this.spec = spec;
        this.state = DeciderState.initial(spec, readyPods, now);
        this.status = DeciderStatus.initial(spec);
    }

    DeciderStatus status() {
        return status;
    }

    synchronized DeciderSpec spec() {
        return spec;
    }

    /** Decides by another spec from now on; what is remembered stays. */
    synchronized void update(DeciderSpec newSpec) {
        spec = newSpec;
    }

    synchronized Outcome evaluate(Observation seen, Instant now) {
        DeciderState before = state;
        Decision decision = KpaDecider.decide(spec, seen, before, now);
        state = decision.next();
        boolean changed =
                switch (decision) {
                    case Decision.Keep _ -> false;
                    case Decision.Scale scale -> publish(status.after(scale));
                };
        boolean newReason = last == null || !decision.repeats(last);
        last = decision;
        return new Outcome(spec, before, decision, changed, newReason);
    }

    private boolean publish(DeciderStatus next) {
        boolean changed = !next.actsLike(status);
        status = next;
        return changed;
    }

    /** Asks for an evaluation out of turn; true if none was asked for yet. */
    boolean poke() {
        return poked.compareAndSet(false, true);
    }

    /** To be called before the evaluation that was asked for, so that a later poke asks again. */
    void pokeHeard() {
        poked.set(false);
    }
}
