package dev.perk.control.controllers.podautoscaler;

import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.kube.KubeObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/resources/pods_test.go (TestPodCountsByState). */
class PodCountsTest {
    private final KubeObject pod =
            object("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {}}");

    @Test
    void countsPodsByState() {
        KubeObject running =
                with(
                        pod,
                        "/status",
                        "{phase: Running, conditions: [{type: Ready, status: 'True'}]}");
        assertThat(
                        PodCounts.of(
                                List.of(
                                        running,
                                        with(running, "/status/conditions", "[]"),
                                        with(
                                                running,
                                                "/metadata/deletionTimestamp",
                                                "'2026-01-01T00:00:00Z'"),
                                        with(pod, "/status/phase", "Pending"),
                                        with(pod, "/status/phase", "Failed"),
                                        with(pod, "/status/phase", "Succeeded"),
                                        pod)))
                .isEqualTo(new PodCounts(1, 3, 1, 1));
    }
}
