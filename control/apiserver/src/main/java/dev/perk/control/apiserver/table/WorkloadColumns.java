package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.NAME;
import static dev.perk.control.apiserver.table.Cells.numberAt;

import java.util.List;

/** The columns of what runs Pods. */
final class WorkloadColumns {
    private static final String CONTAINERS = "/spec/template/spec/containers";

    private static final Column CONTAINER_NAMES =
            Column.wide("Containers", Cells.containers(CONTAINERS, "name"));
    private static final Column IMAGES =
            Column.wide("Images", Cells.containers(CONTAINERS, "image"));
    private static final Column SELECTOR =
            Column.wide("Selector", Cells.of(tree -> Cells.selector(tree.at("/spec/selector"))));

    private WorkloadColumns() {}

    static final List<Column> DEPLOYMENT =
            List.of(
                    NAME,
                    Column.of(
                            "Ready",
                            Cells.of(tree ->
                                    tree.at("/status/readyReplicas").asLong()
                                            + "/"
                                            + tree.at("/spec/replicas").asLong())),
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

    /** The replica count of a workload, seen by itself. */
    static final List<Column> SCALE =
            List.of(
                    NAME,
                    Column.integer("Desired", numberAt("/spec/replicas")),
                    Column.integer("Available", numberAt("/status/replicas")),
                    AGE);
}
