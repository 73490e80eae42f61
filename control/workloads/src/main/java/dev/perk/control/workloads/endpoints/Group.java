package dev.perk.control.workloads.endpoints;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.List;

/**
 * Endpoints that may stand in one slice.
 *
 * @param family the slice's {@code addressType}
 * @param ports of all of them
 * @param endpoints none for a slice that only shows that there is nothing
 */
record Group(String family, ArrayNode ports, List<ObjectNode> endpoints) {

    Group {
        endpoints = List.copyOf(endpoints);
    }

    static Group placeholder(String family) {
        return new Group(family, Json.object().putArray("ports"), List.of());
    }

    Group with(List<ObjectNode> others) {
        return new Group(family, ports, others);
    }

    /** Whether {@code slice} is of the same family and has the same ports. */
    boolean fits(KubeObject slice) {
        return slice.tree().path("addressType").asText().equals(family)
                && (ports.isEmpty()
                        ? slice.tree().path("ports").isEmpty()
                        : Json.same(slice.tree().path("ports"), ports));
    }

    /** {@code slice} with these endpoints and ports. */
    KubeObject in(KubeObject slice) {
        return slice.with(tree -> {
            tree.put("addressType", family);
            ArrayNode list = tree.putArray("endpoints");
            endpoints.forEach(list::add);
            if (ports.isEmpty()) {
                tree.putNull("ports");
            } else {
                tree.set("ports", ports);
            }
        });
    }
}
