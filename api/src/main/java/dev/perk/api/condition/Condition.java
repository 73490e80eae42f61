package dev.perk.api.condition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that is true, false or not known yet about an object.
 *
 * @param severity empty where the condition counts towards {@code Ready}, {@code Info} otherwise
 * @param lastTransitionTime when anything in it last changed; empty if nobody wrote it down
 * @param reason a CamelCase word for programs, often empty
 * @param message a sentence for people, often empty
 */
public record Condition(
        String type,
        Status status,
        String severity,
        Optional<Instant> lastTransitionTime,
        String reason,
        String message) {

    /** What is known. */
    public enum Status {
        TRUE("True"),
        FALSE("False"),
        UNKNOWN("Unknown");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /** As written in JSON. */
        @Override
        public String toString() {
            return text;
        }

        static Status read(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> TRUE;
                case "false" -> FALSE;
                default -> UNKNOWN;
            };
        }
    }

    public static final String READY = "Ready";
    static final String INFO = "Info";

    public boolean isTrue() {
        return status == Status.TRUE;
    }

    public boolean isFalse() {
        return status == Status.FALSE;
    }

    public boolean isUnknown() {
        return status == Status.UNKNOWN;
    }

    /** The same, but for the time. */
    Condition at(Optional<Instant> time) {
        return new Condition(type, status, severity, time, reason, message);
    }

    /** Whether both say the same, whenever they began to. */
    boolean saysTheSameAs(Condition other) {
        return at(other.lastTransitionTime).equals(other);
    }

    /** Reads one entry of {@code status.conditions}. */
    public static Condition read(JsonNode tree) {
        return new Condition(
                tree.path("type").asText(),
                Status.read(tree.path("status").asText()),
                tree.path("severity").asText(),
                time(tree.path("lastTransitionTime")),
                tree.path("reason").asText(),
                tree.path("message").asText());
    }

    private static Optional<Instant> time(JsonNode value) {
        try {
            return value.isTextual()
                    ? Optional.of(Instant.parse(value.asText()))
                    : Optional.empty();
        } catch (DateTimeException e) {
            // Somebody else's hand: a time that cannot be read is as good as none.
            return Optional.empty();
        }
    }

    /** As stored: whole seconds, and nothing that is empty. */
    public ObjectNode tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("type", type).put("status", status.toString());
        put(tree, "severity", severity);
        lastTransitionTime.ifPresentOrElse(
                time ->
                        tree.put(
                                "lastTransitionTime",
                                time.truncatedTo(ChronoUnit.SECONDS).toString()),
                () -> tree.putNull("lastTransitionTime"));
        put(tree, "reason", reason);
        put(tree, "message", message);
        return tree;
    }

    private static void put(ObjectNode tree, String field, String value) {
        if (!value.isEmpty()) {
            tree.put(field, value);
        }
    }
}
