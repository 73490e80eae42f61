package dev.perk.control.controllers.serverlessservice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.Names;
import dev.perk.api.Ports;
import dev.perk.control.controllers.object.KeyValues;
import dev.perk.control.controllers.object.ObjectDraft;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;

/**
 * Builds what a ServerlessService owns. Source: {@code knative/serving
 * pkg/reconciler/serverlessservice/resources/services.go}.
 */
final class Children {
    private static final String H2C_APP_PROTOCOL = "kubernetes.io/h2c";

    private final KubeObject sks;
    private final boolean h2c;

    Children(KubeObject sks) {
        this.sks = sks;
        this.h2c = sks.spec().path("protocolType").asText().equals("h2c");
    }

    /** Where queue-proxies and activators listen for this revision's protocol. */
    int backendPort() {
        return h2c ? Ports.QUEUE_H2C : Ports.QUEUE_HTTP1;
    }

    String privateName() {
        return Names.child(sks.name(), "-private");
    }

    /** The Service that selects the revision's pods. */
    KubeObject privateService(JsonNode selector) {
        ObjectNode spec = Json.object();
        ArrayNode ports = spec.putArray("ports");
        // 80 even for h2c: nobody calls this port by its number.
        httpPort(ports, Ports.SERVICE_HTTP1);
        httpsPort(ports);
        port(ports, "http-autometric", Ports.AUTOSCALER_METRICS)
                .put("targetPort", "http-autometric");
        port(ports, "http-usermetric", Ports.USER_METRICS).put("targetPort", "http-usermetric");
        // In a mesh a pod can only be called on a port that some Service has, too.
        port(ports, protocolName() + "-istio", backendPort()).put("targetPort", backendPort());
        spec.set("selector", selector);
        return service(privateName(), "Private", spec);
    }

    /** The Service that clients and gateways call. It selects nothing: we say who answers. */
    KubeObject publicService() {
        ObjectNode spec = Json.object();
        ArrayNode ports = spec.putArray("ports");
        httpPort(ports, h2c ? Ports.SERVICE_H2C : Ports.SERVICE_HTTP1);
        httpsPort(ports);
        return service(sks.name(), "Public", spec);
    }

    KubeObject publicEndpoints(ArrayNode subsets) {
        return ObjectDraft.of(Kinds.ENDPOINTS, sks.namespace(), sks.name())
                .labels(labels("Public"))
                .annotations(KeyValues.of(sks.annotations()))
                .ownedBy(sks)
                .with("subsets", subsets)
                .done();
    }

    private KubeObject service(String name, String type, ObjectNode spec) {
        return ObjectDraft.of(Kinds.SERVICE, sks.namespace(), name)
                .labels(labels(type))
                .annotations(KeyValues.of(sks.annotations()))
                .ownedBy(sks)
                .spec(spec)
                .done();
    }

    private KeyValues labels(String type) {
        return KeyValues.of(sks.labels())
                .with(Labels.SKS, sks.name())
                .with(Labels.SERVICE_TYPE, type);
    }

    private String protocolName() {
        return h2c ? "http2" : "http";
    }

    private void httpPort(ArrayNode ports, int number) {
        ObjectNode port = port(ports, protocolName(), number).put("targetPort", backendPort());
        if (h2c) {
            port.put("appProtocol", H2C_APP_PROTOCOL);
        }
    }

    private static void httpsPort(ArrayNode ports) {
        port(ports, "https", Ports.SERVICE_TLS).put("targetPort", Ports.QUEUE_TLS);
    }

    private static ObjectNode port(ArrayNode ports, String name, int number) {
        return ports.addObject().put("name", name).put("protocol", "TCP").put("port", number);
    }
}
