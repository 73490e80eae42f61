package dev.perk.control.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * What a Pod's many states come to in one word.
 *
 * <p>Source: {@code k8s.io/kubernetes pkg/printers/internalversion printPod}, statement by
 * statement, because people compare the two.
 */
final class PodState {
    private final JsonNode pod;
    private String reason;
    private int readyContainers;
    private int totalContainers;
    private long restarts;
    private String lastRestart = "";

    private PodState(JsonNode pod) {
        this.pod = pod;
        this.reason = Cells.orElse(pod.at("/status/reason"), pod.at("/status/phase").asText());
    }

    static PodState of(JsonNode pod) {
        PodState state = new PodState(pod);
        state.read();
        return state;
    }

    String ready() {
        return readyContainers + "/" + totalContainers;
    }

    String status() {
        return reason;
    }

    String restarts(Instant now) {
        if (restarts == 0 || lastRestart.isEmpty()) {
            return String.valueOf(restarts);
        }
        return restarts + " (" + Age.since(Cells.text(lastRestart), now) + " ago)";
    }

    static boolean isTrue(JsonNode pod, String condition) {
        for (JsonNode each : pod.at("/status/conditions")) {
            if (each.path("type").asText().equals(condition)) {
                return each.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private void read() {
        for (JsonNode condition : pod.at("/status/conditions")) {
            if (condition.path("type").asText().equals("PodScheduled")
                    && condition.path("reason").asText().equals("SchedulingGated")) {
                reason = "SchedulingGated";
            }
        }
        Set<String> sidecars = new HashSet<>();
        for (JsonNode container : pod.at("/spec/initContainers")) {
            if (container.path("restartPolicy").asText().equals("Always")) {
                sidecars.add(container.path("name").asText());
            }
        }
        totalContainers = pod.at("/spec/containers").size() + sidecars.size();
        boolean initializing = readInitContainers(sidecars);
        if (!initializing || isTrue(pod, "Initialized")) {
            forgetRestartsOfInitContainers(sidecars);
            readContainers();
        }
        boolean terminal = Set.of("Succeeded", "Failed").contains(pod.at("/status/phase").asText());
        if (pod.at("/metadata").hasNonNull("deletionTimestamp")) {
            if (pod.at("/status/reason").asText().equals("NodeLost")) {
                reason = "Unknown";
            } else if (!terminal) {
                reason = "Terminating";
            }
        }
    }

    /** Whether an init container is still to finish; its state is then the reason. */
    private boolean readInitContainers(Set<String> sidecars) {
        JsonNode statuses = pod.at("/status/initContainerStatuses");
        for (int i = 0; i < statuses.size(); i++) {
            JsonNode container = statuses.get(i);
            countRestarts(container);
            JsonNode terminated = container.at("/state/terminated");
            String waiting = container.at("/state/waiting/reason").asText();
            if (terminated.isObject() && terminated.path("exitCode").asInt() == 0) {
                continue;
            }
            if (sidecars.contains(container.path("name").asText())
                    && container.path("started").asBoolean()) {
                if (container.path("ready").asBoolean()) {
                    readyContainers++;
                }
                continue;
            }
            if (terminated.isObject()) {
                reason = "Init:" + ending(terminated);
            } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
                reason = "Init:" + waiting;
            } else {
                reason = "Init:" + i + "/" + pod.at("/spec/initContainers").size();
            }
            return true;
        }
        return false;
    }

    private void forgetRestartsOfInitContainers(Set<String> sidecars) {
        restarts = 0;
        lastRestart = "";
        for (JsonNode container : pod.at("/status/initContainerStatuses")) {
            if (sidecars.contains(container.path("name").asText())) {
                countRestarts(container);
            }
        }
    }

    private void readContainers() {
        JsonNode statuses = pod.at("/status/containerStatuses");
        boolean hasRunning = false;
        for (int i = statuses.size() - 1; i >= 0; i--) {
            JsonNode container = statuses.path(i);
            countRestarts(container);
            String waiting = container.at("/state/waiting/reason").asText();
            JsonNode terminated = container.at("/state/terminated");
            if (!waiting.isEmpty()) {
                reason = waiting;
            } else if (terminated.isObject()) {
                reason = ending(terminated);
            } else if (container.path("ready").asBoolean()
                    && container.at("/state/running").isObject()) {
                hasRunning = true;
                readyContainers++;
            }
        }
        if (reason.equals("Completed") && hasRunning) {
            reason = isTrue(pod, "Ready") ? "Running" : "NotReady";
        }
    }

    private static String ending(JsonNode terminated) {
        String why = terminated.path("reason").asText();
        if (!why.isEmpty()) {
            return why;
        }
        long signal = terminated.path("signal").asLong();
        return signal != 0
                ? "Signal:" + signal
                : "ExitCode:" + terminated.path("exitCode").asLong();
    }

    private void countRestarts(JsonNode container) {
        restarts += container.path("restartCount").asLong();
        JsonNode last = container.path("lastState").path("terminated");
        JsonNode finished = last.isObject() ? last.path("finishedAt") : MissingNode.getInstance();
        // Times of the API have one format, so that their text sorts as they do.
        if (finished.asText().compareTo(lastRestart) > 0) {
            lastRestart = finished.asText();
        }
    }
}
