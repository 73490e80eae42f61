package dev.perk.api.validation;

import static dev.perk.api.validation.JsonFields.isPresent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.config.Feature;
import dev.perk.api.config.FeaturesConfig;
import java.util.List;
import java.util.Set;

/**
 * Security contexts: what they may say, and a warning where they should say more. Source: {@code
 * knative/serving pkg/apis/serving/k8s_validation.go}, {@code fieldmask.go}.
 */
final class SecurityRules {
    private static final String CONTEXT = "securityContext";
    private static final String INSECURE =
            "Kubernetes default value is insecure, Knative may default this to secure in a future"
                    + " release";
    private static final Set<String> CONTAINER_FIELDS =
            Set.of(
                    "capabilities",
                    "readOnlyRootFilesystem",
                    "runAsUser",
                    "runAsGroup",
                    "runAsNonRoot",
                    "allowPrivilegeEscalation",
                    "seccompProfile");
    private static final Set<String> POD_FIELDS =
            Set.of(
                    "runAsUser",
                    "runAsGroup",
                    "runAsNonRoot",
                    "fsGroup",
                    "supplementalGroups",
                    "seccompProfile");
    private static final Set<String> BOUNDED_PROFILES = Set.of("RuntimeDefault", "Unconfined");

    private SecurityRules() {}

    static void checkPod(JsonNode spec, FieldPath at, FeaturesConfig features, FieldErrors out) {
        JsonNode context = spec.path(CONTEXT);
        FieldPath path = at.field(CONTEXT);
        for (String field : JsonFields.set(context)) {
            if (!isAllowedInPod(context, field, features)) {
                out.disallowed(path.field(field));
            }
        }
        for (String field : List.of("runAsUser", "runAsGroup", "fsGroup")) {
            checkId(context.path(field), path.field(field), out);
        }
        List<JsonNode> groups = JsonFields.items(context.path("supplementalGroups"));
        for (int i = 0; i < groups.size(); i++) {
            checkId(groups.get(i), path.field("supplementalGroups").index(i), out);
        }
        if (!features.fillsInPodSecurity()) {
            warn(spec, "containers", at, out);
            warn(spec, "initContainers", at, out);
        }
    }

    private static boolean isAllowedInPod(JsonNode context, String field, FeaturesConfig features) {
        if (features.isAllowed(Feature.SECURITY_CONTEXT)) {
            return POD_FIELDS.contains(field);
        }
        String profile = context.path("seccompProfile").path("type").asText();
        return features.fillsInPodSecurity()
                && field.equals("seccompProfile")
                && BOUNDED_PROFILES.contains(profile);
    }

    static void checkContainer(
            JsonNode container, FieldPath at, FeaturesConfig features, FieldErrors out) {
        JsonNode context = container.path(CONTEXT);
        FieldPath path = at.field(CONTEXT);
        for (String field : JsonFields.set(context)) {
            boolean harmless = field.equals("privileged") && !context.path(field).asBoolean();
            if (!CONTAINER_FIELDS.contains(field) && !harmless) {
                out.disallowed(path.field(field));
            }
        }
        checkCapabilities(context.path("capabilities"), path.field("capabilities"), features, out);
        checkId(context.path("runAsUser"), path.field("runAsUser"), out);
        checkId(context.path("runAsGroup"), path.field("runAsGroup"), out);
    }

    private static void checkCapabilities(
            JsonNode capabilities, FieldPath at, FeaturesConfig features, FieldErrors out) {
        JsonNode added = capabilities.path("add");
        boolean onlyLowPorts =
                added.size() == 1 && added.path(0).asText().equals("NET_BIND_SERVICE");
        boolean allowed =
                features.isEnabled(Feature.ADD_CAPABILITIES)
                        || (features.fillsInPodSecurity() && onlyLowPorts);
        JsonFields.allow(capabilities, allowed ? Set.of("add", "drop") : Set.of("drop"), at, out);
    }

    private static void checkId(JsonNode id, FieldPath at, FieldErrors out) {
        if (isPresent(id) && (id.asLong() < 0 || id.asLong() > Integer.MAX_VALUE)) {
            out.outOfBounds(id.asLong(), 0, Integer.MAX_VALUE, at);
        }
    }

    /** Warns of defaults that were probably not chosen; a dangerous choice is not warned of. */
    private static void warn(JsonNode spec, String list, FieldPath at, FieldErrors out) {
        JsonNode pod = spec.path(CONTEXT);
        List<JsonNode> containers = JsonFields.items(spec.path(list));
        for (int i = 0; i < containers.size(); i++) {
            warn(pod, containers.get(i).path(CONTEXT), at.field(list).index(i).field(CONTEXT), out);
        }
    }

    private static void warn(JsonNode pod, JsonNode container, FieldPath at, FieldErrors out) {
        if (!isPresent(pod.path("runAsNonRoot")) && !isPresent(container.path("runAsNonRoot"))) {
            out.warning(INSECURE, at.field("runAsNonRoot"));
        }
        if (!isPresent(container.path("allowPrivilegeEscalation"))) {
            out.warning(INSECURE, at.field("allowPrivilegeEscalation"));
        }
        JsonNode podProfile = pod.path("seccompProfile");
        JsonNode profile = container.path("seccompProfile");
        if (!isPresent(podProfile) && !isPresent(profile)) {
            out.warning(INSECURE, at.field("seccompProfile"));
        } else if (podProfile.path("type").asText().isEmpty()
                && profile.path("type").asText().isEmpty()) {
            out.warning(INSECURE, at.field("seccompProfile.type"));
        }
        JsonNode capabilities = container.path("capabilities");
        JsonNode dropped = capabilities.path("drop");
        if (!isPresent(capabilities)) {
            out.warning(INSECURE, at.field("capabilities"));
        } else if (!isPresent(dropped)) {
            out.warning(INSECURE, at.field("capabilities.drop"));
        } else if (dropped.path(0).asText().equals("all")) {
            out.warningWithDetails(
                    "invalid value: all",
                    "Must be spelled as 'ALL'",
                    at.field("capabilities.drop"));
        }
    }
}
