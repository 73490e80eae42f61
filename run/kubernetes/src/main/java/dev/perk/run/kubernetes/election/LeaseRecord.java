package dev.perk.run.kubernetes.election;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * The {@code spec} of a {@code coordination.k8s.io/v1 Lease}.
 *
 * @param holder who leads; empty if nobody does
 * @param duration how long the lease is good for after its last change
 * @param acquired when the holder became the leader
 * @param renewed when the holder last said that it lives, by its own clock
 * @param transitions how often the leader has changed
 */
record LeaseRecord(
        String holder, Duration duration, Instant acquired, Instant renewed, int transitions) {
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    static LeaseRecord read(JsonNode spec) {
        return new LeaseRecord(
                spec.path("holderIdentity").asText(),
                Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong()),
                instant(spec.path("acquireTime")),
                instant(spec.path("renewTime")),
                spec.path("leaseTransitions").asInt());
    }

    private static Instant instant(JsonNode text) {
        try {
            return Instant.parse(text.asText());
        } catch (DateTimeParseException e) {
            // Only shown to people; what counts is when we saw the lease change.
            return Instant.EPOCH;
        }
    }

    void write(ObjectNode spec) {
        spec.put("holderIdentity", holder)
                .put("leaseDurationSeconds", Math.max(1, duration.toSeconds()))
                .put("acquireTime", MICRO_TIME.format(acquired))
                .put("renewTime", MICRO_TIME.format(renewed))
                .put("leaseTransitions", transitions);
    }
}
