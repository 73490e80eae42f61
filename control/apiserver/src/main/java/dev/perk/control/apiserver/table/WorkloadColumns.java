package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.NAME;
import static dev.perk.control.apiserver.table.Cells.numberAt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/** The columns of what runs Pods. */
final class WorkloadColumns {
    private static final String CONTAINERS = "/spec/template/spec/containers";

    private static final Column CONTAINER_NAMES =
            Column.wide("Containers", Cells.containers(CONTAINERS, "name"));
    private static final Column IMAGES =
            Column.wide("Images", Cells.containers(CONTAINERS, "image"));
    private static final Column SELECTOR =
            Column.wide("Selector", Cells.of(tree -> Cells.selector(tree.at("/spec/selector"))));

    private static final Column READY =
            Column.of(
                    "Ready",
                    Cells.of(tree ->
                            tree.at("/status/readyReplicas").asLong()
                                    + "/"
                                    + tree.at("/spec/replicas").asLong()));

    private WorkloadColumns() {}

    static final List<Column> DEPLOYMENT =
            List.of(
                    NAME,
                    READY,
                    Column.of("Up-to-date", numberAt("/status/updatedReplicas")),
                    Column.of("Available", numberAt("/status/availableReplicas")),
                    AGE,
                    CONTAINER_NAMES,
                    IMAGES,
                    SELECTOR);

    static final List<Column> REPLICA_SET =
            List.of(
                    NAME,
                    Column.integer("Desired", numberAt("/spec/replicas")),
                    Column.integer("Current", numberAt("/status/replicas")),
                    Column.integer("Ready", numberAt("/status/readyReplicas")),
                    AGE,
                    CONTAINER_NAMES,
                    IMAGES,
                    SELECTOR);

    static final List<Column> REPLICATION_CONTROLLER =
            List.of(
                    NAME,
                    Column.integer("Desired", numberAt("/spec/replicas")),
                    Column.integer("Current", numberAt("/status/replicas")),
                    Column.integer("Ready", numberAt("/status/readyReplicas")),
                    AGE,
                    CONTAINER_NAMES,
                    IMAGES,
                    Column.wide(
                            "Selector", Cells.of(tree -> Cells.labels(tree.at("/spec/selector")))));

    static final List<Column> STATEFUL_SET = List.of(NAME, READY, AGE, CONTAINER_NAMES, IMAGES);

    static final List<Column> DAEMON_SET =
            List.of(
                    NAME,
                    Column.integer("Desired", numberAt("/status/desiredNumberScheduled")),
                    Column.integer("Current", numberAt("/status/currentNumberScheduled")),
                    Column.integer("Ready", numberAt("/status/numberReady")),
                    Column.integer("Up-to-date", numberAt("/status/updatedNumberScheduled")),
                    Column.integer("Available", numberAt("/status/numberAvailable")),
                    Column.of(
                            "Node Selector",
                            Cells.of(tree ->
                                    Cells.labels(tree.at("/spec/template/spec/nodeSelector")))),
                    AGE,
                    CONTAINER_NAMES,
                    IMAGES,
                    SELECTOR);

    static final List<Column> CONTROLLER_REVISION =
            List.of(
                    NAME,
                    Column.of("Controller", Cells.of(WorkloadColumns::controller)),
                    Column.integer("Revision", numberAt("/revision")),
                    AGE);

    static final List<Column> POD_TEMPLATE =
            List.of(
                    NAME,
                    Column.of("Containers", Cells.containers("/template/spec/containers", "name")),
                    Column.of("Images", Cells.containers("/template/spec/containers", "image")),
                    Column.of(
                            "Pod Labels",
                            Cells.of(tree -> Cells.labels(tree.at("/template/metadata/labels")))));

    /** As in {@code statefulset.apps/web}. */
    private static String controller(JsonNode revision) {
        for (JsonNode owner : revision.at("/metadata/ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                String apiVersion = owner.path("apiVersion").asText();
                int slash = apiVersion.indexOf('/');
                String kind = owner.path("kind").asText().toLowerCase(Locale.ROOT);
                return kind
                        + (slash < 0 ? "" : "." + apiVersion.substring(0, slash))
                        + "/"
                        + owner.path("name").asText();
            }
        }
        return Cells.NONE;
    }

    /** The replica count of a workload, seen by itself. */
    static final List<Column> SCALE =
            List.of(
                    NAME,
                    Column.integer("Desired", numberAt("/spec/replicas")),
                    Column.integer("Available", numberAt("/status/replicas")),
                    AGE);
}
