package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.NAME;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.control.apiserver.versions.View;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes objects of one kind as a {@code meta.k8s.io/v1 Table}. */
public final class Tables {

    /** What a row carries besides its cells. */
    public enum RowObject {
        NONE,
        METADATA,
        OBJECT
    }

    private static final Map<ResourceType, Tables> BY_KIND = new HashMap<>();
    private static final Tables SCALE = new Tables(WorkloadColumns.SCALE);

    static {
        Map.of(
                        Kinds.NAMESPACE, CoreColumns.NAMESPACE,
                        Kinds.NODE, CoreColumns.NODE,
                        Kinds.SECRET, CoreColumns.SECRET,
                        Kinds.CONFIG_MAP, CoreColumns.CONFIG_MAP,
                        Kinds.SERVICE_ACCOUNT, CoreColumns.SERVICE_ACCOUNT,
                        Kinds.EVENT, CoreColumns.EVENT,
                        Kinds.LEASE, CoreColumns.LEASE,
                        Kinds.CUSTOM_RESOURCE_DEFINITION, CoreColumns.CUSTOM_RESOURCE_DEFINITION)
                .forEach((type, columns) -> BY_KIND.put(type, new Tables(columns)));
        Map.of(
                        Kinds.CLUSTER_ROLE, AccessColumns.ROLE,
                        Kinds.ROLE, AccessColumns.ROLE,
                        Kinds.CLUSTER_ROLE_BINDING, AccessColumns.BINDING,
                        Kinds.ROLE_BINDING, AccessColumns.BINDING)
                .forEach((type, columns) -> BY_KIND.put(type, new Tables(columns)));
        Map.of(
                        Kinds.POD, PodColumns.POD,
                        Kinds.DEPLOYMENT, WorkloadColumns.DEPLOYMENT,
                        Kinds.REPLICA_SET, WorkloadColumns.REPLICA_SET,
                        Kinds.SERVICE, NetworkColumns.SERVICE,
                        Kinds.ENDPOINTS, NetworkColumns.ENDPOINTS,
                        Kinds.ENDPOINT_SLICE, NetworkColumns.ENDPOINT_SLICE,
                        Kinds.MUTATING_WEBHOOK_CONFIGURATION, CoreColumns.WEBHOOK_CONFIGURATION,
                        Kinds.VALIDATING_WEBHOOK_CONFIGURATION, CoreColumns.WEBHOOK_CONFIGURATION)
                .forEach((type, columns) -> BY_KIND.put(type, new Tables(columns)));
    }

    static {
        Map.ofEntries(
                        Map.entry(
                                StoredKinds.REPLICATION_CONTROLLER,
                                WorkloadColumns.REPLICATION_CONTROLLER),
                        Map.entry(StoredKinds.STATEFUL_SET, WorkloadColumns.STATEFUL_SET),
                        Map.entry(StoredKinds.DAEMON_SET, WorkloadColumns.DAEMON_SET),
                        Map.entry(
                                StoredKinds.CONTROLLER_REVISION,
                                WorkloadColumns.CONTROLLER_REVISION),
                        Map.entry(StoredKinds.POD_TEMPLATE, WorkloadColumns.POD_TEMPLATE),
                        Map.entry(StoredKinds.JOB, BatchColumns.JOB),
                        Map.entry(StoredKinds.CRON_JOB, BatchColumns.CRON_JOB),
                        Map.entry(
                                StoredKinds.HORIZONTAL_POD_AUTOSCALER,
                                AutoscalerColumns.HORIZONTAL_POD_AUTOSCALER),
                        Map.entry(StoredKinds.INGRESS, IngressColumns.INGRESS),
                        Map.entry(StoredKinds.INGRESS_CLASS, IngressColumns.INGRESS_CLASS),
                        Map.entry(StoredKinds.NETWORK_POLICY, IngressColumns.NETWORK_POLICY),
                        Map.entry(StoredKinds.PERSISTENT_VOLUME, StorageColumns.PERSISTENT_VOLUME),
                        Map.entry(
                                StoredKinds.PERSISTENT_VOLUME_CLAIM,
                                StorageColumns.PERSISTENT_VOLUME_CLAIM),
                        Map.entry(StoredKinds.STORAGE_CLASS, StorageColumns.STORAGE_CLASS),
                        Map.entry(StoredKinds.RESOURCE_QUOTA, PolicyColumns.RESOURCE_QUOTA),
                        Map.entry(StoredKinds.LIMIT_RANGE, PolicyColumns.LIMIT_RANGE),
                        Map.entry(
                                StoredKinds.POD_DISRUPTION_BUDGET,
                                PolicyColumns.POD_DISRUPTION_BUDGET),
                        Map.entry(StoredKinds.PRIORITY_CLASS, PolicyColumns.PRIORITY_CLASS),
                        Map.entry(StoredKinds.RUNTIME_CLASS, PolicyColumns.RUNTIME_CLASS))
                .forEach((type, columns) -> BY_KIND.put(type, new Tables(columns)));
    }

    private final List<Column> columns;
    private final List<?> origin;

    private Tables(List<Column> columns) {
        this(columns, columns);
    }

    private Tables(List<Column> columns, List<?> origin) {
        this.columns = columns;
        this.origin = origin;
    }

    /** Whether both show the same columns in the same way. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tables tables && origin.equals(tables.origin);
    }

    @Override
    public int hashCode() {
        return origin.hashCode();
    }

    /** The table of a kind that Perk knows by itself. */
    public static Tables of(ResourceType type) {
        return of(type, PrinterColumn.of(type));
    }

    /** The table of a kind: its own columns, those it declares, or its name and age. */
    public static Tables of(ResourceType type, List<PrinterColumn> declared) {
        Tables known = BY_KIND.get(View.of(type).map(View::kept).orElse(type));
        if (known != null) {
            return known;
        }
        List<Column> columns = new ArrayList<>();
        columns.add(NAME);
        declared.forEach(column -> columns.add(column.column()));
        if (declared.isEmpty()) {
            columns.add(AGE);
        }
        return new Tables(columns, List.copyOf(declared));
    }

    /** The table of {@code autoscaling/v1 Scale}. */
    public static Tables ofScale() {
        return SCALE;
    }

    /**
     * A whole table.
     *
     * @param listMetadata the metadata of the list that it shows
     */
    public ObjectNode table(
            List<KubeObject> objects, ObjectNode listMetadata, RowObject rowObject, Instant now) {
        ObjectNode table = frame(listMetadata);
        table.set("columnDefinitions", definitions());
        ArrayNode rows = table.putArray("rows");
        objects.forEach(object -> rows.add(row(object, rowObject, now)));
        return table;
    }

    /**
     * The table of one watch event.
     *
     * @param first whether the columns have to be said: only in the first event
     */
    public ObjectNode event(KubeObject object, boolean first, RowObject rowObject, Instant now) {
        ObjectNode metadata =
                Json.object()
                        .put("resourceVersion", object.metadata().path("resourceVersion").asText());
        ObjectNode table = frame(metadata);
        table.set("columnDefinitions", first ? definitions() : null);
        table.putArray("rows").add(row(object, rowObject, now));
        return table;
    }

    /** The table of a bookmark: no rows, only how far the watch has come. */
    public ObjectNode bookmark(ObjectNode metadata, boolean first) {
        ObjectNode table = frame(metadata);
        table.set("columnDefinitions", first ? definitions() : null);
        table.putArray("rows");
        return table;
    }

    private static ObjectNode frame(ObjectNode metadata) {
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", metadata);
        return table;
    }

    private ArrayNode definitions() {
        ArrayNode definitions = Json.mapper().createArrayNode();
        for (Column column : columns) {
            definitions
                    .addObject()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("format", column.format())
                    .put("description", column.description())
                    .put("priority", column.priority());
        }
        return definitions;
    }

    private ObjectNode row(KubeObject object, RowObject rowObject, Instant now) {
        ObjectNode row = Json.object();
        ArrayNode cells = row.putArray("cells");
        // Columns read objects as they are kept; upstream, too, prints its internal version.
        KubeObject kept = View.of(object.type()).map(view -> view.kept(object)).orElse(object);
        columns.forEach(column -> cells.add(column.cell().of(kept, now)));
        PodColumns.condition(object)
                .ifPresent(condition -> row.putArray("conditions").add(condition));
        row.set(
                "object",
                switch (rowObject) {
                    case NONE -> null;
                    case METADATA -> metadataOf(object);
                    case OBJECT -> object.tree();
                });
        return row;
    }

    /** The object as {@code PartialObjectMetadata}: who it is, and nothing of what it says. */
    public static ObjectNode metadataOf(KubeObject object) {
        ObjectNode partial =
                Json.object()
                        .put("kind", "PartialObjectMetadata")
                        .put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.metadata());
        return partial;
    }
}
