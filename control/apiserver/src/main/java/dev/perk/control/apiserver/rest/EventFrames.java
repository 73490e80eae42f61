package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.table.Tables;
import dev.perk.control.apiserver.table.Tables.RowObject;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.WatchEvent;
import java.time.InstantSource;
import java.util.Base64;

/**
 * Writes the events of one watch in the shape that its client wants. Called by one thread at a
 * time.
 */
final class EventFrames {
    private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

    /**
     * From an empty list of it Go's typed clients learn what the list is that they have watched.
     */
    private static final String BLUEPRINT = "kubernetes.io/initial-events-list-blueprint";

    private final ResourceType type;
    private final Tables tables;
    private final OutputForm.Shape shape;
    private final SharedFrames shared;
    private final InstantSource clock;
    private boolean first = true;

    EventFrames(
            ResourceType type,
            Tables tables,
            OutputForm.Shape shape,
            SharedFrames shared,
            InstantSource clock) {
        this.type = type;
        this.tables = tables;
        this.shape = shape;
        this.shared = shared;
        this.clock = clock;
    }

    byte[] of(WatchEvent event) {
        return switch (event) {
            case WatchEvent.Added(KubeObject object) -> frame("ADDED", object);
            case WatchEvent.Modified(KubeObject _, KubeObject object) -> frame("MODIFIED", object);
            case WatchEvent.Deleted(KubeObject object) -> frame("DELETED", object);
        };
    }

    private byte[] frame(String eventType, KubeObject object) {
        return switch (shape) {
            case OutputForm.Shape.Whole _ ->
                    shared.frame(shape, "", eventType, object, object::tree);
            case OutputForm.Shape.Metadata _ ->
                    shared.frame(shape, "", eventType, object, () -> Tables.metadataOf(object));
            case OutputForm.Shape.Row(RowObject rowObject) when takeFirst() ->
                    SharedFrames.frame(eventType, Json.write(row(object, true, rowObject)));
            case OutputForm.Shape.Row(RowObject rowObject) ->
                    shared.frame(
                            shape, tables, eventType, object, () -> row(object, false, rowObject));
        };
    }

    private ObjectNode row(KubeObject object, boolean withColumns, RowObject rowObject) {
        return tables.event(object, withColumns, rowObject, clock.instant());
    }

    /**
     * Says that everything up to {@code revision} was told.
     *
     * @param initial whether what existed at the start ends here
     */
    byte[] bookmark(long revision, boolean initial) {
        ObjectNode metadata =
                Json.object()
                        .put("resourceVersion", String.valueOf(revision))
                        .putNull("creationTimestamp");
        if (initial) {
            metadata.putObject("annotations")
                    .put(INITIAL_EVENTS_END, "true")
                    .put(BLUEPRINT, blueprint());
        }
        ObjectNode object =
                switch (shape) {
                    case OutputForm.Shape.Whole _ -> kind(type.kind(), type.apiVersion(), metadata);
                    case OutputForm.Shape.Metadata _ ->
                            kind("PartialObjectMetadata", "meta.k8s.io/v1", metadata);
                    case OutputForm.Shape.Row _ -> tables.bookmark(metadata, takeFirst());
                };
        return SharedFrames.frame("BOOKMARK", Json.write(object));
    }

    private String blueprint() {
        ObjectNode list =
                switch (shape) {
                    case OutputForm.Shape.Whole _ ->
                            kind(type.kind() + "List", type.apiVersion(), Json.object());
                    case OutputForm.Shape.Metadata _ ->
                            kind("PartialObjectMetadataList", "meta.k8s.io/v1", Json.object());
                    case OutputForm.Shape.Row _ -> kind("Table", "meta.k8s.io/v1", Json.object());
                };
        list.putArray(shape instanceof OutputForm.Shape.Row ? "rows" : "items");
        return Base64.getEncoder().encodeToString(Json.write(list));
    }

    private static ObjectNode kind(String kind, String apiVersion, ObjectNode metadata) {
        ObjectNode object = Json.object().put("kind", kind).put("apiVersion", apiVersion);
        object.set("metadata", metadata);
        return object;
    }

    private boolean takeFirst() {
        boolean was = first;
        first = false;
        return was;
    }
}
