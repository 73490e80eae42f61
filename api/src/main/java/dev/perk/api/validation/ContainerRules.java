package dev.perk.api.validation;

import static dev.perk.api.validation.JsonFields.isPresent;
import static dev.perk.api.validation.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Ports;
import dev.perk.api.config.Feature;
import dev.perk.api.config.FeaturesConfig;
import dev.perk.api.text.GoQuote;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One container of a Service. Source: {@code knative/serving pkg/apis/serving/k8s_validation.go}.
 */
final class ContainerRules {

    /** What a container is there for. */
    enum Role {
        /** The only one, so it serves. */
        ONLY,
        /** The one of several that has a port. */
        SERVING,
        SIDECAR,
        /** Runs before the others. */
        INIT;

        boolean serves() {
            return this == ONLY || this == SERVING;
        }
    }

    private static final Set<String> FIELDS =
            Set.of(
                    "name",
                    "args",
                    "command",
                    "env",
                    "workingDir",
                    "envFrom",
                    "image",
                    "imagePullPolicy",
                    "livenessProbe",
                    "ports",
                    "readinessProbe",
                    "resources",
                    "securityContext",
                    "startupProbe",
                    "terminationMessagePath",
                    "terminationMessagePolicy",
                    "volumeMounts");
    private static final Set<String> RESERVED_ENV =
            Set.of("K_SERVICE", "K_CONFIGURATION", "K_REVISION");
    private static final String PORT_ENV = "PORT";
    private static final Set<Integer> RESERVED_PORTS =
            Set.of(
                    Ports.PROFILING,
                    Ports.QUEUE_HTTP1,
                    Ports.QUEUE_H2C,
                    Ports.QUEUE_ADMIN,
                    Ports.AUTOSCALER_METRICS,
                    Ports.USER_METRICS);
    private static final Set<String> PORT_NAMES = Set.of("", "h2c", "http1");
    private static final Set<String> TERMINATION_POLICIES =
            Set.of("", "File", "FallbackToLogsOnError");
    private static final List<String> NOT_IN_INIT =
            List.of("livenessProbe", "readinessProbe", "startupProbe", "lifecycle");

    private final Map<String, JsonNode> volumes;
    private final FeaturesConfig features;
    private final FieldErrors out;

    /**
     * @param volumes of the pod, by name
     */
    ContainerRules(Map<String, JsonNode> volumes, FeaturesConfig features, FieldErrors out) {
        this.volumes = volumes;
        this.features = features;
        this.out = out;
    }

    void check(JsonNode container, Role role, FieldPath at) {
        if (JsonFields.set(container).isEmpty()) {
            out.missing(at);
            return;
        }
        if (role == Role.INIT) {
            checkNotInInit(container, at);
        } else {
            new ProbeRules(features, out).check(container, role, at);
        }
        JsonFields.allow(container, FIELDS, at, out);
        if (text(container, "name").equals("queue-proxy")) {
            out.error("\"queue-proxy\" is a reserved container name", at.field("name"));
        }
        checkEnv(container, role, at.field("env"));
        checkEnvFrom(container, at.field("envFrom"));
        ImageRules.checkContainerImage(container, at, out);
        checkPorts(JsonFields.items(container.path("ports")), role, at.field("ports"));
        JsonFields.allow(
                container.path("resources"),
                Set.of("limits", "requests"),
                at.field("resources"),
                out);
        SecurityRules.checkContainer(container, at, features, out);
        String policy = text(container, "terminationMessagePolicy");
        if (!TERMINATION_POLICIES.contains(policy)) {
            out.invalidValue(policy, at.field("terminationMessagePolicy"));
        }
        MountRules.check(container, volumes, at.field("volumeMounts"), features, out);
    }

    private void checkNotInInit(JsonNode container, FieldPath at) {
        for (String field : NOT_IN_INIT) {
            if (isPresent(container.path(field))) {
                out.error("field not allowed in an init container", at.field(field));
            }
        }
    }

    private void checkEnv(JsonNode container, Role role, FieldPath at) {
        List<JsonNode> env = JsonFields.items(container.path("env"));
        for (int i = 0; i < env.size(); i++) {
            String name = text(env.get(i), "name");
            boolean reserved =
                    RESERVED_ENV.contains(name) || (name.equals(PORT_ENV) && role.serves());
            if (name.isEmpty()) {
                out.missing(at.index(i).field("name"));
            } else if (reserved) {
                out.error(
                        GoQuote.quote(name) + " is a reserved environment variable",
                        at.index(i).field("name"));
            }
            JsonFields.allow(env.get(i), Set.of("name", "value", "valueFrom"), at.index(i), out);
            Set<String> sources =
                    features.isAllowed(Feature.FIELD_REF)
                            ? Set.of(
                                    "configMapKeyRef",
                                    "secretKeyRef",
                                    "fieldRef",
                                    "resourceFieldRef")
                            : Set.of("configMapKeyRef", "secretKeyRef");
            JsonFields.allow(
                    env.get(i).path("valueFrom"), sources, at.index(i).field("valueFrom"), out);
        }
    }

    private void checkEnvFrom(JsonNode container, FieldPath at) {
        List<JsonNode> sources = JsonFields.items(container.path("envFrom"));
        for (int i = 0; i < sources.size(); i++) {
            JsonNode source = sources.get(i);
            JsonFields.allow(
                    source, Set.of("prefix", "configMapRef", "secretRef"), at.index(i), out);
            boolean configMap = isPresent(source.path("configMapRef"));
            boolean secret = isPresent(source.path("secretRef"));
            // Upstream leaves out the index here, and so do the messages that people search for.
            if (configMap && secret) {
                out.multipleOneOf(at, List.of("configMapRef", "secretRef"));
            } else if (!configMap && !secret) {
                out.missingOneOf(at, List.of("configMapRef", "secretRef"));
            }
        }
    }

    private void checkPorts(List<JsonNode> ports, Role role, FieldPath at) {
        if (ports.isEmpty()) {
            return;
        }
        if (role == Role.INIT) {
            ports.forEach(port -> checkPortNumber(port, at));
            return;
        }
        JsonNode port = ports.getFirst();
        checkPortNumber(port, at);
        String protocol = text(port, "protocol");
        if (!protocol.isEmpty() && !protocol.equals("TCP")) {
            out.invalidValue(protocol, at.field("protocol"));
        }
        String name = text(port, "name");
        if (!PORT_NAMES.contains(name)) {
            out.errorWithDetails(
                    "Port name " + name + " is not allowed",
                    "Name must be empty, or one of: 'h2c', 'http1'",
                    at);
        }
    }

    private void checkPortNumber(JsonNode port, FieldPath at) {
        JsonFields.allow(port, Set.of("containerPort", "name", "protocol"), at, out);
        int number = port.path("containerPort").asInt();
        if (RESERVED_PORTS.contains(number)) {
            out.invalidValue(
                    number + " is a reserved port",
                    at.field("containerPort"),
                    number + " is a reserved port, please use a different value");
        }
        if (number < 0 || number > 65535) {
            out.outOfBounds(number, 0, 65535, at.field("containerPort"));
        }
    }
}
