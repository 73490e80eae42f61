package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.DeciderSpec;
import java.util.function.Consumer;

/** Decides, from the load of each revision, how many pods it should have. Never blocks. */
public interface Deciders {

    /**
     * The last decision about a revision.
     *
     * @param desiredScale how many pods; {@value #UNKNOWN} before anything was measured
     * @param excessBurstCapacity how much more load the ready pods could take; negative means that
     *     the activators are needed in front of them
     */
    record Decision(int desiredScale, int excessBurstCapacity) {
        public static final int UNKNOWN = -1;
    }

    /** Decides about {@code revision} from now on, under this spec; the last decision so far. */
    Decision ensure(RevisionKey revision, DeciderSpec spec);

    /** The revision is gone. */
    void forget(RevisionKey revision);

    /**
     * Calls {@code listener} whenever the desired scale or the sign of the excess burst capacity
     * changes.
     */
    void onDecision(Consumer<RevisionKey> listener);
}
