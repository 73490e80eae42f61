package dev.perk.control.controllers.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.Labels;
import dev.perk.api.Ports;
import dev.perk.api.config.Feature;
import dev.perk.api.config.FeaturesConfig.Flag;
import dev.perk.api.config.ServingConfig;
import dev.perk.kube.Json;
import java.util.List;
import java.util.Map;

/**
 * The pod that a revision runs in: what the user wrote, word for word, with the few changes that
 * Knative makes, and the queue-proxy as its last container.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/revision/resources/deploy.go}.
 */
final class PodTemplate {
    /** What a RevisionSpec has and a PodSpec has not. */
    private static final List<String> NOT_OF_THE_POD =
            List.of(
                    "containerConcurrency",
                    "timeoutSeconds",
                    "responseStartTimeoutSeconds",
                    "idleTimeoutSeconds");

    private static final String POD_INFO = "features.knative.dev/queueproxy-podinfo";
    private static final int TOKEN_SECONDS = 3600;

    private final RevisionParts revision;
    private final Digests digests;
    private final ServingConfig config;

    PodTemplate(RevisionParts revision, Digests digests, ServingConfig config) {
        this.revision = revision;
        this.digests = digests;
        this.config = config;
    }

    ObjectNode tree() {
        ObjectNode template = Json.object();
        ObjectNode metadata = template.putObject("metadata");
        revision.labels().map().forEach(metadata.putObject("labels")::put);
        revision.annotations()
                .with(
                        Annotations.DEFAULT_CONTAINER,
                        revision.servingContainer().path("name").asText())
                .map()
                .forEach(metadata.putObject("annotations")::put);
        template.set("spec", spec());
        return template;
    }

    private ObjectNode spec() {
        ObjectNode spec = revision.revision().spec().deepCopy();
        spec.remove(NOT_OF_THE_POD);
        ObjectNode queueProxy = new QueueProxyContainer(revision, config).tree();
        ArrayNode containers = Json.mapper().createArrayNode();
        revision.containers().forEach(container -> containers.add(userContainer(container)));
        containers.add(queueProxy);
        spec.set("containers", containers);
        spec.put("terminationGracePeriodSeconds", revision.number("timeoutSeconds"));
        if (!spec.has("enableServiceLinks")) {
            config.defaults()
                    .enableServiceLinks()
                    .ifPresent(links -> spec.put("enableServiceLinks", links));
        }
        String runtimeClass = config.deployment().runtimeClassFor(revision.revision().labels());
        if (!spec.has("runtimeClassName") && !runtimeClass.isEmpty()) {
            spec.put("runtimeClassName", runtimeClass);
        }
        if (!spec.has("affinity") && config.deployment().spreadsRevisions()) {
            spec.set("affinity", spread());
        }
        addVolumes(spec, queueProxy);
        return spec;
    }

    private ObjectNode userContainer(JsonNode asWritten) {
        ObjectNode container = asWritten.deepCopy();
        String digest = digests.containers().getOrDefault(container.path("name").asText(), "");
        if (!digest.isEmpty()) {
            container.put("image", digest);
        }
        ArrayNode env =
                container.get("env") instanceof ArrayNode given ? given : container.putArray("env");
        if (revision.isServing(asWritten)) {
            container
                    .putArray("ports")
                    .addObject()
                    .put("name", "user-port")
                    .put("containerPort", revision.userPort());
            env.addObject().put("name", "PORT").put("value", Integer.toString(revision.userPort()));
            aimLivenessProbe(container.path("livenessProbe"));
        }
        addEnv(env, "K_REVISION", revision.revision().name());
        addEnv(env, "K_CONFIGURATION", revision.label(Labels.CONFIGURATION));
        addEnv(env, "K_SERVICE", revision.label(Labels.SERVICE));
        // The kubelet calls this before it stops the container, and waits: nothing is cut off.
        container
                .putObject("lifecycle")
                .putObject("preStop")
                .putObject("httpGet")
                .put("port", Ports.QUEUE_ADMIN)
                .put("path", "/wait-for-drain");
        container.remove("stdin");
        container.remove("tty");
        if (container.path("terminationMessagePolicy").asText().isEmpty()) {
            container.put("terminationMessagePolicy", "FallbackToLogsOnError");
        }
        if (ProbeEncoding.isForQueueProxy(container.path("readinessProbe"))) {
            container.remove("readinessProbe");
        }
        if (config.observability().enableVarLogCollection()) {
            collectLogs(container, env);
        }
        return container;
    }

    private static void addEnv(ArrayNode env, String name, String value) {
        env.addObject().put("name", name).put("value", value);
    }

    private void aimLivenessProbe(JsonNode probe) {
        boolean mayDiffer = config.features().isEnabled(Feature.MULTI_CONTAINER_PROBING);
        for (String handler : List.of("httpGet", "tcpSocket")) {
            if (probe.get(handler) instanceof ObjectNode target) {
                boolean given = target.has("port") && target.path("port").asInt(1) != 0;
                if (!given || !mayDiffer) {
                    target.put("port", revision.userPort());
                }
            }
        }
    }

    /** Pods of one revision would rather not share a node. */
    private ObjectNode spread() {
        ObjectNode affinity = Json.object();
        ObjectNode preference =
                affinity.putObject("podAntiAffinity")
                        .putArray("preferredDuringSchedulingIgnoredDuringExecution")
                        .addObject();
        preference.put("weight", 100);
        ObjectNode term = preference.putObject("podAffinityTerm");
        term.put("topologyKey", "kubernetes.io/hostname");
        term.putObject("labelSelector")
                .putObject("matchLabels")
                .put(Labels.REVISION, revision.revision().name());
        return affinity;
    }

    private void addVolumes(ObjectNode spec, ObjectNode queueProxy) {
        ArrayNode volumes = Json.mapper().createArrayNode();
        ArrayNode mounts = Json.mapper().createArrayNode();
        if (config.observability().enableVarLogCollection()) {
            volumes.addObject().put("name", "knative-var-log").putObject("emptyDir");
        }
        if (showsPodInfo()) {
            ObjectNode item =
                    volumes.addObject()
                            .put("name", "pod-info")
                            .putObject("downwardAPI")
                            .putArray("items")
                            .addObject();
            item.put("path", "annotations");
            item.putObject("fieldRef").put("fieldPath", "metadata.annotations");
            mount(mounts, "pod-info", "/etc/podinfo");
        }
        List<String> audiences =
                config.deployment().queueTokenAudiences().stream().distinct().sorted().toList();
        if (!audiences.isEmpty()) {
            ArrayNode sources =
                    volumes.addObject()
                            .put("name", "knative-token-volume")
                            .putObject("projected")
                            .putArray("sources");
            for (String audience : audiences) {
                sources.addObject()
                        .putObject("serviceAccountToken")
                        .put("audience", audience)
                        .put("path", audience)
                        .put("expirationSeconds", TOKEN_SECONDS);
            }
            mount(mounts, "knative-token-volume", "/var/run/secrets/tokens");
        }
        if (!volumes.isEmpty()) {
            ArrayNode all =
                    spec.get("volumes") instanceof ArrayNode given
                            ? given
                            : spec.putArray("volumes");
            all.addAll(volumes);
        }
        if (!mounts.isEmpty()) {
            queueProxy.set("volumeMounts", mounts);
        }
    }

    private static void mount(ArrayNode mounts, String volume, String path) {
        mounts.addObject().put("name", volume).put("mountPath", path).put("readOnly", true);
    }

    private boolean showsPodInfo() {
        Flag flag = config.features().flag(Feature.QUEUE_PROXY_POD_INFO);
        return switch (flag) {
            case ENABLED -> true;
            case ALLOWED ->
                    revision.revision()
                            .annotation(POD_INFO)
                            .filter(value -> value.equalsIgnoreCase("enabled"))
                            .isPresent();
            case DISABLED -> false;
        };
    }

    private static void collectLogs(ObjectNode container, ArrayNode env) {
        Map<String, String> fields =
                Map.of(
                        "K_INTERNAL_POD_NAME", "metadata.name",
                        "K_INTERNAL_POD_NAMESPACE", "metadata.namespace");
        fields.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(field ->
                        env.addObject()
                                .put("name", field.getKey())
                                .putObject("valueFrom")
                                .putObject("fieldRef")
                                .put("fieldPath", field.getValue()));
        ArrayNode mounts =
                container.get("volumeMounts") instanceof ArrayNode given
                        ? given
                        : container.putArray("volumeMounts");
        mounts.addObject()
                .put("name", "knative-var-log")
                .put("mountPath", "/var/log")
                .put(
                        "subPathExpr",
                        "$(K_INTERNAL_POD_NAMESPACE)_$(K_INTERNAL_POD_NAME)_"
                                + container.path("name").asText());
    }
}
