package dev.perk.control.workloads.gc;

import dev.perk.control.workloads.model.Timestamps;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.store.Deletion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Deletes an Event one hour after it was last written, as kube-apiserver's {@code --event-ttl}
 * does.
 */
public final class EventExpiry implements Reconciler<KubeObject> {
    static final Duration LIFETIME = Duration.ofHours(1);

    @Override
    public Plan reconcile(KubeObject event, Instant now) {
        return isOver(event, now)
                ? Plan.of(new Change.Delete(event.key(), Deletion.now(event.uid())))
                : Plan.NOTHING;
    }

    /** Whether it happened, for the last time, longer ago than anyone looks back. */
    public static boolean isOver(KubeObject event, Instant now) {
        return lastSeen(event).filter(last -> last.plus(LIFETIME).isBefore(now)).isPresent();
    }

    private static Optional<Instant> lastSeen(KubeObject event) {
        return Stream.of(
                        Timestamps.read(event.tree().path("lastTimestamp")),
                        Timestamps.read(event.tree().at("/series/lastObservedTime")),
                        Timestamps.read(event.tree().path("eventTime")),
                        event.created())
                .flatMap(Optional::stream)
                .max(Instant::compareTo);
    }
}
