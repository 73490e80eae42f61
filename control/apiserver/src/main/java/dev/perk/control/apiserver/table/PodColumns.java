package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.NAME;
import static dev.perk.control.apiserver.table.Cells.NONE;
import static dev.perk.control.apiserver.table.Cells.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The columns of Pods. */
final class PodColumns {
    private PodColumns() {}

    static final List<Column> POD =
            List.of(
                    NAME,
                    Column.of("Ready", Cells.of(pod -> PodState.of(pod).ready())),
                    Column.of("Status", Cells.of(pod -> PodState.of(pod).status())),
                    Column.of(
                            "Restarts", (pod, now) -> text(PodState.of(pod.tree()).restarts(now))),
                    AGE,
                    Column.wide("IP", Cells.textOr("/status/podIPs/0/ip", NONE)),
                    Column.wide("Node", Cells.textOr("/spec/nodeName", NONE)),
                    Column.wide("Nominated Node", Cells.textOr("/status/nominatedNodeName", NONE)),
                    Column.wide("Readiness Gates", Cells.of(PodColumns::readinessGates)));

    private static String readinessGates(JsonNode pod) {
        JsonNode gates = pod.at("/spec/readinessGates");
        if (gates.isEmpty()) {
            return NONE;
        }
        int open = 0;
        for (JsonNode gate : gates) {
            if (PodState.isTrue(pod, gate.path("conditionType").asText())) {
                open++;
            }
        }
        return open + "/" + gates.size();
    }
}
