package dev.perk.control.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import java.util.List;
import java.util.Map;

/**
 * A column as a CustomResourceDefinition declares it.
 *
 * @param name the head
 * @param type {@code string}, {@code integer} or {@code date}
 * @param jsonPath where its value is
 */
public record PrinterColumn(String name, String type, String jsonPath) {

    private static final PrinterColumn READY = condition("Ready", "status");
    private static final PrinterColumn REASON = condition("Reason", "reason");
    private static final PrinterColumn URL = string("URL", ".status.url");
    private static final PrinterColumn LATEST_CREATED =
            string("LatestCreated", ".status.latestCreatedRevisionName");
    private static final PrinterColumn LATEST_READY =
            string("LatestReady", ".status.latestReadyRevisionName");

    /**
     * Source: {@code knative/serving config/core/300-resources}, {@code additionalPrinterColumns}.
     */
    private static final Map<ResourceType, List<PrinterColumn>> COLUMNS =
            Map.ofEntries(
                    Map.entry(
                            Kinds.KNATIVE_SERVICE,
                            List.of(URL, LATEST_CREATED, LATEST_READY, READY, REASON)),
                    Map.entry(Kinds.ROUTE, List.of(URL, READY, REASON)),
                    Map.entry(
                            Kinds.CONFIGURATION,
                            List.of(LATEST_CREATED, LATEST_READY, READY, REASON)),
                    Map.entry(
                            Kinds.REVISION,
                            List.of(
                                    string(
                                            "Config Name",
                                            ".metadata.labels['serving\\.knative\\.dev/configuration']"),
                                    string(
                                            "Generation",
                                            ".metadata.labels['serving\\.knative\\.dev/configurationGeneration']"),
                                    READY,
                                    REASON,
                                    integer("Actual Replicas", ".status.actualReplicas"),
                                    integer("Desired Replicas", ".status.desiredReplicas"))),
                    Map.entry(
                            Kinds.POD_AUTOSCALER,
                            List.of(
                                    integer("DesiredScale", ".status.desiredScale"),
                                    integer("ActualScale", ".status.actualScale"),
                                    READY,
                                    REASON)),
                    Map.entry(Kinds.METRIC, List.of(READY, REASON)),
                    Map.entry(
                            Kinds.SERVERLESS_SERVICE,
                            List.of(
                                    string("Mode", ".spec.mode"),
                                    integer("Activators", ".spec.numActivators"),
                                    string("ServiceName", ".status.serviceName"),
                                    string("PrivateServiceName", ".status.privateServiceName"),
                                    READY,
                                    REASON)),
                    Map.entry(Kinds.INGRESS, List.of(READY, REASON)),
                    Map.entry(Kinds.IMAGE, List.of(string("Image", ".spec.image"))));

    /** What {@code type} declares; empty if nothing, which means its age. */
    public static List<PrinterColumn> of(ResourceType type) {
        return COLUMNS.getOrDefault(type, List.of());
    }

    private static PrinterColumn string(String name, String jsonPath) {
        return new PrinterColumn(name, "string", jsonPath);
    }

    private static PrinterColumn integer(String name, String jsonPath) {
        return new PrinterColumn(name, "integer", jsonPath);
    }

    private static PrinterColumn condition(String name, String field) {
        return string(name, ".status.conditions[?(@.type=='Ready')]." + field);
    }

    Column column() {
        JsonPath path = JsonPath.parse(jsonPath);
        String description = "Custom resource definition column (in JSONPath format): " + jsonPath;
        return new Column(
                name, type, "", description, 0, (object, _) -> cell(path.find(object.tree())));
    }

    /** A value of another type than declared is left out, as is one that is not there. */
    private JsonNode cell(JsonNode value) {
        boolean fits =
                switch (type) {
                    case "integer" -> value.isIntegralNumber();
                    default -> value.isTextual();
                };
        return fits ? value : NullNode.getInstance();
    }
}
