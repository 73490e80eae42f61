package dev.perk.request.activator;

import dev.perk.api.RevisionKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The throttles of all revisions, kept in step with what is known of them.
 *
 * <p>Changes are looked up and applied under the monitor, so that an older one is never applied
 * last; a throttle's own monitor is only taken inside it.
 */
public final class Throttler {
    private final Map<RevisionKey, RevisionThrottle> throttles = new ConcurrentHashMap<>();
    private final RevisionBackends backends;
    private final RandomGenerator random;

    /**
     * @param random may be used by several threads at a time
     */
    public Throttler(RevisionBackends backends, RandomGenerator random) {
        this.backends = backends;
        this.random = random;
        backends.onChange(this::changed);
    }

    /** The throttle of a revision; empty if there is no such revision. */
    Optional<RevisionThrottle> of(RevisionKey revision) {
        RevisionThrottle known = throttles.get(revision);
        if (known != null) {
            return Optional.of(known);
        }
        if (backends.find(revision).isEmpty()) {
            return Optional.empty();
        }
        throttles.computeIfAbsent(revision, _ -> new RevisionThrottle(random));
        // Only now: a change that came in between went to nobody.
        changed(revision);
        return Optional.ofNullable(throttles.get(revision));
    }

    /** How many requests of a revision wait for a pod. */
    public int waiting(RevisionKey revision) {
        RevisionThrottle throttle = throttles.get(revision);
        return throttle == null ? 0 : throttle.waiting();
    }

    private synchronized void changed(RevisionKey revision) {
        RevisionThrottle throttle = throttles.get(revision);
        if (throttle == null) {
            return; // nobody has asked for it yet
        }
        Optional<Backends> now = backends.find(revision);
        if (now.isPresent()) {
            throttle.update(now.get());
        } else {
            throttles.remove(revision);
            throttle.close();
        }
    }
}
