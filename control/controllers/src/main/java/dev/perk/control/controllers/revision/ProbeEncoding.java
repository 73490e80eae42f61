package dev.perk.control.controllers.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;

/**
 * The user's readiness probe as the queue-proxy gets it: made by itself, from inside the pod, much
 * more often than a kubelet would.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/revision/resources/queue.go}, {@code
 * pkg/queue/readiness}.
 */
final class ProbeEncoding {
    private static final String LOCALHOST = "127.0.0.1";

    private ProbeEncoding() {}

    /**
     * @param severalContainers whether probes of sidecars are made too
     * @return JSON of one probe, or of a list of them; empty if there is nothing to probe
     */
    static String encode(RevisionParts revision, boolean severalContainers) {
        if (!severalContainers) {
            JsonNode probe = revision.servingContainer().path("readinessProbe");
            return probe.isObject() ? text(complete(probe, revision.userPort())) : "";
        }
        ArrayNode probes = Json.mapper().createArrayNode();
        for (JsonNode container : revision.containers()) {
            JsonNode probe = container.path("readinessProbe");
            boolean serving = revision.isServing(container);
            if (probe.isObject() && (serving || !probe.has("exec"))) {
                // A sidecar's probe names its port, or there would be nothing to knock at.
                probes.add(complete(probe, serving ? revision.userPort() : 0));
            }
        }
        return probes.isEmpty() ? "" : text(probes);
    }

    /** Whether the kubelet leaves this probe to the queue-proxy. */
    static boolean isForQueueProxy(JsonNode probe) {
        return probe.has("httpGet") || probe.has("tcpSocket") || probe.has("grpc");
    }

    private static ObjectNode complete(JsonNode probe, int userPort) {
        ObjectNode complete = probe.deepCopy();
        if (complete.get("httpGet") instanceof ObjectNode httpGet) {
            httpGet.put("host", LOCALHOST);
            if (httpGet.path("scheme").asText().isEmpty()) {
                httpGet.put("scheme", "HTTP");
            }
            setPort(httpGet, userPort);
        } else if (complete.get("tcpSocket") instanceof ObjectNode tcpSocket) {
            tcpSocket.put("host", LOCALHOST);
            setPort(tcpSocket, userPort);
        } else if (complete.get("grpc") instanceof ObjectNode grpc) {
            setPort(grpc, userPort);
        } else if (complete.has("exec")) {
            // The kubelet runs the command; the queue-proxy can only see whether the port is open.
            complete.remove("exec");
            complete.putObject("tcpSocket").put("host", LOCALHOST).put("port", userPort);
        }
        if (complete.path("periodSeconds").asInt() > 0
                && complete.path("timeoutSeconds").asInt() < 1) {
            complete.put("timeoutSeconds", 1);
        }
        return complete;
    }

    private static void setPort(ObjectNode handler, int userPort) {
        JsonNode port = handler.path("port");
        boolean given = port.isTextual() ? !port.asText().isEmpty() : port.asInt() != 0;
        if (!given) {
            handler.put("port", userPort);
        }
    }

    private static String text(JsonNode tree) {
        return tree.toString();
    }
}
