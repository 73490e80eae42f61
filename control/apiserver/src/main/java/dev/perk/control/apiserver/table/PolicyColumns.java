package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.NAME;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The columns of limits and of names for what pods may ask for.
 *
 * <p>Source: {@code kubernetes pkg/printers/internalversion/printers.go}.
 */
final class PolicyColumns {
    private static final String LIMITS = "limits.";
    private static final String NOT_SAID = "N/A";

    private PolicyColumns() {}

    static final List<Column> RESOURCE_QUOTA =
            List.of(
                    NAME,
                    AGE,
                    Column.of("Request", Cells.of(quota -> used(quota, false))),
                    Column.of("Limit", Cells.of(quota -> used(quota, true))));

    /** Upstream has no columns of its own for it, and shows what it shows of every such kind. */
    static final List<Column> LIMIT_RANGE = List.of(NAME, Cells.CREATED_AT);

    static final List<Column> POD_DISRUPTION_BUDGET =
            List.of(
                    NAME,
                    Column.of("Min Available", Cells.textOr("/spec/minAvailable", NOT_SAID)),
                    Column.of("Max Unavailable", Cells.textOr("/spec/maxUnavailable", NOT_SAID)),
                    Column.integer(
                            "Allowed Disruptions", Cells.numberAt("/status/disruptionsAllowed")),
                    AGE);

    static final List<Column> PRIORITY_CLASS =
            List.of(
                    NAME,
                    Column.integer("Value", Cells.numberAt("/value")),
                    new Column(
                            "Global-Default",
                            "boolean",
                            "",
                            "",
                            0,
                            (object, _) ->
                                    JsonNodeFactory.instance.booleanNode(
                                            object.tree().path("globalDefault").asBoolean())),
                    AGE,
                    Column.of(
                            "PreemptionPolicy",
                            Cells.textOr("/preemptionPolicy", "PreemptLowerPriority")));

    static final List<Column> RUNTIME_CLASS =
            List.of(NAME, Column.of("Handler", Cells.textAt("/handler")), AGE);

    /** What is used and what may be, of limits or of everything else. */
    private static String used(JsonNode quota, boolean limits) {
        JsonNode status = quota.path("status");
        var hard = new TreeMap<String, String>();
        status.path("hard")
                .properties()
                .forEach(entry -> hard.put(entry.getKey(), entry.getValue().asText()));
        return hard.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(LIMITS) == limits)
                .map(entry ->
                        entry.getKey()
                                + ": "
                                + Cells.orElse(status.path("used").path(entry.getKey()), "0")
                                + "/"
                                + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
