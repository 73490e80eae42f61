package dev.perk.kube.control;

import dev.perk.api.NamespacedName;
import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keys that a loop must look at, each at most once at a time.
 *
 * <p>The fast lane holds what events, retries and timers ask for, the slow lane what a resync asks
 * for; the slow lane only moves when the fast one is empty. A key that is added while it is being
 * processed comes back afterwards. Source: {@code knative/pkg controller/two_lane_queue.go};
 * back-off as in client-go's default item limiter.
 *
 * <p>Invariant: a key is in at most one of {@code fast} and {@code slow}; a key in {@code
 * processing} is in neither, but may be in {@code again}. All state is guarded by the queue's
 * monitor; timers are armed and tasks are started outside of it.
 */
public final class WorkQueue {

    /** Which keys come first. */
    public enum Lane {
        FAST,
        SLOW
    }

    private static final Duration FIRST_DELAY = Duration.ofMillis(5);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1000);

    private record Delayed(Instant due, Timer timer) {}

    private final Scheduler scheduler;
    private final Runnable onWork;
    private final LinkedHashSet<NamespacedName> fast = new LinkedHashSet<>();
    private final LinkedHashSet<NamespacedName> slow = new LinkedHashSet<>();
    private final Set<NamespacedName> processing = new HashSet<>();
    private final Set<NamespacedName> again = new HashSet<>();
    private final Map<NamespacedName, Integer> failures = new HashMap<>();
    private final Map<NamespacedName, Delayed> delayed = new HashMap<>();
    private boolean closed;

    /**
     * @param onWork is told, without any lock held, whenever a key has become ready to be taken
     */
    WorkQueue(Scheduler scheduler, Runnable onWork) {
        this.scheduler = scheduler;
        this.onWork = onWork;
    }

    void add(NamespacedName key, Lane lane) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (processing.contains(key)) {
                again.add(key);
                return;
            }
            if (lane == Lane.FAST) {
                slow.remove(key);
                fast.add(key);
            } else if (!fast.contains(key)) {
                slow.add(key);
            }
        }
        onWork.run();
    }

    /**
     * Adds the key after a delay. An earlier date that is already set stays, a later one is brought
     * forward.
     */
    void addAfter(NamespacedName key, Duration delay) {
        Instant due = scheduler.instant().plus(delay);
        synchronized (this) {
            Delayed known = delayed.get(key);
            if (closed || (known != null && !known.due().isAfter(due))) {
                return;
            }
            if (known != null) {
                known.timer().cancel();
            }
            delayed.put(key, new Delayed(due, scheduler.after(delay, () -> fire(key, due))));
        }
    }

    private void fire(NamespacedName key, Instant due) {
        synchronized (this) {
            Delayed known = delayed.get(key);
            if (known == null || !known.due().equals(due)) {
                return;
            }
            delayed.remove(key);
        }
        add(key, Lane.FAST);
    }

    /**
     * Adds the key after a delay that doubles with each failure in a row: 5 ms, 10 ms, … 1000 s.
     */
    void addAfterFailure(NamespacedName key) {
        int count;
        synchronized (this) {
            count = failures.merge(key, 1, Integer::sum);
        }
        addAfter(key, backoff(count));
    }

    static Duration backoff(int failuresInARow) {
        int doublings = Math.min(failuresInARow - 1, 20);
        Duration delay = FIRST_DELAY.multipliedBy(1L << doublings);
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }

    /** The last attempt went well: the next failure starts with the shortest delay again. */
    synchronized void forgetFailures(NamespacedName key) {
        failures.remove(key);
    }

    /** The next key to look at, which then belongs to the caller until {@link #done}. */
    synchronized Optional<NamespacedName> take() {
        LinkedHashSet<NamespacedName> lane = fast.isEmpty() ? slow : fast;
        if (lane.isEmpty()) {
            return Optional.empty();
        }
        NamespacedName key = lane.removeFirst();
        processing.add(key);
        return Optional.of(key);
    }

    void done(NamespacedName key) {
        boolean comesBack;
        synchronized (this) {
            processing.remove(key);
            comesBack = again.remove(key);
        }
        if (comesBack) {
            add(key, Lane.FAST);
        }
    }

    /** How many keys wait, both lanes together; delayed ones do not count. */
    synchronized int depth() {
        return fast.size() + slow.size();
    }

    synchronized void close() {
        closed = true;
        delayed.values().forEach(entry -> entry.timer().cancel());
        delayed.clear();
        fast.clear();
        slow.clear();
    }
}
