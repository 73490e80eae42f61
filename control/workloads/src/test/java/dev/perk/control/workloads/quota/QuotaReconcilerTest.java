package dev.perk.control.workloads.quota;

import static dev.perk.control.workloads.Given.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.StoredKinds;
import dev.perk.control.workloads.Given;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Requeue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Upstream: kubernetes {@code pkg/controller/resourcequota}, TestSyncResourceQuota. */
class QuotaReconcilerTest {

    private static Plan reconcile(String hard, KubeObject... objects) {
        KubeObject quota =
                Given.object(StoredKinds.RESOURCE_QUOTA, "q", "spec: {hard: {" + hard + "}}");
        return new QuotaReconciler()
                .reconcile(
                        new QuotaReconciler.Observed(quota, List.of(objects)),
                        Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static KubeObject pod(String name, String phase) {
        return Given.object(
                Kinds.POD,
                name,
                "{spec: {containers: [{name: c, resources: {requests: {cpu: 100m, memory: 1Gi}}}]},"
                        + " status: {phase: "
                        + phase
                        + "}}");
    }

    @Test
    void countsWhatIsThere() {
        Plan plan =
                reconcile(
                        "pods: 5, requests.cpu: 3, requests.memory: 5Gi, services: 2",
                        pod("a", "Running"),
                        pod("b", "Pending"),
                        pod("c", "Failed"),
                        Given.object(Kinds.CONFIG_MAP, "m", ""));
        assertThat(status(plan))
                .isEqualTo(
                        Given.yaml(
                                """
                                hard: {pods: "5", requests.cpu: "3", requests.memory: 5Gi, services: "2"}
                                used: {pods: "2", requests.cpu: 200m, requests.memory: 2Gi, services: "0"}
                                """));
        assertThat(plan.requeue())
                .as("whatever was written down and then did not come to exist")
                .isEqualTo(new Requeue.After(Duration.ofMinutes(5)));
    }
}
