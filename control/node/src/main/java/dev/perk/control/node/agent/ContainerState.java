package dev.perk.control.node.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Where a container stands, in the words of a Pod's status. */
public sealed interface ContainerState {

    /**
     * @param reason such as {@code ContainerCreating} or {@code CrashLoopBackOff}
     */
    record Waiting(String reason, String message) implements ContainerState {
        public static Waiting because(String reason) {
            return new Waiting(reason, "");
        }
    }

    record Running(Instant startedAt) implements ContainerState {}

    /**
     * @param reason {@code Completed}, {@code Error}, {@code OOMKilled} or {@code StartError}
     */
    record Terminated(
            int exitCode,
            String reason,
            String message,
            Instant startedAt,
            Instant finishedAt,
            String containerId)
            implements ContainerState {

        /** What {@link #tree} has written; empty for anything but an object. */
        public static Optional<Terminated> read(JsonNode terminated) {
            return terminated.isObject()
                    ? Optional.of(
                            new Terminated(
                                    terminated.path("exitCode").asInt(),
                                    terminated.path("reason").asText(),
                                    terminated.path("message").asText(),
                                    Instant.parse(terminated.path("startedAt").asText()),
                                    Instant.parse(terminated.path("finishedAt").asText()),
                                    terminated.path("containerID").asText()))
                    : Optional.empty();
        }
    }

    /** As in {@code containerStatuses[].state}. */
    default ObjectNode tree() {
        ObjectNode tree = Json.object();
        switch (this) {
            case Waiting(String reason, String message) -> {
                ObjectNode waiting = tree.putObject("waiting").put("reason", reason);
                if (!message.isEmpty()) {
                    waiting.put("message", message);
                }
            }
            case Running(Instant startedAt) ->
                    tree.putObject("running").put("startedAt", seconds(startedAt));
            case Terminated ended -> {
                ObjectNode terminated =
                        tree.putObject("terminated")
                                .put("exitCode", ended.exitCode())
                                .put("reason", ended.reason());
                if (!ended.message().isEmpty()) {
                    terminated.put("message", ended.message());
                }
                terminated
                        .put("startedAt", seconds(ended.startedAt()))
                        .put("finishedAt", seconds(ended.finishedAt()));
                if (!ended.containerId().isEmpty()) {
                    terminated.put("containerID", ended.containerId());
                }
            }
        }
        return tree;
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
