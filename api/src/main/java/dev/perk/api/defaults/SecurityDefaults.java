package dev.perk.api.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import dev.perk.api.config.FeaturesConfig.SecurePodDefaults;
import java.util.List;

/**
 * The restricted pod security standard, where a cluster asks for it. Source: {@code knative/serving
 * v1/revision_defaults.go}.
 */
final class SecurityDefaults {
    private static final int FIRST_FREE_PORT = 1024;

    private SecurityDefaults() {}

    static void apply(ObjectNode spec, SecurePodDefaults how) {
        if (how == SecurePodDefaults.DISABLED) {
            return;
        }
        JsonNode pod = spec.path("securityContext");
        for (String list : List.of("containers", "initContainers")) {
            for (ObjectNode container : Trees.objects(spec, list)) {
                Trees.edit(
                        container,
                        "securityContext",
                        context -> fill(context, container, pod, how));
            }
        }
    }

    private static void fill(
            ObjectNode context, ObjectNode container, JsonNode pod, SecurePodDefaults how) {
        if (Trees.isAbsent(context, "allowPrivilegeEscalation")) {
            context.put("allowPrivilegeEscalation", false);
        }
        if (Trees.isBlank(pod.path("seccompProfile"), "type")) {
            Trees.edit(
                    context,
                    "seccompProfile",
                    profile -> {
                        if (Trees.isBlank(profile, "type")) {
                            profile.put("type", "RuntimeDefault");
                        }
                    });
        }
        if (Trees.isAbsent(context, "capabilities")) {
            ObjectNode capabilities = context.putObject("capabilities");
            capabilities.putArray("drop").add("ALL");
            if (servesLowPort(container)) {
                capabilities.putArray("add").add("NET_BIND_SERVICE");
            }
        }
        if (how == SecurePodDefaults.ENABLED
                && Trees.isAbsent(pod, "runAsNonRoot")
                && Trees.isAbsent(context, "runAsNonRoot")) {
            context.put("runAsNonRoot", true);
        }
    }

    private static boolean servesLowPort(ObjectNode container) {
        return Trees.objects(container, "ports").stream()
                .anyMatch(port -> isLow(port.path("containerPort").asInt()));
    }

    private static boolean isLow(int port) {
        return port > 0 && port < FIRST_FREE_PORT;
    }
}
