package dev.perk.run.standalone.arrivals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.NamespacedName;
import dev.perk.api.RevisionKey;
import dev.perk.control.node.agent.ColdStart;
import dev.perk.control.node.agent.PodStop;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What was recorded of a Service, for whoever asks the API, and how fast its pods start and stop.
 */
public final class ArrivalPages {
    private final ArrivalRecorder recorder;
    private final ObjectCache services;
    private final ObjectCache revisions;
    private final Supplier<List<ColdStart>> starts;
    private final Supplier<List<PodStop>> stops;

    public ArrivalPages(
            ArrivalRecorder recorder,
            ObjectCaches caches,
            Supplier<List<ColdStart>> starts,
            Supplier<List<PodStop>> stops) {
        this.recorder = recorder;
        this.services = caches.of(Kinds.KNATIVE_SERVICE);
        this.revisions = caches.of(Kinds.REVISION);
        this.starts = starts;
        this.stops = stops;
    }

    /** Empty if there is no such Service; otherwise it is recorded from the first time on. */
    public Optional<ObjectNode> of(String namespace, String name) {
        return services.get(namespace, name).map(this::page);
    }

    private ObjectNode page(KubeObject service) {
        List<RevisionKey> keys =
                revisions.labelled(service.namespace(), Labels.SERVICE, service.name()).stream()
                        .map(revision -> RevisionKey.of(revision.namespacedName()))
                        .toList();
        Recording recording = recorder.ask(service.namespacedName(), keys);
        ObjectNode page = Json.object();
        page.put("kind", "Arrivals");
        page.put("namespace", service.namespace());
        page.put("name", service.name());
        page.put("since", recording.since().toString());
        page.put("cellMillis", Recording.CELL_MILLIS);
        ArrayNode podStarts = page.putArray("podStartMillis");
        starts.get().stream()
                .filter(start -> isOf(start.pod(), keys))
                .map(start -> Duration.between(start.seen(), start.ready()).toMillis())
                .forEach(podStarts::add);
        ArrayNode podStops = page.putArray("podStopMillis");
        stops.get().stream()
                .filter(stop -> isOf(stop.pod(), keys))
                .map(stop -> Duration.between(stop.asked(), stop.gone()).toMillis())
                .forEach(podStops::add);
        ArrayNode cells = page.putArray("cells");
        recording.cells().forEach(cell -> cells.add(json(cell)));
        return page;
    }

    private static boolean isOf(NamespacedName pod, List<RevisionKey> keys) {
        return keys.stream()
                .anyMatch(key ->
                        pod.namespace().equals(key.namespace())
                                && pod.name().startsWith(key.name() + "-deployment-"));
    }

    private static ObjectNode json(Cell cell) {
        ObjectNode json = Json.object();
        json.put("millis", cell.number() * Recording.CELL_MILLIS);
        json.put("arrived", cell.arrivedSoFar());
        json.put("unserved", cell.unservedSoFar());
        ArrayNode served = json.putArray("served");
        for (int i = 0; i < Cell.CLASSES; i++) {
            int count = cell.count(i);
            if (count > 0) {
                served.addObject().put("count", count).put("micros", cell.micros(i));
            }
        }
        return json;
    }
}
