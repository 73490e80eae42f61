package dev.perk.control.controllers.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.HttpHeaders;
import dev.perk.api.Labels;
import dev.perk.api.Namespaces;
import dev.perk.api.Ports;
import dev.perk.api.config.DeploymentConfig.QueueTls;
import dev.perk.api.config.Feature;
import dev.perk.api.config.ObservabilityConfig;
import dev.perk.api.config.ServingConfig;
import dev.perk.kube.Json;
import dev.perk.kube.OwnerRef;

/**
 * The container that stands in front of the user's: everything it needs to know is in its
 * environment.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/revision/resources/queue.go}; the names are read
 * by {@code pkg/queue/sharedmain}.
 */
final class QueueProxyContainer {
    static final String NAME = "queue-proxy";
    private static final String FULL_DUPLEX = "features.knative.dev/http-full-duplex";

    private final RevisionParts revision;
    private final ServingConfig config;

    QueueProxyContainer(RevisionParts revision, ServingConfig config) {
        this.revision = revision;
        this.config = config;
    }

    ObjectNode tree() {
        ObjectNode container =
                Json.object()
                        .put("name", NAME)
                        .put("image", config.deployment().queueSidecarImage());
        container.set("ports", ports());
        container.set("env", environment());
        container.set("resources", QueueResources.of(revision, config));
        JsonNode userProbe = revision.servingContainer().path("readinessProbe");
        if (userProbe.isObject()) {
            container.set("readinessProbe", readinessProbe(userProbe));
        }
        container.set("securityContext", securityContext());
        return container;
    }

    private ArrayNode ports() {
        ArrayNode ports = Json.mapper().createArrayNode();
        port(ports, "http-autometric", Ports.AUTOSCALER_METRICS);
        port(ports, "http-usermetric", Ports.USER_METRICS);
        if (config.observability().profiling()) {
            port(ports, "profiling-port", Ports.PROFILING);
        }
        port(ports, "queue-port", revision.queuePort());
        port(ports, "https-port", Ports.QUEUE_TLS);
        return ports;
    }

    private static void port(ArrayNode ports, String name, int number) {
        ports.addObject().put("name", name).put("containerPort", number);
    }

    /** The user's timing, but the question goes to the queue-proxy, which asks the container. */
    private ObjectNode readinessProbe(JsonNode userProbe) {
        ObjectNode probe = userProbe.deepCopy();
        probe.remove("tcpSocket");
        probe.remove("exec");
        probe.remove("grpc");
        ObjectNode httpGet = Json.object().put("port", revision.queuePort());
        httpGet.putArray("httpHeaders")
                .addObject()
                .put("name", HttpHeaders.NETWORK_PROBE)
                .put("value", "queue");
        probe.set("httpGet", httpGet);
        probe.put("successThreshold", 1);
        return probe;
    }

    private static ObjectNode securityContext() {
        ObjectNode context =
                Json.object()
                        .put("allowPrivilegeEscalation", false)
                        .put("readOnlyRootFilesystem", true)
                        .put("runAsNonRoot", true);
        context.putObject("capabilities").putArray("drop").add("ALL");
        context.putObject("seccompProfile").put("type", "RuntimeDefault");
        return context;
    }

    private ArrayNode environment() {
        boolean severalProbes = config.features().isEnabled(Feature.MULTI_CONTAINER_PROBING);
        QueueTls tls = config.deployment().queueTls();
        var env = new Environment();
        env.put("SERVING_NAMESPACE", revision.revision().namespace());
        env.put("SERVING_SERVICE", revision.label(Labels.SERVICE));
        env.put("SERVING_CONFIGURATION", configuration());
        env.put("SERVING_REVISION", revision.revision().name());
        env.put("QUEUE_SERVING_PORT", revision.queuePort());
        env.put("QUEUE_SERVING_TLS_PORT", Ports.QUEUE_TLS);
        env.put("CONTAINER_CONCURRENCY", revision.number("containerConcurrency"));
        env.put("REVISION_TIMEOUT_SECONDS", revision.number("timeoutSeconds"));
        env.put(
                "REVISION_RESPONSE_START_TIMEOUT_SECONDS",
                revision.number("responseStartTimeoutSeconds"));
        env.put("REVISION_IDLE_TIMEOUT_SECONDS", revision.number("idleTimeoutSeconds"));
        env.putField("SERVING_POD", "metadata.name");
        env.putField("SERVING_POD_IP", "status.podIP");
        // Perk's queue-proxy logs as the rest of Perk does; the reference requires the two names.
        env.put("SERVING_LOGGING_CONFIG", "");
        env.put("SERVING_LOGGING_LEVEL", "");
        env.put("USER_PORT", revision.userPort());
        env.put("SYSTEM_NAMESPACE", Namespaces.KNATIVE_SERVING);
        env.put("SERVING_READINESS_PROBE", ProbeEncoding.encode(revision, severalProbes));
        env.putField("HOST_IP", "status.hostIP");
        env.put(
                "ENABLE_HTTP2_AUTO_DETECTION",
                config.features().isEnabled(Feature.AUTODETECT_HTTP2));
        env.put("ENABLE_HTTP_FULL_DUPLEX", isFullDuplex());
        env.put("ROOT_CA", tls.rootCa());
        env.put("QUEUE_PROXY_TLS_MIN_VERSION", tls.minVersion());
        env.put("QUEUE_PROXY_TLS_MAX_VERSION", tls.maxVersion());
        env.put("QUEUE_PROXY_TLS_CIPHER_SUITES", tls.cipherSuites());
        env.put("QUEUE_PROXY_TLS_CURVE_PREFERENCES", tls.curvePreferences());
        env.put("ENABLE_MULTI_CONTAINER_PROBES", severalProbes);
        env.put("OBSERVABILITY_CONFIG", observability().toString());
        return env.tree;
    }

    private String configuration() {
        return revision.revision()
                .controller()
                .filter(owner -> owner.kind().equals("Configuration"))
                .map(OwnerRef::name)
                .orElse("");
    }

    private boolean isFullDuplex() {
        return revision.revision()
                .annotation(FULL_DUPLEX)
                .filter(value -> value.equalsIgnoreCase("enabled"))
                .isPresent();
    }

    /** The part of the configuration that a queue-proxy acts on; a change rolls the pods. */
    private ObjectNode observability() {
        ObservabilityConfig observability = config.observability();
        ObjectNode tree =
                Json.object()
                        .put("enableRequestLog", observability.enableRequestLog())
                        .put("enableProbeRequestLog", observability.enableProbeRequestLog());
        observability
                .requestLogTemplate()
                .ifPresent(template -> tree.put("requestLogTemplate", template.toString()));
        ObservabilityConfig.Metrics metrics = observability.requestMetrics();
        tree.putObject("requestMetrics")
                .put("protocol", wireName(metrics.protocol()))
                .put("endpoint", metrics.endpoint())
                .put("exportIntervalSeconds", metrics.exportInterval().toSeconds());
        tree.putObject("tracing")
                .put("protocol", wireName(observability.tracingProtocol()))
                .put("endpoint", observability.tracingEndpoint())
                .put("samplingRate", observability.tracingSamplingRate());
        tree.putObject("runtime").put("profiling", observability.profiling());
        return tree;
    }

    private static String wireName(ObservabilityConfig.MetricsProtocol protocol) {
        return switch (protocol) {
            case NONE -> "none";
            case PROMETHEUS -> "prometheus";
            case GRPC -> "grpc";
            case HTTP_PROTOBUF -> "http/protobuf";
        };
    }

    private static String wireName(ObservabilityConfig.TracingProtocol protocol) {
        return switch (protocol) {
            case NONE -> "none";
            case STDOUT -> "stdout";
            case GRPC -> "grpc";
            case HTTP_PROTOBUF -> "http/protobuf";
        };
    }

    /** Environment variables in the order in which they are put. */
    private static final class Environment {
        private final ArrayNode tree = Json.mapper().createArrayNode();

        void put(String name, String value) {
            tree.addObject().put("name", name).put("value", value);
        }

        void put(String name, long value) {
            put(name, Long.toString(value));
        }

        void put(String name, boolean value) {
            put(name, Boolean.toString(value));
        }

        /** A value that only the pod knows. */
        void putField(String name, String path) {
            tree.addObject()
                    .put("name", name)
                    .putObject("valueFrom")
                    .putObject("fieldRef")
                    .put("apiVersion", "v1")
                    .put("fieldPath", path);
        }
    }
}
