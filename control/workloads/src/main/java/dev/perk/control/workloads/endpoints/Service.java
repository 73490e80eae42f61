package dev.perk.control.workloads.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A Kubernetes Service, read. */
public record Service(KubeObject object) {
    private static final String HEADLESS = "service.kubernetes.io/headless";

    /** Whether pods are found for it by its selector, and not by somebody else or by DNS alone. */
    public boolean selectsPods() {
        return !object.spec().path("selector").isEmpty() && !isExternalName();
    }

    private boolean isExternalName() {
        return object.spec().path("type").asText().equals("ExternalName");
    }

    Selector selector() {
        ObjectNode selector = Json.object();
        selector.set("matchLabels", object.spec().path("selector"));
        return Selector.of(selector);
    }

    boolean isHeadless() {
        return object.spec().path("clusterIP").asText().equals("None");
    }

    boolean publishesNotReady() {
        return object.spec().path("publishNotReadyAddresses").asBoolean();
    }

    /** {@code IPv4}, {@code IPv6} or both, the preferred one first. */
    List<String> families() {
        List<String> families = new ArrayList<>();
        object.spec().path("ipFamilies").forEach(family -> families.add(family.asText()));
        return families.isEmpty() ? List.of("IPv4") : families;
    }

    /** What its Endpoints and slices inherit, with a mark for those without a virtual address. */
    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>(object.labels());
        labels.remove(HEADLESS);
        if (isHeadless()) {
            labels.put(HEADLESS, "");
        }
        return labels;
    }

    /**
     * The ports at which {@code pod} can be reached for this Service. A port whose name the pod
     * does not know is left out.
     *
     * @param names whether a port without a name says so, as in slices, or has no name at all
     */
    ArrayNode ports(Pod pod, boolean names) {
        ArrayNode ports = Json.object().putArray("ports");
        for (JsonNode port : object.spec().path("ports")) {
            String protocol = port.path("protocol").asText("TCP");
            String name = port.path("name").asText();
            OptionalInt target = target(port, protocol, pod);
            if (target.isPresent()) {
                ObjectNode found = ports.addObject();
                if (names || !name.isEmpty()) {
                    found.put("name", name);
                }
                found.put("port", target.getAsInt()).put("protocol", protocol);
                if (port.hasNonNull("appProtocol")) {
                    found.put("appProtocol", port.path("appProtocol").asText());
                }
            }
        }
        return ports;
    }

    /** Source: kubernetes {@code pkg/api/v1/pod/util.go FindPort}. */
    private static OptionalInt target(JsonNode port, String protocol, Pod pod) {
        JsonNode target = port.path("targetPort");
        if (target.isTextual() && !target.asText().isEmpty()) {
            return named(target.asText(), protocol, pod.object().spec());
        }
        int number = target.asInt();
        return OptionalInt.of(number == 0 ? port.path("port").asInt() : number);
    }

    private static OptionalInt named(String name, String protocol, JsonNode podSpec) {
        for (String field : List.of("containers", "initContainers")) {
            for (JsonNode container : podSpec.path(field)) {
                boolean runs =
                        field.equals("containers")
                                || container.path("restartPolicy").asText().equals("Always");
                for (JsonNode port : container.path("ports")) {
                    if (runs
                            && port.path("name").asText().equals(name)
                            && port.path("protocol").asText("TCP").equals(protocol)) {
                        return OptionalInt.of(port.path("containerPort").asInt());
                    }
                }
            }
        }
        return OptionalInt.empty();
    }

    /** The pod's own name in DNS below this Service; empty if it has none. */
    String hostname(Pod pod) {
        JsonNode spec = pod.object().spec();
        return spec.path("subdomain").asText().equals(object.name())
                ? spec.path("hostname").asText()
                : "";
    }
}
