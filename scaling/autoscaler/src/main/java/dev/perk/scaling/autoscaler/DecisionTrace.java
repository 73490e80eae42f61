package dev.perk.scaling.autoscaler;

import dev.perk.api.RevisionKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The last decisions, in the order in which they were made, so that they can be made again
 * elsewhere: after a question, or by another version of the algorithm.
 *
 * <p>Invariant: at most {@code capacity} steps, the oldest make room. All access holds the monitor,
 * and nothing else is locked under it.
 */
public final class DecisionTrace implements Consumer<DecisionStep> {
    private final int capacity;
    private final Deque<DecisionStep> steps = new ArrayDeque<>();

    /**
     * @param capacity how many steps are kept over all revisions, 1 or more
     */
    public DecisionTrace(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a trace of " + capacity + " steps (expected: 1 or more)");
        }
        this.capacity = capacity;
    }

    @Override
    public synchronized void accept(DecisionStep step) {
        if (steps.size() == capacity) {
            steps.removeFirst();
        }
        steps.addLast(step);
    }

    public synchronized List<DecisionStep> steps() {
        return new ArrayList<>(steps);
    }

    /**
     * Makes every decision again, each from what the one before it on the same revision leaves when
     * made again.
     *
     * @return the steps that came out differently; empty if all could be reproduced
     */
    public static List<DecisionStep> divergences(List<DecisionStep> steps) {
        Map<RevisionKey, DeciderState> states = new HashMap<>();
        List<DecisionStep> different = new ArrayList<>();
        for (DecisionStep step : steps) {
            DeciderState before = states.getOrDefault(step.revision(), step.before());
            Decision again = KpaDecider.decide(step.spec(), step.seen(), before, step.time());
            if (!again.equals(step.decision())) {
                different.add(step);
            }
            states.put(step.revision(), again.next());
        }
        return different;
    }
}
