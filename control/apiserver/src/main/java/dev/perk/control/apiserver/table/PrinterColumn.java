package dev.perk.control.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A column as a CustomResourceDefinition declares it.
 *
 * @param name the head
 * @param type {@code string}, {@code integer}, {@code number}, {@code boolean} or {@code date}
 * @param format as OpenAPI knows formats; empty if it has none
 * @param description for people; empty if it has none
 * @param priority 0 for a column that is always shown, more for one that {@code -o wide} adds
 * @param jsonPath where its value is
 */
public record PrinterColumn(
        String name,
        String type,
        String format,
        String description,
        int priority,
        String jsonPath) {

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
        return new PrinterColumn(name, "string", "", "", 0, jsonPath);
    }

    private static PrinterColumn integer(String name, String jsonPath) {
        return new PrinterColumn(name, "integer", "", "", 0, jsonPath);
    }

    private static PrinterColumn condition(String name, String field) {
        return string(name, ".status.conditions[?(@.type=='Ready')]." + field);
    }

    /** Reads an element of {@code additionalPrinterColumns}. */
    public static PrinterColumn read(JsonNode column) {
        return new PrinterColumn(
                column.path("name").asText(),
                column.path("type").asText(),
                column.path("format").asText(),
                column.path("description").asText(),
                column.path("priority").asInt(),
                column.path("jsonPath").asText());
    }

    Column column() {
        JsonPath path = JsonPath.parse(jsonPath);
        String text =
                description.isEmpty()
                        ? "Custom resource definition column (in JSONPath format): " + jsonPath
                        : description;
        return new Column(
                name,
                type,
                format,
                text,
                priority,
                (object, now) -> cell(path.find(object.tree()), now));
    }

    /**
     * A value of another type than declared is left out, as is one that is not there.
     *
     * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/registry/customresource/tableconvertor}.
     */
    private JsonNode cell(JsonNode value, Instant now) {
        if (value.isMissingNode() || value.isNull()) {
            return NullNode.getInstance();
        }
        return switch (type) {
            case "string" ->
                    Cells.text(value.isContainerNode() ? value.toString() : value.asText());
            case "date" -> Cells.text(Age.since(value, now));
            case "integer" ->
                    value.isNumber() ? Cells.number(value.asLong()) : NullNode.getInstance();
            case "number" -> value.isNumber() ? value : NullNode.getInstance();
            case "boolean" -> value.isBoolean() ? value : NullNode.getInstance();
            default -> NullNode.getInstance();
        };
    }
}
