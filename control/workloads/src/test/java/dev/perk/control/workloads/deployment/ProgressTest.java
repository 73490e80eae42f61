package dev.perk.control.workloads.deployment;

import static dev.perk.control.workloads.deployment.Rollouts.family;
import static dev.perk.control.workloads.deployment.Rollouts.replicaSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.workloads.Given;
import dev.perk.control.workloads.model.Condition;
import dev.perk.control.workloads.model.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code pkg/controller/deployment} TestSyncRolloutStatus, TestRequeueStuckDeployment;
 * {@code deployment/util} TestDeploymentComplete, TestDeploymentProgressing,
 * TestDeploymentTimedOut.
 */
class ProgressTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = THEN.plusSeconds(30);

    @Test
    void tellsThatANewVersionProgresses() {
        Deployment deployment = recorded(3, 2, 1, 1, condition("True", "NewReplicaSetCreated"));
        Condition progress = judge(deployment, replicaSet("v2", 3, 2, 2)).orElseThrow();
        assertThat(progress)
                .isEqualTo(
                        new Condition(
                                "Progressing",
                                "True",
                                "ReplicaSetUpdated",
                                "ReplicaSet \"web-v2\" is progressing.",
                                Optional.of(now),
                                THEN));
    }

    @Test
    void progressAgainMovesTheDeadlineButNotTheTransition() {
        Deployment deployment = recorded(3, 2, 1, 1, condition("True", "ReplicaSetUpdated"));
        Condition progress = judge(deployment, replicaSet("v2", 3, 2, 2)).orElseThrow();
        assertThat(progress.updated()).contains(now);
        assertThat(progress.transitioned()).isEqualTo(THEN);
    }

    @Test
    void withoutADeadlineThereIsNoCondition() {
        Deployment deployment = recorded(3, 2, 1, 1, condition("True", "ReplicaSetUpdated"));
        Deployment patient =
                Deployment.of(
                        deployment
                                .object()
                                .with(tree ->
                                        tree.withObject("/spec")
                                                .put(
                                                        "progressDeadlineSeconds",
                                                        Integer.MAX_VALUE)));
        assertThat(judge(patient, replicaSet("v2", 3, 2, 2))).isEmpty();
    }

    @Test
    void isDoneWhenAllPodsAreNewAndAvailable() {
        Deployment deployment = recorded(3, 3, 3, 2, condition("True", "ReplicaSetUpdated"));
        Condition progress = judge(deployment, replicaSet("v2", 3)).orElseThrow();
        assertThat(progress.reason()).isEqualTo("NewReplicaSetAvailable");
        assertThat(progress.message())
                .isEqualTo("ReplicaSet \"web-v2\" has successfully progressed.");
        assertThat(progress.transitioned()).isEqualTo(THEN);
    }

    @Test
    void laterLossOfPodsIsNoRollout() {
        Deployment deployment = recorded(3, 3, 3, 3, condition("True", "NewReplicaSetAvailable"));
        now = THEN.plus(Duration.ofDays(1));
        assertThat(judge(deployment, replicaSet("v2", 3, 3, 0)).orElseThrow().reason())
                .isEqualTo("NewReplicaSetAvailable");
    }

    @Test
    void failsWhenNothingMovedUntilTheDeadline() {
        Deployment deployment = recorded(3, 2, 2, 2, condition("True", "ReplicaSetUpdated"));
        now = THEN.plusSeconds(60);
        assertThat(judge(deployment, replicaSet("v2", 3, 2, 2)).orElseThrow().reason())
                .as("not before it is over")
                .isEqualTo("ReplicaSetUpdated");
        now = THEN.plusSeconds(61);
        Condition progress = judge(deployment, replicaSet("v2", 3, 2, 2)).orElseThrow();
        assertThat(progress.says("False", "ProgressDeadlineExceeded")).isTrue();
        assertThat(progress.message())
                .isEqualTo("ReplicaSet \"web-v2\" has timed out progressing.");
        assertThat(progress.transitioned()).isEqualTo(now);
    }

    @Test
    void aFailureStaysUntilSomethingMoves() {
        Deployment failed = recorded(3, 2, 2, 2, condition("False", "ProgressDeadlineExceeded"));
        assertThat(judge(failed, replicaSet("v2", 3, 2, 2)).orElseThrow().reason())
                .isEqualTo("ProgressDeadlineExceeded");
        Condition progress = judge(failed, replicaSet("v2", 3, 3, 2)).orElseThrow();
        assertThat(progress.says("True", "ReplicaSetUpdated")).isTrue();
        assertThat(progress.transitioned()).isEqualTo(now);
    }

    @Test
    void anAnswerIsDueOneSecondAfterTheDeadline() {
        Deployment stuck = recorded(3, 3, 3, 1, condition("True", "ReplicaSetUpdated"));
        assertThat(untilDeadline(stuck)).contains(Duration.ofSeconds(31));
        now = THEN.plusSeconds(90);
        assertThat(untilDeadline(stuck)).contains(Duration.ofSeconds(1));
        Deployment failed = recorded(3, 3, 3, 0, condition("False", "ProgressDeadlineExceeded"));
        assertThat(untilDeadline(failed)).isEmpty();
        Deployment silent = recorded(3, 3, 3, 1, "");
        assertThat(untilDeadline(silent)).isEmpty();
    }

    @Test
    void aPauseIsNoted() {
        Deployment deployment = recorded(3, 2, 2, 2, condition("True", "ReplicaSetUpdated"));
        Deployment paused =
                Deployment.of(
                        deployment
                                .object()
                                .with(tree -> tree.withObject("/spec").put("paused", true)));
        assertThat(pausedOrResumed(paused))
                .contains("Unknown DeploymentPaused Deployment is paused");
        Deployment resumed = recorded(3, 2, 2, 2, condition("Unknown", "DeploymentPaused"));
        assertThat(pausedOrResumed(resumed))
                .contains("Unknown DeploymentResumed Deployment is resumed");
        assertThat(pausedOrResumed(deployment)).contains("True ReplicaSetUpdated as before");
    }

    @Test
    void showsWhatKeepsAReplicaSetFromMakingPods() {
        ReplicaSet broken =
                new ReplicaSet(
                        replicaSet("v2", 3, 0, 0)
                                .object()
                                .with(tree ->
                                        tree.withObject("/status")
                                                .withArray("conditions")
                                                .add(
                                                        Given.yaml(
                                                                """
                                                                type: ReplicaFailure
                                                                status: "True"
                                                                reason: FailedCreate
                                                                message: exceeded quota
                                                                lastTransitionTime: "2026-01-01T00:00:00Z"
                                                                """))));
        Deployment deployment = recorded(3, 0, 0, 0, condition("True", "NewReplicaSetCreated"));
        Family family = family(broken);
        var judged =
                new Progress(deployment, now)
                        .judge(deployment.conditions(), Counts.of(family, 3), family);
        assertThat(judged.find("ReplicaFailure"))
                .hasValueSatisfying(
                        failure -> assertThat(failure.message()).isEqualTo("exceeded quota"));
        Family healthy = family(replicaSet("v2", 3, 0, 0));
        assertThat(
                        new Progress(deployment, now)
                                .judge(judged, Counts.of(healthy, 3), healthy)
                                .find("ReplicaFailure"))
                .isEmpty();
    }

    private Optional<Condition> judge(Deployment deployment, ReplicaSet current) {
        Family family = family(current);
        Counts counts = Counts.of(family, current.replicas());
        return new Progress(deployment, now)
                .judge(deployment.conditions(), counts, family)
                .find("Progressing");
    }

    private Optional<Duration> untilDeadline(Deployment deployment) {
        return new Progress(deployment, now)
                .untilDeadline(deployment.conditions(), Counts.recorded(deployment));
    }

    private List<String> pausedOrResumed(Deployment deployment) {
        return new Progress(deployment, now)
                .pausedOrResumed(deployment.conditions()).list().stream()
                        .map(each -> each.status() + " " + each.reason() + " " + each.message())
                        .toList();
    }

    private static String condition(String status, String reason) {
        return """
          - {type: Progressing, status: "%s", reason: %s, message: as before,
             lastUpdateTime: "%s", lastTransitionTime: "%s"}
        """
                .formatted(status, reason, THEN, THEN);
    }

    private static Deployment recorded(
            int wanted, int replicas, int updated, int available, String condition) {
        String status =
                """
                  progressDeadlineSeconds: 60
                status:
                  observedGeneration: 2
                  replicas: %d
                  updatedReplicas: %d
                  availableReplicas: %d
                  readyReplicas: %d
                """
                        .formatted(replicas, updated, available, available);
        return Rollouts.with(
                wanted,
                "{type: Recreate}",
                condition.isEmpty() ? status : status + "  conditions:\n" + condition);
    }
}
