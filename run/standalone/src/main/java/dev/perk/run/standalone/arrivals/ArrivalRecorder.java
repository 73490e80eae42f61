package dev.perk.run.standalone.arrivals;

import dev.perk.api.NamespacedName;
import dev.perk.api.RevisionKey;
import dev.perk.api.time.Scheduler;
import dev.perk.http.Attribute;
import dev.perk.http.Attributes;
import dev.perk.http.Stage;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records the requests of those Services that somebody asks about, and stops when nobody has asked
 * for a minute.
 */
public final class ArrivalRecorder {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Attribute<Visit> VISIT = Attribute.of(Visit.class, "recorded visit");

    /** A request on its way; its loop alone changes it. */
    private static final class Visit {
        final Cell cell;
        long begun = -1;

        Visit(Cell cell) {
            this.cell = cell;
        }
    }

    private final Scheduler scheduler;
    private final Map<NamespacedName, Recording> services = new ConcurrentHashMap<>();
    private final Map<RevisionKey, Recording> revisions = new ConcurrentHashMap<>();

    public ArrivalRecorder(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Where requests of a known revision come in. */
    public Stage arriving(Stage next) {
        return exchange -> {
            Recording recording =
                    revisions.isEmpty()
                            ? null
                            : exchange.get(Attributes.REVISION).map(revisions::get).orElse(null);
            if (recording == null) {
                next.handle(exchange);
                return;
            }
            Visit visit = new Visit(recording.at(scheduler.instant()));
            visit.cell.arrive();
            exchange.atEnd(() -> {
                if (visit.begun < 0) {
                    visit.cell.unserved();
                } else {
                    visit.cell.served((scheduler.nanoTime() - visit.begun) / 1000);
                }
            });
            next.handle(exchange.put(VISIT, visit));
        };
    }

    /** Where requests go into a pod; one that is tried again counts from the last time on. */
    public Stage beginning(Stage pod) {
        return exchange -> {
            if (!revisions.isEmpty()) {
                exchange.get(VISIT).ifPresent(visit -> visit.begun = scheduler.nanoTime());
            }
            pod.handle(exchange);
        };
    }

    /**
     * Records a Service from now on, or goes on.
     *
     * @param ofService its revisions at this moment
     */
    Recording ask(NamespacedName service, Collection<RevisionKey> ofService) {
        Recording recording =
                services.computeIfAbsent(service, _ -> new Recording(scheduler.instant()));
        recording.ask(scheduler.nanoTime());
        ofService.forEach(revision -> revisions.put(revision, recording));
        scheduler.after(PATIENCE, this::forgetUnasked);
        return recording;
    }

    private void forgetUnasked() {
        long now = scheduler.nanoTime();
        services.values().removeIf(each -> now - each.lastAsked() >= PATIENCE.toNanos());
        revisions.values().removeIf(each -> !services.containsValue(each));
    }
}
