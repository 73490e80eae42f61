package dev.perk.api.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a Go program would see of a JSON object: which fields are set, and to what. */
final class JsonFields {
    /**
     * Fields that are pointers in Go: even {@code false} and {@code {}} count as set. All others
     * count only with a value that says something.
     */
    private static final Set<String> POINTERS =
            Set.of(
                    "activeDeadlineSeconds",
                    "affinity",
                    "allowPrivilegeEscalation",
                    "appArmorProfile",
                    "automountServiceAccountToken",
                    "capabilities",
                    "configMap",
                    "configMapKeyRef",
                    "csi",
                    "dnsConfig",
                    "downwardAPI",
                    "emptyDir",
                    "enableServiceLinks",
                    "ephemeral",
                    "exec",
                    "fieldRef",
                    "fileKeyRef",
                    "fsGroup",
                    "fsGroupChangePolicy",
                    "grpc",
                    "hostPath",
                    "hostUsers",
                    "httpGet",
                    "image",
                    "lifecycle",
                    "livenessProbe",
                    "mountPropagation",
                    "os",
                    "persistentVolumeClaim",
                    "preemptionPolicy",
                    "priority",
                    "privileged",
                    "procMount",
                    "projected",
                    "readOnlyRootFilesystem",
                    "readinessProbe",
                    "recursiveReadOnly",
                    "resourceFieldRef",
                    "runAsGroup",
                    "runAsNonRoot",
                    "runAsUser",
                    "runtimeClassName",
                    "seLinuxOptions",
                    "seccompProfile",
                    "secret",
                    "secretKeyRef",
                    "securityContext",
                    "serviceAccountToken",
                    "setHostnameAsFQDN",
                    "shareProcessNamespace",
                    "startupProbe",
                    "tcpSocket",
                    "terminationGracePeriodSeconds",
                    "windowsOptions");

    private JsonFields() {}

    /** Neither absent nor null. */
    static boolean isPresent(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    static boolean isSet(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return switch (value.getNodeType()) {
            case MISSING, NULL -> false;
            case ARRAY -> !value.isEmpty();
            case OBJECT -> !value.isEmpty() || POINTERS.contains(field);
            case STRING -> !value.textValue().isEmpty() || POINTERS.contains(field);
            case BOOLEAN -> value.booleanValue() || POINTERS.contains(field);
            case NUMBER -> value.decimalValue().signum() != 0 || POINTERS.contains(field);
            case BINARY, POJO -> true;
        };
    }

    /** The fields that are set, in the order in which they were written. */
    static List<String> set(JsonNode object) {
        List<String> set = new ArrayList<>();
        object.fieldNames()
                .forEachRemaining(field -> {
                    if (isSet(object, field)) {
                        set.add(field);
                    }
                });
        return set;
    }

    /** Complains of every field that is set and not among those allowed. */
    static void allow(JsonNode object, Set<String> allowed, FieldPath at, FieldErrors out) {
        for (String field : set(object)) {
            if (!allowed.contains(field)) {
                out.disallowed(at.field(field));
            }
        }
    }

    static String text(JsonNode object, String field) {
        return object.path(field).asText();
    }

    /** A map of strings; empty if there is none. */
    static Map<String, String> strings(JsonNode map) {
        Map<String, String> strings = new LinkedHashMap<>();
        map.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return strings;
    }

    static List<JsonNode> items(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        if (array.isArray()) {
            array.forEach(items::add);
        }
        return items;
    }
}
