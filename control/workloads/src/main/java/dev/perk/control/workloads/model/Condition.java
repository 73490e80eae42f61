package dev.perk.control.workloads.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of a status that says how things are.
 *
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param updated when anything about it changed; only Deployments have it
 * @param transitioned when its status changed, to the second
 */
public record Condition(
        String type,
        String status,
        String reason,
        String message,
        Optional<Instant> updated,
        Instant transitioned) {
    public static final String TRUE = "True";
    public static final String FALSE = "False";
    public static final String UNKNOWN = "Unknown";

    public Condition {
        updated = updated.map(Timestamps::second);
        transitioned = Timestamps.second(transitioned);
    }

    public static Condition of(
            String type, String status, String reason, String message, Instant now) {
        return new Condition(type, status, reason, message, Optional.empty(), now);
    }

    /** The same with a {@code lastUpdateTime}. */
    public Condition updatedAt(Instant time) {
        return new Condition(type, status, reason, message, Optional.of(time), transitioned);
    }

    public Condition transitionedAt(Instant time) {
        return new Condition(type, status, reason, message, updated, time);
    }

    public boolean says(String otherStatus, String otherReason) {
        return status.equals(otherStatus) && reason.equals(otherReason);
    }

    static Condition read(JsonNode node) {
        return new Condition(
                node.path("type").asText(),
                node.path("status").asText(),
                node.path("reason").asText(),
                node.path("message").asText(),
                Timestamps.read(node.path("lastUpdateTime")),
                Timestamps.read(node.path("lastTransitionTime")).orElse(Instant.EPOCH));
    }

    ObjectNode tree() {
        ObjectNode tree = Json.object().put("type", type).put("status", status);
        updated.ifPresent(time -> tree.put("lastUpdateTime", time.toString()));
        tree.put("lastTransitionTime", transitioned.toString());
        if (!reason.isEmpty()) {
            tree.put("reason", reason);
        }
        if (!message.isEmpty()) {
            tree.put("message", message);
        }
        return tree;
    }
}
