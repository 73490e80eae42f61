package dev.perk.api.why;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last decisions about each subject, oldest first. Bounded in both directions, so that it can
 * stay on for ever.
 *
 * <p>Invariant: at most {@code subjects} subjects with at most {@code perSubject} entries each; the
 * subject that was written longest ago makes room. All access holds the journal's monitor, and
 * nothing else is locked under it.
 */
public final class Journal {

    /**
     * One decision: by which part ({@code decider}, {@code gateway}, …), and why.
     *
     * @param time when it was made first
     * @param times how often it was made again and again with nothing else in between, 1 or more: a
     *     flood of refusals must not wash away what led to them
     * @param last when it was made last
     * @param reason that of the first
     */
    public record Entry(Instant time, String part, Reason reason, int times, Instant last) {
        private boolean isRepeatedBy(String otherPart, Reason other) {
            return part.equals(otherPart) && reason.repeats(other);
        }

        private Entry again(Instant when) {
            return new Entry(time, part, reason, times + 1, when);
        }
    }

    private final int subjects;
    private final int perSubject;
    private final Map<String, Deque<Entry>> entries = new LinkedHashMap<>(16, 0.75f, true);

    public Journal(int subjects, int perSubject) {
        if (subjects < 1 || perSubject < 1) {
            throw new IllegalArgumentException(
                    "a journal of "
                            + subjects
                            + " subjects and "
                            + perSubject
                            + " entries each (expected: 1 or more)");
        }
        this.subjects = subjects;
        this.perSubject = perSubject;
    }

    /** Adds a decision about {@code subject}, for example {@code default/hello-00001}. */
    public synchronized void record(String subject, Instant time, String part, Reason reason) {
        Deque<Entry> ofSubject = entries.computeIfAbsent(subject, s -> new ArrayDeque<>());
        Entry before = ofSubject.peekLast();
        if (before != null && before.isRepeatedBy(part, reason)) {
            ofSubject.removeLast();
            ofSubject.addLast(before.again(time));
        } else {
            ofSubject.addLast(new Entry(time, part, reason, 1, time));
        }
        if (ofSubject.size() > perSubject) {
            ofSubject.removeFirst();
        }
        if (entries.size() > subjects) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    /** What is known about {@code subject}, oldest first; empty if nothing is. */
    public synchronized List<Entry> about(String subject) {
        Deque<Entry> ofSubject = entries.get(subject);
        return ofSubject == null ? List.of() : new ArrayList<>(ofSubject);
    }
}
