package dev.perk.control.workloads.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code subsets} of an Endpoints object: addresses that share their ports, in one order, so
 * that the same pods always give the same bytes. Source: kubernetes {@code
 * pkg/controller/endpoint/endpoints_controller.go}, {@code pkg/api/v1/endpoints/util.go
 * RepackSubsets}.
 */
final class Subsets {
    private record Subset(ArrayNode ports, List<ObjectNode> ready, List<ObjectNode> notReady) {}

    private Subsets() {}

    static ArrayNode of(Service service, List<Pod> pods) {
        Map<String, Subset> subsets = new TreeMap<>();
        for (Pod pod : pods) {
            boolean leaving = pod.object().isDeleting() && !service.publishesNotReady();
            String ip = pod.ip(service.families().getFirst()).orElse("");
            if (pod.isTerminal() || leaving || ip.isEmpty()) {
                continue;
            }
            ArrayNode ports = service.ports(pod, false);
            if (ports.isEmpty() && !(service.isHeadless() && hasNoPorts(service))) {
                continue;
            }
            Subset subset =
                    subsets.computeIfAbsent(
                            ports.toString(),
                            key -> new Subset(ports, new ArrayList<>(), new ArrayList<>()));
            boolean ready = pod.isReady() || service.publishesNotReady();
            (ready ? subset.ready() : subset.notReady()).add(address(service, pod, ip));
        }
        ArrayNode array = Json.object().putArray("subsets");
        subsets.values().forEach(subset -> array.add(tree(subset)));
        return array;
    }

    private static boolean hasNoPorts(Service service) {
        return service.object().spec().path("ports").isEmpty();
    }

    private static ObjectNode address(Service service, Pod pod, String ip) {
        ObjectNode address = Json.object().put("ip", ip);
        String hostname = service.hostname(pod);
        if (!hostname.isEmpty()) {
            address.put("hostname", hostname);
        }
        pod.node().ifPresent(node -> address.put("nodeName", node));
        address.set("targetRef", targetRef(pod));
        return address;
    }

    static ObjectNode targetRef(Pod pod) {
        return Json.object()
                .put("kind", "Pod")
                .put("namespace", pod.object().namespace())
                .put("name", pod.name())
                .put("uid", pod.object().uid());
    }

    private static ObjectNode tree(Subset subset) {
        ObjectNode tree = Json.object();
        putSorted(tree, "addresses", subset.ready());
        putSorted(tree, "notReadyAddresses", subset.notReady());
        if (!subset.ports().isEmpty()) {
            tree.set("ports", subset.ports());
        }
        return tree;
    }

    private static void putSorted(ObjectNode tree, String field, List<ObjectNode> addresses) {
        if (!addresses.isEmpty()) {
            Comparator<JsonNode> byAddress = Comparator.comparing(a -> a.path("ip").asText());
            ArrayNode array = tree.putArray(field);
            addresses.stream()
                    .sorted(byAddress.thenComparing(a -> a.at("/targetRef/uid").asText()))
                    .forEach(array::add);
        }
    }
}
