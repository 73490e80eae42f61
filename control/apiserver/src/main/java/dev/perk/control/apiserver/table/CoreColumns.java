package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.NAME;
import static dev.perk.control.apiserver.table.Cells.NONE;
import static dev.perk.control.apiserver.table.Cells.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The columns of the core kinds that neither run nor connect anything. */
final class CoreColumns {
    private static final String ROLE = "node-role.kubernetes.io/";

    private CoreColumns() {}

    static final List<Column> NAMESPACE =
            List.of(NAME, Column.of("Status", Cells.textAt("/status/phase")), AGE);

    static final List<Column> SECRET =
            List.of(
                    NAME,
                    Column.of("Type", Cells.textAt("/type")),
                    Column.integer("Data", Cells.sizeOf("/data")),
                    AGE);

    static final List<Column> CONFIG_MAP =
            List.of(NAME, Column.integer("Data", Cells.sizeOf("/data", "/binaryData")), AGE);

    static final List<Column> SERVICE_ACCOUNT =
            List.of(NAME, Column.integer("Secrets", Cells.sizeOf("/secrets")), AGE);

    static final List<Column> LEASE =
            List.of(NAME, Column.of("Holder", Cells.textAt("/spec/holderIdentity")), AGE);

    static final List<Column> WEBHOOK_CONFIGURATION =
            List.of(NAME, Column.integer("Webhooks", Cells.sizeOf("/webhooks")), AGE);

    static final List<Column> CUSTOM_RESOURCE_DEFINITION = List.of(NAME, Cells.CREATED_AT);

    static final List<Column> NODE =
            List.of(
                    NAME,
                    Column.of("Status", Cells.of(CoreColumns::nodeStatus)),
                    Column.of("Roles", Cells.of(CoreColumns::nodeRoles)),
                    AGE,
                    Column.of("Version", Cells.textAt("/status/nodeInfo/kubeletVersion")),
                    Column.wide("Internal-IP", Cells.of(node -> address(node, "InternalIP"))),
                    Column.wide("External-IP", Cells.of(node -> address(node, "ExternalIP"))),
                    Column.wide("OS-Image", Cells.textOr("/status/nodeInfo/osImage", Age.UNKNOWN)),
                    Column.wide(
                            "Kernel-Version",
                            Cells.textOr("/status/nodeInfo/kernelVersion", Age.UNKNOWN)),
                    Column.wide(
                            "Container-Runtime",
                            Cells.textOr("/status/nodeInfo/containerRuntimeVersion", Age.UNKNOWN)));

    static final List<Column> EVENT =
            List.of(
                    Column.of("Last Seen", (event, now) -> text(lastSeen(event.tree(), now))),
                    Column.of("Type", Cells.textAt("/type")),
                    Column.of("Reason", Cells.textAt("/reason")),
                    Column.of("Object", Cells.of(CoreColumns::eventObject)),
                    Column.wide("Subobject", Cells.textAt("/involvedObject/fieldPath")),
                    Column.wide("Source", Cells.of(CoreColumns::eventSource)),
                    Column.of("Message", Cells.of(event -> event.path("message").asText().strip())),
                    Column.wide("First Seen", (event, now) -> text(firstSeen(event.tree(), now))),
                    Column.wide("Count", Cells.of(CoreColumns::eventCount)),
                    Column.wide("Name", Cells.textAt("/metadata/name")));

    private static String nodeStatus(JsonNode node) {
        String ready = "Unknown";
        for (JsonNode condition : node.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                ready = condition.path("status").asText().equals("True") ? "Ready" : "NotReady";
            }
        }
        return node.at("/spec/unschedulable").asBoolean() ? ready + ",SchedulingDisabled" : ready;
    }

    private static String nodeRoles(JsonNode node) {
        List<String> roles = new ArrayList<>();
        node.at("/metadata/labels")
                .properties()
                .forEach(label -> {
                    if (label.getKey().startsWith(ROLE)) {
                        roles.add(label.getKey().substring(ROLE.length()));
                    }
                });
        return roles.isEmpty() ? NONE : String.join(",", roles.stream().sorted().toList());
    }

    private static String address(JsonNode node, String type) {
        for (JsonNode address : node.at("/status/addresses")) {
            if (address.path("type").asText().equals(type)) {
                return address.path("address").asText();
            }
        }
        return NONE;
    }

    private static String firstSeen(JsonNode event, Instant now) {
        String first = Age.since(event.path("firstTimestamp"), now);
        return first.equals(Age.UNKNOWN) ? Age.since(event.path("eventTime"), now) : first;
    }

    private static String lastSeen(JsonNode event, Instant now) {
        JsonNode series = event.path("series");
        if (series.isObject()) {
            return Age.since(series.path("lastObservedTime"), now);
        }
        String last = Age.since(event.path("lastTimestamp"), now);
        return last.equals(Age.UNKNOWN) ? firstSeen(event, now) : last;
    }

    private static String eventCount(JsonNode event) {
        JsonNode series = event.path("series");
        long count =
                series.isObject() ? series.path("count").asLong() : event.path("count").asLong();
        return String.valueOf(Math.max(1, count));
    }

    private static String eventObject(JsonNode event) {
        JsonNode object = event.path("involvedObject");
        String kind = object.path("kind").asText().toLowerCase(Locale.ROOT);
        String name = object.path("name").asText();
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String eventSource(JsonNode event) {
        String component =
                Cells.orElse(
                        event.at("/source/component"), event.path("reportingComponent").asText());
        String host =
                Cells.orElse(event.at("/source/host"), event.path("reportingInstance").asText());
        return host.isEmpty() ? component : component + ", " + host;
    }
}
