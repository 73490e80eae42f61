package dev.perk.scaling.autoscaler;

import java.time.Instant;

/** How the decider looks at a revision between two decisions. */
public sealed interface Mode {

    /** The stable window decides. */
    record Stable() implements Mode {}

    /**
     * A surge is under way: the larger of the two windows decides, and pods only become more.
     *
     * @param lastExceeded when the panic window last asked for so much more than is ready
     * @param peakPods the most pods that were wanted since the panic began
     */
    record Panic(Instant lastExceeded, int peakPods) implements Mode {}
}
