package dev.perk.control.controllers.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Annotations;
import dev.perk.api.Labels;
import dev.perk.api.Names;
import dev.perk.api.Ports;
import dev.perk.control.controllers.object.KeyValues;
import dev.perk.kube.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A Revision as its children see it: names, inherited labels and annotations, containers.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/revision/resources/{names,meta}.go}.
 */
record RevisionParts(KubeObject revision) {

    String deploymentName() {
        return Names.child(revision.name(), "-deployment");
    }

    String imageName(String container) {
        return Names.child(Names.child(revision.name(), "-cache"), "-" + container);
    }

    KeyValues labels() {
        KeyValues labels =
                KeyValues.of(revision.labels())
                        .without(Labels.ROUTE, Labels.ROUTING_STATE)
                        .with(Labels.REVISION, revision.name())
                        .with(Labels.REVISION_UID, revision.uid());
        return labels.has(Labels.APP) ? labels : labels.with(Labels.APP, revision.name());
    }

    /** For the Deployment, its pods and the Images: how to scale is not their business. */
    KeyValues annotations() {
        return autoscalerAnnotations()
                .withoutKeys(key -> key.startsWith(Annotations.AUTOSCALING_PREFIX));
    }

    /** For the PodAutoscaler. */
    KeyValues autoscalerAnnotations() {
        return KeyValues.of(revision.annotations())
                .without(
                        Annotations.LAST_PINNED,
                        Annotations.NO_GC,
                        Annotations.ROUTING_STATE_MODIFIED,
                        Annotations.ROUTES);
    }

    List<JsonNode> containers() {
        return all("containers");
    }

    List<JsonNode> initContainers() {
        return all("initContainers");
    }

    private List<JsonNode> all(String field) {
        List<JsonNode> containers = new ArrayList<>();
        revision.spec().path(field).forEach(containers::add);
        return containers;
    }

    /** The container that requests go to: the only one, or the one with a port. */
    JsonNode servingContainer() {
        List<JsonNode> containers = containers();
        return containers.size() == 1
                ? containers.getFirst()
                : containers.stream()
                        .filter(RevisionParts::hasPort)
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "revision "
                                                + revision.namespacedName()
                                                + " has no container with a port"));
    }

    boolean isServing(JsonNode container) {
        return containers().size() == 1 || hasPort(container);
    }

    private static boolean hasPort(JsonNode container) {
        return !container.path("ports").isEmpty();
    }

    int userPort() {
        int port = servingContainer().path("ports").path(0).path("containerPort").asInt();
        return port == 0 ? Ports.DEFAULT_USER_PORT : port;
    }

    /** {@code h2c} if the container speaks HTTP/2 without TLS, {@code http1} otherwise. */
    String protocol() {
        String name = servingContainer().path("ports").path(0).path("name").asText();
        return name.equals("h2c") ? "h2c" : "http1";
    }

    int queuePort() {
        return protocol().equals("h2c") ? Ports.QUEUE_H2C : Ports.QUEUE_HTTP1;
    }

    /** A number of the spec; 0 if it is not set. */
    long number(String field) {
        return revision.spec().path(field).asLong();
    }

    String label(String key) {
        return revision.label(key).orElse("");
    }
}
