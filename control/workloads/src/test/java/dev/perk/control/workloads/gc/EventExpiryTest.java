package dev.perk.control.workloads.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.workloads.Given;
import dev.perk.kube.KubeObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clause: events live for one hour after they were last written (kube-apiserver --event-ttl). */
class EventExpiryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void anEventLivesForAnHour() {
        KubeObject event = event("lastTimestamp: '2026-01-01T11:00:00Z'");
        assertThat(new EventExpiry().reconcile(event, NOW).changes()).isEmpty();
        assertThat(Given.deleted(new EventExpiry().reconcile(event, NOW.plusSeconds(1))))
                .containsExactly("e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lastTimestamp: '2026-01-01T11:30:00Z'",
                "eventTime: '2026-01-01T11:30:00.123456Z'",
                "series: {lastObservedTime: '2026-01-01T11:30:00.123456Z'}",
                "{lastTimestamp: null, eventTime: null, metadata: {creationTimestamp:"
                        + " '2026-01-01T11:30:00Z'}}"
            })
    void whatItSaysLastCounts(String time) {
        assertThat(EventExpiry.isOver(event(time), NOW)).isFalse();
        assertThat(EventExpiry.isOver(event(time), NOW.plusSeconds(1801))).isTrue();
    }

    private static KubeObject event(String text) {
        KubeObject event = Given.object(Kinds.EVENT, "e", text);
        return event.with(tree -> {
            if (!tree.withObject("/metadata").has("creationTimestamp")) {
                tree.withObject("/metadata").put("creationTimestamp", "2026-01-01T08:00:00Z");
            }
        });
    }
}
