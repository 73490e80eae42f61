package dev.perk.control.controllers.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Ports;
import dev.perk.kube.Json;
import java.util.List;

/**
 * Where a placeholder Service leads: to an address, a name, or into the mesh, whichever the gateway
 * has. Source: {@code knative/serving pkg/reconciler/route/resources/service.go}.
 */
final class PlaceholderSpec {
    static final String H2C_NAME = "http2";

    private PlaceholderSpec() {}

    /** Before anybody knows where the gateway is: the name that everybody else calls. */
    static ObjectNode towards(Address address) {
        return externalName(address.publicHost());
    }

    /**
     * @param balancer where an Ingress is served
     */
    static ObjectNode at(JsonNode balancer) {
        String ip = balancer.path("ip").asText();
        if (!ip.isEmpty()) {
            ObjectNode spec = Json.object().put("type", "ClusterIP").put("clusterIP", "None");
            spec.set("ports", ports(H2C_NAME));
            return spec;
        }
        for (String field : List.of("domainInternal", "domain")) {
            String domain = balancer.path(field).asText();
            if (!domain.isEmpty()) {
                return externalName(domain);
            }
        }
        ObjectNode spec = Json.object().put("type", "ClusterIP");
        spec.set("ports", ports("http"));
        return spec;
    }

    private static ObjectNode externalName(String host) {
        ObjectNode spec =
                Json.object()
                        .put("type", "ExternalName")
                        .put("externalName", host)
                        .put("sessionAffinity", "None");
        spec.set("ports", ports(H2C_NAME));
        return spec;
    }

    private static ArrayNode ports(String name) {
        ArrayNode ports = Json.mapper().createArrayNode();
        ObjectNode port = ports.addObject().put("name", name).put("protocol", "TCP");
        if (name.equals(H2C_NAME)) {
            port.put("appProtocol", "kubernetes.io/h2c");
        }
        port.put("port", Ports.SERVICE_HTTP1).put("targetPort", Ports.SERVICE_HTTP1);
        return ports;
    }
}
