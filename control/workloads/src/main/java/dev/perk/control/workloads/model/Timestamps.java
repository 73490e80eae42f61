package dev.perk.control.workloads.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times as Kubernetes writes them: UTC, to the second. */
public final class Timestamps {

    private Timestamps() {}

    /** Empty where the field is missing or holds no time. */
    public static Optional<Instant> read(JsonNode field) {
        if (!field.isTextual()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(field.asText()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    public static Instant second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
