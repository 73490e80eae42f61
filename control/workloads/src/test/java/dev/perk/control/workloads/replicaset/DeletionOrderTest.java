package dev.perk.control.workloads.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.workloads.Given;
import dev.perk.control.workloads.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Upstream: {@code pkg/controller} TestSortingActivePodsWithRanks. */
class DeletionOrderTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    /** Each pod goes before all that follow. */
    private final List<Pod> expected =
            List.of(
                    pod("unscheduled", "", "Pending", "", "", 0),
                    pod("pending", "n1", "Pending", "", "", 0),
                    pod("unknown", "n1", "Unknown", "", "", 0),
                    pod("not-ready", "n1", "Running", "", "", 0),
                    pod("cheap", "n1", "Running", "2h", "-10", 0),
                    pod("young", "n2", "Running", "30s", "", 0),
                    pod("restarted", "n2", "Running", "2h", "", 3),
                    pod("old", "n2", "Running", "2h", "", 0),
                    pod("dear", "n2", "Running", "30s", "10", 0));

    @Test
    void thePodsThatServeLeastGoFirst() {
        for (int seed = 0; seed < 20; seed++) {
            List<Pod> shuffled = new ArrayList<>(expected);
            Collections.shuffle(shuffled, new Random(seed));
            for (int count = 1; count < expected.size(); count++) {
                assertThat(DeletionOrder.first(count, shuffled, List.of(), NOW))
                        .as("seed %d", seed)
                        .isEqualTo(expected.subList(0, count));
            }
        }
    }

    @Test
    void podsThatShareANodeWithOthersGoBeforeThoseThatAreAlone() {
        Pod crowded = pod("crowded", "n1", "Running", "2h", "", 0);
        Pod alone = pod("alone", "n2", "Running", "30s", "", 0);
        Pod sibling = pod("sibling", "n1", "Running", "2h", "", 0);
        List<Pod> related = List.of(crowded, alone, sibling);
        assertThat(DeletionOrder.first(1, List.of(alone, crowded), related, NOW))
                .containsExactly(crowded);
    }

    @Test
    void amongPodsOfAboutTheSameAgeChanceDecides() {
        Pod b = pod("b", "n1", "Running", "70m", "", 0);
        Pod a = pod("a", "n1", "Running", "80m", "", 0);
        assertThat(DeletionOrder.first(1, List.of(b, a), List.of(), NOW))
                .as("by uid, not by the ten minutes between them")
                .containsExactly(a);
    }

    @Test
    void allOfThemNeedNoOrder() {
        assertThat(DeletionOrder.first(20, expected, List.of(), NOW)).isEqualTo(expected);
    }

    private static Pod pod(
            String name, String node, String phase, String readyFor, String cost, int restarts) {
        String annotations =
                cost.isEmpty()
                        ? "{}"
                        : "{controller.kubernetes.io/pod-deletion-cost: '" + cost + "'}";
        String since =
                readyFor.isEmpty() ? "" : NOW.minus(Duration.parse("PT" + readyFor)).toString();
        String conditions =
                since.isEmpty()
                        ? "[]"
                        : "[{type: Ready, status: 'True', lastTransitionTime: '" + since + "'}]";
        return new Pod(
                Given.object(
                        Kinds.POD,
                        name,
                        """
                        metadata: {annotations: %s, creationTimestamp: "2026-01-01T01:00:00Z"}
                        spec: {nodeName: "%s"}
                        status:
                          phase: %s
                          conditions: %s
                          containerStatuses: [{restartCount: %d}]
                        """
                                .formatted(annotations, node, phase, conditions, restarts)));
    }
}
