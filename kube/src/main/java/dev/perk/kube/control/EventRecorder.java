package dev.perk.kube.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.api.ResourceKey;
import dev.perk.api.time.Scheduler;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Store;
import dev.perk.kube.store.Subresource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events about objects. The same event again raises the count of the first one instead of
 * adding another.
 *
 * <p>Invariant: {@code recent} holds at most {@value #REMEMBERED} events and is guarded by its
 * monitor. An event that cannot be written is logged and given up: it must never hold up the work
 * that it tells about.
 */
public final class EventRecorder {
    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);
    private static final int REMEMBERED = 4096;

    private record Subject(ResourceKey about, String source, EventNote note) {}

    private record Written(String name, int count) {}

    private final Store store;
    private final Scheduler scheduler;
    private final Map<Subject, Written> recent =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Subject, Written> eldest) {
                    return size() > REMEMBERED;
                }
            };

    public EventRecorder(Store store, Scheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
    }

    /**
     * @param source the component that tells, such as {@code route-controller}
     */
    public void record(ResourceKey about, String source, EventNote note) {
        scheduler.execute(() -> write(new Subject(about, source, note), scheduler.instant()));
    }

    private void write(Subject subject, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        try {
            Written before;
            Written after;
            synchronized (recent) {
                before = recent.getOrDefault(subject, new Written("", 0));
                String name = before.name().isEmpty() ? nameFor(subject, now) : before.name();
                after = new Written(name, before.count() + 1);
                recent.put(subject, after);
            }
            String namespace = namespaceFor(subject.about());
            if (before.count() == 0) {
                store.create(
                        KubeObject.of(Kinds.EVENT, event(subject, namespace, after.name(), time)));
            } else {
                ObjectNode again =
                        Json.object().put("count", after.count()).put("lastTimestamp", time);
                ResourceKey key = ResourceKey.of(Kinds.EVENT, namespace, after.name());
                store.patch(key, new Patch.MergePatch(again), Subresource.MAIN);
            }
        } catch (ApiException e) {
            synchronized (recent) {
                recent.remove(subject);
            }
            log.atDebug()
                    .addKeyValue("knative.dev/key", subject.about().name())
                    .addKeyValue("reason", subject.note().reason())
                    .log("event not written: {}", e.getMessage());
        }
    }

    private ObjectNode event(Subject subject, String namespace, String name, String time) {
        ResourceKey about = subject.about();
        ObjectNode event = Json.object().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata").put("name", name).put("namespace", namespace);
        ObjectNode involved =
                event.putObject("involvedObject")
                        .put("apiVersion", about.type().apiVersion())
                        .put("kind", about.type().kind())
                        .put("name", about.name().name());
        if (about.type().namespaced()) {
            involved.put("namespace", about.name().namespace());
        }
        store.get(about)
                .ifPresent(object ->
                        involved.put("uid", object.uid())
                                .put("resourceVersion", Long.toString(object.revision())));
        event.put("type", subject.note().type().wireName())
                .put("reason", subject.note().reason())
                .put("message", subject.note().message())
                .put("count", 1)
                .put("firstTimestamp", time)
                .put("lastTimestamp", time)
                .put("reportingComponent", subject.source())
                .put("reportingInstance", "")
                .putNull("eventTime");
        event.putObject("source").put("component", subject.source());
        return event;
    }

    private static String namespaceFor(ResourceKey about) {
        return about.type().namespaced() ? about.name().namespace() : Namespaces.DEFAULT;
    }

    /** The object's name and 16 hex digits, as client-go names events. */
    private static String nameFor(Subject subject, Instant now) {
        long mix =
                (now.getEpochSecond() * 1_000_000_000L + now.getNano()) * 31 + subject.hashCode();
        return subject.about().name().name() + "." + String.format("%016x", mix);
    }
}
