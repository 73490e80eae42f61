package dev.perk.control.apiserver.builtin;

import static dev.perk.control.apiserver.builtin.BuiltInDefaults.textual;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;

/** Services, but for their addresses. Source: {@code kubernetes pkg/apis/core/v1/defaults.go}. */
final class ServiceDefaults {
    private ServiceDefaults() {}

    static void apply(ObjectNode spec) {
        textual(spec, "sessionAffinity", "None");
        textual(spec, "type", "ClusterIP");
        for (ObjectNode port : Trees.objects(spec, "ports")) {
            BuiltInDefaults.protocol(port);
            if (Trees.isAbsent(port, "targetPort")
                    || port.path("targetPort").asText().equals("0")
                    || port.path("targetPort").asText().isEmpty()) {
                port.set("targetPort", port.path("port"));
            }
        }
        if (spec.path("type").asText().equals("ClusterIP")) {
            textual(spec, "internalTrafficPolicy", "Cluster");
        }
    }
}
