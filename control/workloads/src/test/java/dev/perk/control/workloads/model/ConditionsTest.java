package dev.perk.control.workloads.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.kube.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Upstream: {@code deployment/util} TestSetCondition, TestRemoveCondition. */
class ConditionsTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00.700Z");

    private final Conditions available =
            new Conditions(List.of(available(Condition.TRUE, "A", THEN)));

    @Test
    void theSameStatusAndReasonChangesNothing() {
        assertThat(available.with(available(Condition.TRUE, "A", NOW))).isEqualTo(available);
    }

    @Test
    void anotherReasonKeepsTheTimeOfTheTransition() {
        Condition changed = available.with(available(Condition.TRUE, "B", NOW)).list().getFirst();
        assertThat(changed.reason()).isEqualTo("B");
        assertThat(changed.transitioned()).isEqualTo(THEN);
    }

    @Test
    void anotherStatusIsATransition() {
        Condition changed = available.with(available(Condition.FALSE, "A", NOW)).list().getFirst();
        assertThat(changed.transitioned()).as("to the second").isEqualTo("2026-01-01T00:01:00Z");
    }

    @Test
    void whatIsWrittenReadsBackTheSame() {
        var status = Json.object();
        Conditions conditions =
                available.with(
                        Condition.of("Progressing", Condition.UNKNOWN, "", "", NOW).updatedAt(NOW));
        conditions.writeTo(status);
        assertThat(Conditions.of(status)).isEqualTo(conditions);
    }

    @Test
    void noConditionsLeaveNoField() {
        var status = Json.object();
        available.without("Available").writeTo(status);
        assertThat(status).isEmpty();
    }

    private static Condition available(String status, String reason, Instant time) {
        return Condition.of("Available", status, reason, "", time);
    }
}
