package dev.perk.scaling.autoscaler;

import dev.perk.api.scaling.DeciderSpec;
import java.time.Instant;

/**
 * All that one decision tells the next.
 *
 * @param delay fixed when the decider is created: another scale-down delay in the spec changes
 *     nothing for a revision that is already being decided about, as upstream
 */
public record DeciderState(Mode mode, DelayWindow delay) {

    /**
     * The state of a new decider. Where several pods run already, the autoscaler has been restarted
     * and lost its windows, so it keeps what is there for one stable window, as if it had panicked.
     *
     * @param readyPods 0 if they cannot be counted, as is usual for a new revision
     */
    public static DeciderState initial(DeciderSpec spec, int readyPods, Instant now) {
        Mode mode = readyPods > 1 ? new Mode.Panic(now, readyPods) : new Mode.Stable();
        return new DeciderState(mode, DelayWindow.of(spec.scaleDownDelay()));
    }
}
