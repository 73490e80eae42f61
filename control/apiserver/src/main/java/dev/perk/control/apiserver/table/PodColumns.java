package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.NAME;
import static dev.perk.control.apiserver.table.Cells.NONE;
import static dev.perk.control.apiserver.table.Cells.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.List;
import java.util.Optional;

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

    /** What a row says of a pod that has run to its end; kubectl can hide such rows. */
    static Optional<ObjectNode> condition(KubeObject object) {
        if (!object.type().equals(Kinds.POD)) {
            return Optional.empty();
        }
        return switch (object.status().path("phase").asText()) {
            case "Succeeded" ->
                    Optional.of(completed("Succeeded", "The pod has completed successfully."));
            case "Failed" -> Optional.of(completed("Failed", "The pod failed."));
            default -> Optional.empty();
        };
    }

    private static ObjectNode completed(String reason, String message) {
        return Json.object()
                .put("type", "Completed")
                .put("status", "True")
                .put("reason", reason)
                .put("message", message);
    }

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
