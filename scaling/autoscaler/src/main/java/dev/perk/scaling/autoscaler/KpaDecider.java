package dev.perk.scaling.autoscaler;

import dev.perk.api.scaling.DeciderSpec;
import java.time.Instant;

/**
 * The KPA algorithm: how many pods a revision should have now. Same inputs, same answer.
 *
 * <p>Two windows look at the load. The stable one decides; when the short one asks for so many more
 * pods than are ready that waiting would hurt, the decider panics and does not shrink until the
 * surge has been over for a whole stable window. Each decision moves by limited factors. The bounds
 * of the revision are no part of this: they are applied by whoever scales.
 *
 * <p>Source: {@code knative/serving pkg/autoscaler/scaling/autoscaler.go}, in its order of
 * operations; but there, a revision counted in requests per second falls asleep under a request
 * that takes longer than the window. See {@code
 * docs/adr/0015-nobody-in-flight-loses-the-last-pod.md}.
 */
public final class KpaDecider {
    private static final Mode STABLE = new Mode.Stable();

    /** So many pods, and the rule without which it would have been another number. */
    private record Wish(int pods, Rule rule) {}

    private KpaDecider() {}

    /** Decides, given what is seen and what the decision before has left. */
    public static Decision decide(
            DeciderSpec spec, Observation seen, DeciderState state, Instant now) {
        return switch (seen) {
            case Observation.Unknown(String why) -> new Decision.Keep(why, state);
            case Observation.Load load -> decide(spec, load, state, now);
        };
    }

    private static Decision decide(
            DeciderSpec spec, Observation.Load load, DeciderState state, Instant now) {
        // Zero pods times any growth rate is zero: we could never leave it.
        double ready = Math.max(1, load.readyPods());
        double wantedByStable = Math.ceil(load.stable() / spec.target().value());
        double wantedByPanic = Math.ceil(load.panic() / spec.target().value());
        Wish stable = within(spec, wantedByStable, ready, Rule.STABLE);
        Wish panic = within(spec, wantedByPanic, ready, Rule.PANIC);
        Wish larger = panic.pods() > stable.pods() ? panic : stable;

        boolean surging = wantedByPanic / ready >= spec.panicThreshold();
        Mode mode = next(state.mode(), surging, larger.pods(), spec, now);
        Wish wish =
                switch (mode) {
                    case Mode.Stable _ -> stable;
                    // The surge reaches the stable window late, so shrinking before it has would
                    // drop pods still needed.
                    case Mode.Panic(_, int peakPods) ->
                            peakPods > larger.pods() ? new Wish(peakPods, Rule.PANIC_HOLD) : larger;
                };

        DelayWindow delay = state.delay();
        if (spec.reachable() && delay.holdsBack()) {
            delay = delay.record(now, wish.pods());
            if (delay.most() > wish.pods()) {
                wish = new Wish(delay.most(), Rule.SCALE_DOWN_DELAY);
            }
        }
        // After all that is remembered, so that the next decision is the reference's again.
        if (wish.pods() == 0 && load.inFlight() > 0) {
            wish = new Wish(1, Rule.IN_FLIGHT);
        }
        return new Decision.Scale(
                wish.pods(),
                excessBurstCapacity(spec, load),
                wish.rule(),
                spec,
                load,
                new DeciderState(mode, delay));
    }

    /** What a window asks for, within what may change at once. */
    private static Wish within(DeciderSpec spec, double wanted, double ready, Rule unbound) {
        double most = Math.ceil(spec.maxScaleUpRate() * ready);
        double least = spec.reachable() ? Math.floor(ready / spec.maxScaleDownRate()) : 0;
        int pods = (int) Math.min(Math.max(wanted, least), most);
        // Not limited by the rate: whoever asks for it wants it from the very first request on.
        if (wanted > 0 && spec.activationScale() > 1 && spec.activationScale() > pods) {
            return new Wish(spec.activationScale(), Rule.ACTIVATION_SCALE);
        }
        if (wanted > most) {
            return new Wish(pods, Rule.RATE_LIMITED_UP);
        }
        return new Wish(pods, wanted < least ? Rule.RATE_LIMITED_DOWN : unbound);
    }

    private static Mode next(Mode mode, boolean surging, int pods, DeciderSpec spec, Instant now) {
        return switch (mode) {
            case Mode.Stable stable -> surging ? new Mode.Panic(now, pods) : stable;
            case Mode.Panic(_, int peakPods) when surging ->
                    new Mode.Panic(now, Math.max(peakPods, pods));
            case Mode.Panic(Instant lastExceeded, _)
                    when lastExceeded.plus(spec.stableWindow()).isBefore(now) ->
                    STABLE;
            case Mode.Panic panic when panic.peakPods() >= pods -> panic;
            case Mode.Panic(Instant lastExceeded, _) -> new Mode.Panic(lastExceeded, pods);
        };
    }

    /**
     * Counts pods that are really there and what they could take at full utilization, against the
     * panic window: whether the activators may leave the path is a question about the next burst.
     */
    private static int excessBurstCapacity(DeciderSpec spec, Observation.Load load) {
        double burst = spec.targetBurstCapacity();
        if (burst == -1 || burst == 0) {
            return (int) burst;
        }
        return (int) Math.floor(load.readyPods() * spec.target().total() - burst - load.panic());
    }
}
