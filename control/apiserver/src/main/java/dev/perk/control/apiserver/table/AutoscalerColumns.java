package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.NAME;
import static dev.perk.control.apiserver.table.Cells.NONE;
import static dev.perk.control.apiserver.table.Cells.UNSET;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of HorizontalPodAutoscalers, in the newer of their versions.
 *
 * <p>Source: {@code kubernetes pkg/printers/internalversion/printers.go}.
 */
final class AutoscalerColumns {
    private static final int MOST_TARGETS = 2;

    private AutoscalerColumns() {}

    static final List<Column> HORIZONTAL_POD_AUTOSCALER =
            List.of(
                    NAME,
                    Column.of("Reference", Cells.of(AutoscalerColumns::reference)),
                    Column.of("Targets", Cells.of(AutoscalerColumns::targets)),
                    Column.of("MinPods", Cells.textOr("/spec/minReplicas", UNSET)),
                    Column.integer("MaxPods", Cells.numberAt("/spec/maxReplicas")),
                    Column.integer("Replicas", Cells.numberAt("/status/currentReplicas")),
                    AGE);

    private static String reference(JsonNode autoscaler) {
        JsonNode target = autoscaler.at("/spec/scaleTargetRef");
        return target.path("kind").asText() + "/" + target.path("name").asText();
    }

    private static String targets(JsonNode autoscaler) {
        JsonNode metrics = autoscaler.at("/spec/metrics");
        List<String> targets = new ArrayList<>();
        for (int i = 0; i < metrics.size(); i++) {
            targets.add(target(metrics.get(i), autoscaler.at("/status/currentMetrics").path(i)));
        }
        if (targets.isEmpty()) {
            return NONE;
        }
        int more = targets.size() - MOST_TARGETS;
        String shown =
                String.join(", ", targets.subList(0, Math.min(MOST_TARGETS, targets.size())));
        return more > 0 ? shown + " + " + more + " more..." : shown;
    }

    private static String target(JsonNode metric, JsonNode status) {
        String source =
                switch (metric.path("type").asText()) {
                    case "Resource" -> "resource";
                    case "ContainerResource" -> "containerResource";
                    case "Pods" -> "pods";
                    case "Object" -> "object";
                    case "External" -> "external";
                    default -> "";
                };
        if (source.isEmpty()) {
            return "<unknown type>";
        }
        JsonNode wanted = metric.path(source).path("target");
        JsonNode current = status.path(source).path("current");
        boolean resource = source.equals("resource") || source.equals("containerResource");
        boolean average = wanted.has("averageValue");
        if (resource) {
            String name = metric.path(source).path("name").asText() + ": ";
            return average
                    ? name + pair(current, wanted, "averageValue")
                    : name
                            + percent(current.path("averageUtilization"), Age.UNKNOWN)
                            + "/"
                            + percent(wanted.path("averageUtilization"), "<auto>");
        }
        if (source.equals("pods")) {
            return pair(current, wanted, "averageValue");
        }
        return average
                ? pair(current, wanted, "averageValue") + " (avg)"
                : pair(current, wanted, "value");
    }

    private static String pair(JsonNode current, JsonNode wanted, String field) {
        return Cells.orElse(current.path(field), Age.UNKNOWN) + "/" + wanted.path(field).asText();
    }

    private static String percent(JsonNode number, String otherwise) {
        return number.isNumber() ? number.asText() + "%" : otherwise;
    }
}
