package dev.perk.control.controllers.serverlessservice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ConsistentSubset;
import dev.perk.api.Ports;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code subsets} of an Endpoints object: who is ready to answer, and on which ports.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/serverlessservice/resources/endpoints.go}.
 */
record Subsets(ArrayNode tree) {

    static Subsets of(Optional<KubeObject> endpoints) {
        JsonNode subsets = endpoints.map(KubeObject::tree).orElseGet(Json::object).path("subsets");
        return new Subsets(
                subsets instanceof ArrayNode array ? array : Json.mapper().createArrayNode());
    }

    /** How many addresses are ready. */
    int ready() {
        int ready = 0;
        for (JsonNode subset : tree) {
            ready += subset.path("addresses").size();
        }
        return ready;
    }

    /**
     * Only {@code count} of the ready addresses, the same ones for the same {@code target} wherever
     * this is computed; all if {@code count} is 0 or there are no more.
     */
    Subsets choose(int count, String target) {
        Set<String> ips = new HashSet<>();
        for (JsonNode subset : tree) {
            subset.path("addresses").forEach(address -> ips.add(ip(address)));
        }
        if (count == 0 || ips.size() <= count) {
            return this;
        }
        Set<String> chosen = ConsistentSubset.choose(ips, count, target);
        ArrayNode fewer = Json.mapper().createArrayNode();
        for (JsonNode subset : tree) {
            ArrayNode kept = Json.mapper().createArrayNode();
            subset.path("addresses")
                    .valueStream()
                    .filter(address -> chosen.contains(ip(address)))
                    .forEach(kept::add);
            if (!kept.isEmpty()) {
                ObjectNode copy = subset.deepCopy();
                copy.set("addresses", kept);
                fewer.add(copy);
            }
        }
        return new Subsets(fewer);
    }

    /** Without the ports that the revision's Services do not lead to. */
    Subsets onlyPort(int backendPort) {
        ArrayNode filtered = Json.mapper().createArrayNode();
        for (JsonNode subset : tree) {
            ArrayNode ports = Json.mapper().createArrayNode();
            subset.path("ports")
                    .valueStream()
                    .filter(port -> serves(port.path("port").asInt(), backendPort))
                    .forEach(ports::add);
            ObjectNode copy = subset.deepCopy();
            copy.set("ports", ports);
            filtered.add(copy);
        }
        return new Subsets(filtered);
    }

    private static boolean serves(int port, int backendPort) {
        return port == backendPort || port == Ports.QUEUE_TLS;
    }

    private static String ip(JsonNode address) {
        return address.path("ip").asText();
    }
}
