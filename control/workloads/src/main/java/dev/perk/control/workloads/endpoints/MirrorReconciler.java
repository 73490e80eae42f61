package dev.perk.control.workloads.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.Labels;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.store.Deletion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The EndpointSlices of Endpoints that somebody wrote by hand for a Service without a selector, so
 * that whoever reads only slices finds them too.
 */
public final class MirrorReconciler implements Reconciler<MirrorReconciler.Observed> {
    static final String MANAGED_BY = "endpointslicemirroring-controller.k8s.io";

    private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
    private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

    /** The most addresses of one subset that are mirrored, and so the most in one slice. */
    private static final int CAPACITY = 1000;

    /**
     * @param endpoints empty if they were deleted
     * @param service the one of the same name
     * @param slices that this controller wrote for that name
     */
    public record Observed(
            Optional<KubeObject> endpoints, Optional<Service> service, List<KubeObject> slices) {
        public Observed {
            slices = List.copyOf(slices);
        }
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        Optional<KubeObject> source =
                seen.endpoints().filter(endpoints -> isMirrored(endpoints, seen.service()));
        List<Change> changes =
                source.map(endpoints -> mirror(endpoints, seen.slices()))
                        .orElseGet(() -> seen.slices().stream().map(this::delete).toList());
        return Plan.of(changes.toArray(Change[]::new));
    }

    private static boolean isMirrored(KubeObject endpoints, Optional<Service> service) {
        boolean byHand =
                service.filter(each -> each.object().spec().path("selector").isEmpty()).isPresent();
        return byHand
                && !endpoints.isDeleting()
                && endpoints.label(SKIP).filter("true"::equals).isEmpty()
                && endpoints.annotation(LEADER).isEmpty();
    }

    private Change delete(KubeObject slice) {
        return new Change.Delete(slice.key(), Deletion.now(slice.uid()));
    }

    private static List<Change> mirror(KubeObject endpoints, List<KubeObject> slices) {
        Map<String, String> labels = new LinkedHashMap<>(endpoints.labels());
        labels.put(Labels.SLICE_SERVICE_NAME, endpoints.name());
        labels.put(Labels.SLICE_MANAGED_BY, MANAGED_BY);
        Map<String, String> annotations = new LinkedHashMap<>(endpoints.annotations());
        annotations.remove(TRIGGER_TIME);
        annotations.remove(Annotations.LAST_APPLIED);
        return new Slices(endpoints, labels, annotations, CAPACITY)
                .changes(groups(endpoints), slices);
    }

    private static List<Group> groups(KubeObject endpoints) {
        List<Group> groups = new ArrayList<>();
        for (JsonNode subset : endpoints.tree().path("subsets")) {
            Map<String, List<ObjectNode>> byFamily = new LinkedHashMap<>();
            add(subset.path("addresses"), true, byFamily);
            add(subset.path("notReadyAddresses"), false, byFamily);
            byFamily.forEach(
                    (family, addresses) -> groups.add(new Group(family, ports(subset), addresses)));
        }
        return groups;
    }

    private static void add(
            JsonNode addresses, boolean ready, Map<String, List<ObjectNode>> byFamily) {
        for (JsonNode address : addresses) {
            String ip = address.path("ip").asText();
            List<ObjectNode> endpoints =
                    byFamily.computeIfAbsent(Pod.familyOf(ip), family -> new ArrayList<>());
            if (endpoints.size() < CAPACITY) {
                endpoints.add(endpoint(address, ip, ready));
            }
        }
    }

    private static ObjectNode endpoint(JsonNode address, String ip, boolean ready) {
        ObjectNode endpoint = Json.object();
        endpoint.putArray("addresses").add(ip);
        endpoint.putObject("conditions").put("ready", ready);
        for (String field : List.of("hostname", "nodeName", "targetRef")) {
            if (address.hasNonNull(field)) {
                endpoint.set(field, address.path(field).deepCopy());
            }
        }
        return endpoint;
    }

    /** In a slice a port always has a name, be it an empty one. */
    private static ArrayNode ports(JsonNode subset) {
        ArrayNode ports = Json.object().putArray("ports");
        for (JsonNode port : subset.path("ports")) {
            ObjectNode copy = ports.addObject().put("name", port.path("name").asText());
            copy.put("port", port.path("port").asInt())
                    .put("protocol", port.path("protocol").asText("TCP"));
            if (port.hasNonNull("appProtocol")) {
                copy.put("appProtocol", port.path("appProtocol").asText());
            }
        }
        return ports;
    }
}
