package dev.perk.control.apiserver.builtin;

import static dev.perk.control.apiserver.builtin.BuiltInDefaults.numeric;
import static dev.perk.control.apiserver.builtin.BuiltInDefaults.textual;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import java.util.ArrayList;
import java.util.List;

/**
 * Pods: what every template has too, and what only a Pod gets. Source: {@code kubernetes
 * pkg/apis/core/v1/defaults.go}; the admission plugin {@code DefaultTolerationSeconds}.
 */
final class PodDefaults {
    private static final int FILE_MODE = 0644;
    private static final int TOKEN_SECONDS = 3600;
    private static final int EVICTION_SECONDS = 300;
    private static final List<String> TAINTS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
    private static final List<String> PROBES =
            List.of("livenessProbe", "readinessProbe", "startupProbe");

    private PodDefaults() {}

    /** The spec of a Pod. */
    static void apply(ObjectNode spec) {
        textual(spec, "serviceAccountName", spec.path("serviceAccount").asText("default"));
        template(spec);
        if (Trees.isAbsent(spec, "enableServiceLinks")) {
            spec.put("enableServiceLinks", true);
        }
        containers(spec).forEach(PodDefaults::requestsFromLimits);
        TAINTS.forEach(taint -> tolerate(spec, taint));
    }

    /** The spec in a template. */
    static void template(ObjectNode spec) {
        textual(spec, "restartPolicy", "Always");
        numeric(spec, "terminationGracePeriodSeconds", 30);
        textual(spec, "dnsPolicy", "ClusterFirst");
        textual(spec, "schedulerName", "default-scheduler");
        Trees.edit(spec, "securityContext", _ -> {});
        // The older name of the account is kept for those who still read it.
        if (!Trees.isBlank(spec, "serviceAccountName")) {
            spec.put("serviceAccount", spec.path("serviceAccountName").asText());
        } else if (!Trees.isBlank(spec, "serviceAccount")) {
            spec.put("serviceAccountName", spec.path("serviceAccount").asText());
        }
        boolean hostNetwork = spec.path("hostNetwork").asBoolean();
        containers(spec).forEach(container -> container(container, hostNetwork));
        ephemeralContainers(spec);
        Trees.objects(spec, "volumes").forEach(PodDefaults::volume);
    }

    /** Containers that were added to a Pod to look at it. */
    static void ephemeralContainers(ObjectNode spec) {
        Trees.objects(spec, "ephemeralContainers").forEach(each -> container(each, false));
    }

    private static List<ObjectNode> containers(ObjectNode spec) {
        List<ObjectNode> containers = new ArrayList<>(Trees.objects(spec, "initContainers"));
        containers.addAll(Trees.objects(spec, "containers"));
        return containers;
    }

    private static void container(ObjectNode container, boolean hostNetwork) {
        textual(container, "terminationMessagePath", "/dev/termination-log");
        textual(container, "terminationMessagePolicy", "File");
        boolean moves = isLatest(container.path("image").asText());
        textual(container, "imagePullPolicy", moves ? "Always" : "IfNotPresent");
        Trees.edit(container, "resources", _ -> {});
        for (ObjectNode port : Trees.objects(container, "ports")) {
            BuiltInDefaults.protocol(port);
            if (hostNetwork && Trees.isZero(port, "hostPort")) {
                port.set("hostPort", port.path("containerPort"));
            }
        }
        PROBES.forEach(probe -> Trees.editIfPresent(container, probe, PodDefaults::probe));
        Trees.editIfPresent(container, "lifecycle", PodDefaults::lifecycle);
        for (ObjectNode variable : Trees.objects(container, "env")) {
            Trees.editIfPresent(variable, "valueFrom", PodDefaults::fieldVersion);
        }
    }

    /**
     * Whether the name may mean another image tomorrow: neither tag nor digest, or the tag latest.
     */
    private static boolean isLatest(String image) {
        if (image.contains("@")) {
            return false;
        }
        int colon = image.lastIndexOf(':');
        boolean hasTag = colon > image.lastIndexOf('/');
        return !hasTag || image.substring(colon + 1).equals("latest");
    }

    private static void probe(ObjectNode probe) {
        ifZero(probe, "timeoutSeconds", 1);
        ifZero(probe, "periodSeconds", 10);
        ifZero(probe, "successThreshold", 1);
        ifZero(probe, "failureThreshold", 3);
        handler(probe);
        Trees.editIfPresent(
                probe,
                "grpc",
                grpc -> {
                    if (Trees.isAbsent(grpc, "service")) {
                        grpc.put("service", "");
                    }
                });
    }

    private static void ifZero(ObjectNode object, String field, int value) {
        if (Trees.isZero(object, field)) {
            object.put(field, value);
        }
    }

    private static void lifecycle(ObjectNode lifecycle) {
        Trees.editIfPresent(lifecycle, "postStart", PodDefaults::handler);
        Trees.editIfPresent(lifecycle, "preStop", PodDefaults::handler);
    }

    private static void handler(ObjectNode handler) {
        Trees.editIfPresent(
                handler,
                "httpGet",
                get -> {
                    textual(get, "path", "/");
                    textual(get, "scheme", "HTTP");
                });
    }

    private static void fieldVersion(ObjectNode source) {
        Trees.editIfPresent(source, "fieldRef", field -> textual(field, "apiVersion", "v1"));
    }

    private static void volume(ObjectNode volume) {
        if (volume.size() <= 1) {
            volume.putObject("emptyDir");
        }
        for (String source : List.of("secret", "configMap", "downwardAPI", "projected")) {
            Trees.editIfPresent(volume, source, files -> numeric(files, "defaultMode", FILE_MODE));
        }
        Trees.objects(volume.path("downwardAPI"), "items").forEach(PodDefaults::fieldVersion);
        for (ObjectNode source : Trees.objects(volume.path("projected"), "sources")) {
            Trees.editIfPresent(
                    source,
                    "serviceAccountToken",
                    token -> numeric(token, "expirationSeconds", TOKEN_SECONDS));
            Trees.objects(source.path("downwardAPI"), "items").forEach(PodDefaults::fieldVersion);
        }
        Trees.editIfPresent(
                volume,
                "hostPath",
                path -> {
                    if (Trees.isAbsent(path, "type")) {
                        path.put("type", "");
                    }
                });
    }

    private static void requestsFromLimits(ObjectNode container) {
        JsonNode limits = container.path("resources").path("limits");
        for (var limit : limits.properties()) {
            Trees.editIfPresent(
                    container,
                    "resources",
                    resources ->
                            Trees.edit(
                                    resources,
                                    "requests",
                                    requests -> {
                                        if (Trees.isAbsent(requests, limit.getKey())) {
                                            requests.set(limit.getKey(), limit.getValue());
                                        }
                                    }));
        }
    }

    private static void tolerate(ObjectNode spec, String taint) {
        boolean tolerated =
                Trees.objects(spec, "tolerations").stream()
                        .anyMatch(toleration ->
                                toleration.path("key").asText().equals(taint)
                                        || Trees.isBlank(toleration, "key"));
        if (!tolerated) {
            spec.withArrayProperty("tolerations")
                    .addObject()
                    .put("key", taint)
                    .put("operator", "Exists")
                    .put("effect", "NoExecute")
                    .put("tolerationSeconds", EVICTION_SECONDS);
        }
    }
}
