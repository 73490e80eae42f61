package dev.perk.api.validation;

import static dev.perk.api.validation.JsonFields.isPresent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.config.Feature;
import dev.perk.api.config.FeaturesConfig;
import dev.perk.api.validation.ContainerRules.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The probes of a container. Source: {@code knative/serving pkg/apis/serving/k8s_validation.go}.
 */
final class ProbeRules {
    private static final String READINESS = "readinessProbe";
    private static final List<String> PROBES = List.of("livenessProbe", READINESS, "startupProbe");
    private static final List<String> HANDLERS = List.of("httpGet", "tcpSocket", "exec", "grpc");
    private static final Map<String, Set<String>> HANDLER_FIELDS =
            Map.of(
                    "httpGet", Set.of("host", "path", "scheme", "httpHeaders", "port"),
                    "tcpSocket", Set.of("host", "port"),
                    "exec", Set.of("command"),
                    "grpc", Set.of("port", "service"));
    private static final Set<String> FIELDS =
            Set.of(
                    "exec",
                    "httpGet",
                    "tcpSocket",
                    "grpc",
                    "initialDelaySeconds",
                    "timeoutSeconds",
                    "periodSeconds",
                    "successThreshold",
                    "failureThreshold",
                    "terminationGracePeriodSeconds");

    private final FeaturesConfig features;
    private final FieldErrors out;

    ProbeRules(FeaturesConfig features, FieldErrors out) {
        this.features = features;
        this.out = out;
    }

    void check(JsonNode container, Role role, FieldPath at) {
        for (String name : PROBES) {
            JsonNode probe = container.path(name);
            if (!isPresent(probe)) {
                continue;
            }
            FieldPath path = at.field(name);
            if (role == Role.SIDECAR && !features.isEnabled(Feature.MULTI_CONTAINER_PROBING)) {
                checkAbsent(probe, path);
                continue;
            }
            checkProbe(container, probe, role, path);
            if (name.equals(READINESS)) {
                checkReadiness(probe, path);
            }
        }
    }

    /** A handler is embedded in the probe upstream, so the probe itself is what must not be set. */
    private void checkAbsent(JsonNode probe, FieldPath at) {
        for (String field : JsonFields.set(probe)) {
            out.disallowed(HANDLERS.contains(field) ? at : at.field(field));
        }
    }

    private void checkProbe(JsonNode container, JsonNode probe, Role role, FieldPath at) {
        JsonFields.allow(probe, FIELDS, at, out);
        List<String> handlers = new ArrayList<>();
        for (String handler : HANDLERS) {
            JsonNode how = probe.path(handler);
            if (isPresent(how)) {
                // Upstream misspells this one, in this message only.
                handlers.add(handler.equals("grpc") ? "gRPC" : handler);
                JsonFields.allow(
                        how,
                        HANDLER_FIELDS.getOrDefault(handler, Set.of()),
                        at.field(handler),
                        out);
                if (!handler.equals("exec")) {
                    checkPort(container, how.path("port"), role, at.field(handler).field("port"));
                }
            }
        }
        if (handlers.isEmpty()) {
            out.missingOneOf(at, HANDLERS);
        } else if (handlers.size() > 1) {
            out.multipleOneOf(at, handlers);
        }
    }

    private void checkPort(JsonNode container, JsonNode port, Role role, FieldPath at) {
        if (role.serves()) {
            String name = JsonFields.text(container.path("ports").path(0), "name");
            String expected = name.isEmpty() ? "http" : name;
            if (port.isTextual() && !port.asText().isEmpty() && !port.asText().equals(expected)) {
                out.invalidValue(port.asText(), at, "Probe port must match container port");
            }
        } else if (port.asText().isEmpty() || port.asText().equals("0")) {
            out.invalidValue(0, at, "Probe port must be specified");
        }
    }

    private void checkReadiness(JsonNode probe, FieldPath at) {
        checkAtLeast(0, probe, "periodSeconds", at);
        checkAtLeast(0, probe, "initialDelaySeconds", at);
        checkAtLeast(1, probe, "successThreshold", at);
        if (probe.path("periodSeconds").asInt() != 0) {
            checkAtLeast(1, probe, "timeoutSeconds", at);
            checkAtLeast(1, probe, "failureThreshold", at);
            return;
        }
        // Without a period Knative probes as fast as it can, and gives up by its own rules.
        for (String field : List.of("failureThreshold", "timeoutSeconds")) {
            if (probe.path(field).asInt() != 0) {
                out.error(field + " is disallowed when periodSeconds is zero", at.field(field));
            }
        }
    }

    private void checkAtLeast(int least, JsonNode probe, String field, FieldPath at) {
        int value = probe.path(field).asInt();
        if (value < least) {
            out.outOfBounds(value, least, Integer.MAX_VALUE, at.field(field));
        }
    }
}
