package dev.perk.control.apiserver.versions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Events of the core group and of {@code events.k8s.io}: the same, with other names for its fields.
 *
 * <p>Source: {@code kubernetes pkg/apis/events/v1/conversion.go}.
 */
final class EventVersions {
    private static final Map<String, String> TO_CORE =
            Map.of(
                    "regarding", "involvedObject",
                    "note", "message",
                    "reportingController", "reportingComponent",
                    "deprecatedSource", "source",
                    "deprecatedFirstTimestamp", "firstTimestamp",
                    "deprecatedLastTimestamp", "lastTimestamp",
                    "deprecatedCount", "count");
    private static final Map<String, String> TO_NEW = inverse(TO_CORE);

    /** What can be selected, as in {@code regarding.name=web}. */
    static final Map<String, String> FIELDS = selectable();

    private EventVersions() {}

    static ObjectNode toCore(ObjectNode event) {
        return renamed(event, TO_CORE);
    }

    static ObjectNode toNew(ObjectNode event) {
        return renamed(event, TO_NEW);
    }

    private static ObjectNode renamed(ObjectNode event, Map<String, String> names) {
        ObjectNode renamed = Json.object();
        event.properties()
                .forEach(field ->
                        renamed.set(
                                names.getOrDefault(field.getKey(), field.getKey()),
                                field.getValue()));
        return renamed;
    }

    private static Map<String, String> inverse(Map<String, String> names) {
        Map<String, String> inverse = new HashMap<>();
        names.forEach((one, other) -> inverse.put(other, one));
        return Map.copyOf(inverse);
    }

    private static Map<String, String> selectable() {
        Map<String, String> fields = new HashMap<>();
        fields.put("reportingController", "reportingComponent");
        for (String part :
                List.of(
                        "kind",
                        "namespace",
                        "name",
                        "uid",
                        "apiVersion",
                        "resourceVersion",
                        "fieldPath")) {
            fields.put("regarding." + part, "involvedObject." + part);
        }
        return Map.copyOf(fields);
    }
}
