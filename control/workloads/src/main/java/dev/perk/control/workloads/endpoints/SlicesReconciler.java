package dev.perk.control.workloads.endpoints;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Labels;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The EndpointSlices of a Service with a selector. */
public final class SlicesReconciler implements Reconciler<SlicesReconciler.Observed> {
    /** Whose slices these are, for all who find others at the same Service. */
    static final String MANAGED_BY = "endpointslice-controller.k8s.io";

    private static final int CAPACITY = 100;

    /**
     * @param pods those that the Service selects
     * @param slices of the Service that this controller wrote
     */
    public record Observed(Service service, List<Pod> pods, List<KubeObject> slices) {
        public Observed {
            pods = List.copyOf(pods);
            slices = List.copyOf(slices);
        }
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        Service service = seen.service();
        if (!service.selectsPods() || service.object().isDeleting()) {
            return Plan.NOTHING;
        }
        Map<String, String> labels = new LinkedHashMap<>(service.labels());
        labels.put(Labels.SLICE_SERVICE_NAME, service.object().name());
        labels.put(Labels.SLICE_MANAGED_BY, MANAGED_BY);
        var slices = new Slices(service.object(), labels, Map.of(), CAPACITY);
        return Plan.of(
                slices.changes(groups(service, seen.pods()), seen.slices()).toArray(Change[]::new));
    }

    private static List<Group> groups(Service service, List<Pod> pods) {
        List<Group> groups = new ArrayList<>();
        for (String family : service.families()) {
            List<Group> ofFamily = groups(service, family, pods);
            groups.addAll(ofFamily.isEmpty() ? List.of(Group.placeholder(family)) : ofFamily);
        }
        return groups;
    }

    private static List<Group> groups(Service service, String family, List<Pod> pods) {
        Map<String, ArrayNode> ports = new TreeMap<>();
        Map<String, List<ObjectNode>> endpoints = new TreeMap<>();
        for (Pod pod : pods) {
            String ip = pod.ip(family).orElse("");
            if (pod.isTerminal() || ip.isEmpty()) {
                continue;
            }
            ArrayNode reached = service.ports(pod, true);
            String key = reached.toString();
            ports.put(key, reached);
            endpoints.computeIfAbsent(key, k -> new ArrayList<>()).add(endpoint(service, pod, ip));
        }
        return ports.entrySet().stream()
                .map(entry ->
                        new Group(
                                family,
                                entry.getValue(),
                                endpoints.getOrDefault(entry.getKey(), List.of())))
                .toList();
    }

    private static ObjectNode endpoint(Service service, Pod pod, String ip) {
        boolean terminating = pod.object().isDeleting();
        boolean serving = pod.isReady();
        ObjectNode endpoint = Json.object();
        endpoint.putArray("addresses").add(ip);
        endpoint.putObject("conditions")
                .put("ready", service.publishesNotReady() || (serving && !terminating))
                .put("serving", serving)
                .put("terminating", terminating);
        String hostname = service.hostname(pod);
        if (!hostname.isEmpty()) {
            endpoint.put("hostname", hostname);
        }
        pod.node().ifPresent(node -> endpoint.put("nodeName", node));
        endpoint.set("targetRef", Subsets.targetRef(pod));
        return endpoint;
    }
}
