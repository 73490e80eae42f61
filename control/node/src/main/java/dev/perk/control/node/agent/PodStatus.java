package dev.perk.control.node.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The status of a Pod, from what its containers do. Source: kubernetes {@code
 * pkg/kubelet/status/generate.go} and {@code pkg/kubelet/kubelet_pods.go}.
 *
 * @param podIp empty before there is a sandbox
 */
public record PodStatus(
        List<ContainerView> initContainers,
        List<ContainerView> containers,
        List<ContainerView> ephemeralContainers,
        String restartPolicy,
        String podIp,
        String hostIp,
        Instant startTime) {

    public PodStatus {
        initContainers = List.copyOf(initContainers);
        containers = List.copyOf(containers);
        ephemeralContainers = List.copyOf(ephemeralContainers);
    }

    /**
     * The whole status; {@code old} gives the condition that the scheduler wrote, and times that
     * have not changed.
     */
    public ObjectNode tree(JsonNode old, Instant now) {
        ObjectNode status = Json.object().put("phase", phase());
        ArrayNode conditions = status.putArray("conditions");
        Condition sandbox = Condition.of("PodReadyToStartContainers", !podIp.isEmpty(), "", "");
        for (Condition condition :
                List.of(sandbox, initialized(), ready("Ready"), ready("ContainersReady"))) {
            conditions.add(condition.tree(old, now));
        }
        for (JsonNode condition : old.path("conditions")) {
            if (condition.path("type").asText().equals("PodScheduled")) {
                conditions.add(condition.deepCopy());
            }
        }
        status.put("hostIP", hostIp);
        status.putArray("hostIPs").addObject().put("ip", hostIp);
        if (!podIp.isEmpty()) {
            status.put("podIP", podIp);
            status.putArray("podIPs").addObject().put("ip", podIp);
        }
        status.put("startTime", startTime.truncatedTo(ChronoUnit.SECONDS).toString());
        if (!initContainers.isEmpty()) {
            ArrayNode inits = status.putArray("initContainerStatuses");
            initContainers.forEach(view -> inits.add(view.tree()));
        }
        ArrayNode views = status.putArray("containerStatuses");
        containers.forEach(view -> views.add(view.tree()));
        if (!ephemeralContainers.isEmpty()) {
            ArrayNode added = status.putArray("ephemeralContainerStatuses");
            // Nobody probes them, so nobody says of them that they have started.
            ephemeralContainers.forEach(view -> added.add(view.tree().without("started")));
        }
        JsonNode qos = old.path("qosClass");
        return status.put("qosClass", qos.isTextual() ? qos.asText() : "BestEffort");
    }

    /** Whether nothing will run in the Pod any more. */
    public boolean isOver() {
        return phase().equals("Succeeded") || phase().equals("Failed");
    }

    /** Pending, Running, Succeeded or Failed. */
    String phase() {
        boolean initFailed =
                initContainers.stream().anyMatch(view -> !view.sidecar() && failed(view));
        if (initFailed && restartPolicy.equals("Never")) {
            return "Failed";
        }
        if (containers.stream().noneMatch(ContainerView::hasRun)) {
            return "Pending";
        }
        boolean allEnded =
                containers.stream()
                        .allMatch(view -> view.state() instanceof ContainerState.Terminated);
        if (!allEnded || restartPolicy.equals("Always")) {
            return "Running";
        }
        if (containers.stream().noneMatch(PodStatus::failed)) {
            return "Succeeded";
        }
        return restartPolicy.equals("Never") ? "Failed" : "Running";
    }

    private static boolean failed(ContainerView view) {
        return view.state() instanceof ContainerState.Terminated ended && ended.exitCode() != 0;
    }

    private Condition initialized() {
        String missing = names(initContainers, view -> !view.hasInitialized());
        return missing.isEmpty()
                ? Condition.of("Initialized", true, "", "")
                : Condition.of(
                        "Initialized",
                        false,
                        "ContainersNotInitialized",
                        "containers with incomplete status: [" + missing + "]");
    }

    private Condition ready(String type) {
        String unready = names(containers, view -> !view.ready());
        return switch (phase()) {
            case "Succeeded" -> Condition.of(type, false, "PodCompleted", "");
            case "Failed" -> Condition.of(type, false, "PodFailed", "");
            default ->
                    unready.isEmpty()
                            ? Condition.of(type, true, "", "")
                            : Condition.of(
                                    type,
                                    false,
                                    "ContainersNotReady",
                                    "containers with unready status: [" + unready + "]");
        };
    }

    private static String names(List<ContainerView> views, Predicate<ContainerView> wanted) {
        Stream<String> names = views.stream().filter(wanted).map(ContainerView::name);
        return String.join(" ", names.toList());
    }

    private record Condition(String type, String status, String reason, String message) {
        static Condition of(String type, boolean holds, String reason, String message) {
            return new Condition(type, holds ? "True" : "False", reason, message);
        }

        ObjectNode tree(JsonNode old, Instant now) {
            Optional<JsonNode> before = Optional.empty();
            for (JsonNode condition : old.path("conditions")) {
                if (condition.path("type").asText().equals(type)
                        && condition.path("status").asText().equals(status)) {
                    before = Optional.of(condition);
                }
            }
            String since =
                    before.map(condition -> condition.path("lastTransitionTime").asText())
                            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
            ObjectNode tree = Json.object().put("type", type).put("status", status);
            tree.putNull("lastProbeTime").put("lastTransitionTime", since);
            if (!reason.isEmpty()) {
                tree.put("reason", reason);
            }
            if (!message.isEmpty()) {
                tree.put("message", message);
            }
            return tree;
        }
    }
}
