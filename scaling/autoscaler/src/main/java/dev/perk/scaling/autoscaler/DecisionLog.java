package dev.perk.scaling.autoscaler;

import dev.perk.api.RevisionKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The last decisions about each revision that said something new, with all that they were made
 * from, so that anyone can make them again.
 *
 * <p>Invariant: at most {@code revisions} revisions with at most {@code perRevision} steps each;
 * the revision that was decided about longest ago makes room. All access holds the monitor, and
 * nothing else is locked under it.
 */
public final class DecisionLog implements Consumer<DecisionStep> {
    private final int revisions;
    private final int perRevision;
    private final Map<RevisionKey, Deque<DecisionStep>> steps =
            new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param revisions how many revisions are remembered, 1 or more
     * @param perRevision how many decisions about each, 1 or more
     */
    public DecisionLog(int revisions, int perRevision) {
        if (revisions < 1 || perRevision < 1) {
            throw new IllegalArgumentException(
                    "a log of "
                            + perRevision
                            + " decisions about "
                            + revisions
                            + " revisions (expected: 1 or more of each)");
        }
        this.revisions = revisions;
        this.perRevision = perRevision;
    }

    @Override
    public synchronized void accept(DecisionStep step) {
        Deque<DecisionStep> known =
                steps.computeIfAbsent(step.revision(), revision -> new ArrayDeque<>());
        DecisionStep last = known.peekLast();
        if (last != null && step.decision().repeats(last.decision())) {
            return;
        }
        if (known.size() == perRevision) {
            known.removeFirst();
        }
        known.addLast(step);
        if (steps.size() > revisions) {
            steps.remove(steps.keySet().iterator().next());
        }
    }

    /** What is known about {@code revision}, oldest first; empty if nothing is. */
    public synchronized List<DecisionStep> about(RevisionKey revision) {
        Deque<DecisionStep> known = steps.get(revision);
        return known == null ? List.of() : new ArrayList<>(known);
    }
}
