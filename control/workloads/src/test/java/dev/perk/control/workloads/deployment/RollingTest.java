package dev.perk.control.workloads.deployment;

import static dev.perk.control.workloads.deployment.Rollouts.deployment;
import static dev.perk.control.workloads.deployment.Rollouts.family;
import static dev.perk.control.workloads.deployment.Rollouts.replicaSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.workloads.model.ReplicaSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: {@code pkg/controller/deployment/rolling_test.go}, all four tables. */
class RollingTest {

    /** TestDeploymentController_reconcileNewReplicaSet. */
    @ParameterizedTest
    @CsvSource({
        "10, 0, 10, 0, 0",
        "10, 2, 10, 0, 2",
        "10, 2, 5, 0, 7",
        "10, 2, 10, 2, 2",
        "10, 2, 2, 11, 10"
    })
    void growsTheNewOneAsFarAsTheSurgeAllows(
            int replicas, String surge, int old, int current, int expected) {
        ReplicaSet newest = replicaSet("v2", current);
        Family family = family(newest, replicaSet("v1", old));
        Deployment deployment = deployment(replicas, surge, "0");
        assertThat(Rolling.newSize(deployment, family, current)).isEqualTo(expected);
    }

    /** TestDeploymentController_reconcileOldReplicaSets. */
    @ParameterizedTest
    @CsvSource({
        "10, 0, 10, 0, 10, 0, 9",
        "10, 2, 10, 0, 10, 0, 8",
        "10, 2, 10, 0, 8, 0, 8",
        "10, 2, 10, 0, 9, 0, 8",
        "10, 2, 8, 2, 8, 0, 8"
    })
    void shrinksTheOldOnesAsFarAsAvailabilityAllows(
            int replicas,
            String unavailable,
            int old,
            int current,
            int oldReady,
            int currentReady,
            int expected) {
        ReplicaSet newest = replicaSet("v2", current, current, currentReady);
        Family family = family(newest, replicaSet("v1", old, old, oldReady));
        // With no surge the new one cannot grow, so the step is one of the old.
        assertThat(
                        size(
                                new Rolling(deployment(replicas, "0", unavailable), family, newest)
                                        .step(),
                                old))
                .isEqualTo(expected);
    }

    /** TestDeploymentController_cleanupUnhealthyReplicas. */
    @Test
    void brokenPodsGoFirstFromTheOldestOn() {
        ReplicaSet newest = replicaSet("v3", 10, 10, 9);
        Family family = family(newest, replicaSet("v1", 2, 2, 0), replicaSet("v2", 3, 3, 1));
        // 15 pods, 8 must be available, one of the new is not: 6 may go; 4 of them are broken,
        // and of the 10 that are available two more than needed.
        List<Size> sizes = new Rolling(deployment(10, "5", "2"), family, newest).step();
        assertThat(sizes)
                .extracting(size -> size.replicaSet().name(), Size::replicas)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("web-v1", 0),
                        org.assertj.core.groups.Tuple.tuple("web-v2", 0));
    }

    /** TestDeploymentController_scaleDownOldReplicaSetsForRollingUpdate. */
    @Test
    void nothingGoesWhereTooFewAreAvailable() {
        ReplicaSet newest = replicaSet("v2", 2, 2, 0);
        Family family = family(newest, replicaSet("v1", 8, 8, 1));
        assertThat(new Rolling(deployment(10, "0", "2"), family, newest).step()).isEmpty();
    }

    /** TestMaxUnavailable, TestResolveFenceposts. */
    @ParameterizedTest
    @CsvSource({
        "10, 1, 5, 5",
        "10, 0, 0, 1",
        "5, 0, 10, 5",
        "10, 0, 50%, 5",
        "10, 1, 0%, 0",
        "2, 25%, 25%, 0",
        "1, 0%, 0%, 1",
        "0, 1, 1, 0"
    })
    void oneMayAlwaysBeMissingIfNoneMayBeTooMany(
            int replicas, String surge, String unavailable, int expected) {
        assertThat(deployment(replicas, surge, unavailable).maxUnavailable()).isEqualTo(expected);
    }

    @Test
    void recreatingNeedsNoSurgeAndAllowsNothingMissing() {
        Deployment recreated = Rollouts.recreated(10);
        assertThat(recreated.surge()).isZero();
        assertThat(recreated.maxUnavailable()).isZero();
    }

    private static int size(List<Size> sizes, int otherwise) {
        return sizes.isEmpty() ? otherwise : sizes.getFirst().replicas();
    }
}
