package dev.perk.control.workloads.job;

import static dev.perk.control.workloads.Given.created;
import static dev.perk.control.workloads.Given.deleted;
import static dev.perk.control.workloads.Given.events;
import static dev.perk.control.workloads.Given.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.StoredKinds;
import dev.perk.control.workloads.Given;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Requeue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Upstream: kubernetes {@code pkg/controller/job/job_controller_test.go}, TestControllerSyncJob,
 * TestTrackJobStatusAndRemoveFinalizers, TestSyncJobPastDeadline, TestJobBackoffForOnFailure.
 */
class JobReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final JobReconciler RECONCILER = new JobReconciler();

    private final List<KubeObject> pods = new ArrayList<>();
    private KubeObject job = job("completions: 1, parallelism: 1");

    private static KubeObject job(String spec) {
        return Given.object(
                        StoredKinds.JOB,
                        "j",
                        """
                        metadata: {creationTimestamp: "2026-01-01T00:00:00Z"}
                        spec:
                          selector: {matchLabels: {uid: j}}
                          template:
                            metadata: {labels: {uid: j}}
                            spec: {restartPolicy: Never, containers: [{name: c, image: i}]}
                        """)
                .with(tree -> tree.withObject("/spec").setAll(Given.yaml("{" + spec + "}")));
    }

    private KubeObject pod(String name, String status) {
        return Given.object(
                Kinds.POD,
                name,
                """
                metadata:
                  labels: {uid: j}
                  finalizers: [batch.kubernetes.io/job-tracking]
                  ownerReferences:
                  - {apiVersion: batch/v1, kind: Job, name: j, uid: uid-j, controller: true}
                status: {%s}
                """
                        .formatted(status));
    }

    private static String failedAt(String time) {
        return "phase: Failed, containerStatuses: [{state: {terminated: {finishedAt: \"%s\"}}}]"
                .formatted(time);
    }

    private Plan reconcile() {
        return reconcile(NOW);
    }

    /** One pass, after which status and finalizers are as it wants them. */
    private Plan reconcile(Instant now) {
        Plan plan =
                RECONCILER.reconcile(
                        new JobReconciler.Observed(
                                Optional.of(new Job(job)), List.copyOf(pods), List.of()),
                        now);
        plan.status().ifPresent(status -> job = job.withStatus(status));
        for (Change change : plan.changes()) {
            if (change instanceof Change.Merge(var key, var edit)) {
                pods.replaceAll(pod ->
                        pod.key().equals(key)
                                ? pod.with(tree ->
                                        tree.withObject("/metadata")
                                                .set(
                                                        "finalizers",
                                                        edit.path("metadata").path("finalizers")))
                                : pod);
            }
        }
        return plan;
    }

    private JsonNode settle() {
        for (int pass = 0; pass < 5; pass++) {
            reconcile();
        }
        return job.status();
    }

    @Test
    void startsThePodsThatItNeeds() {
        job = job("completions: 5, parallelism: 2");
        Plan plan = reconcile();
        assertThat(created(plan)).hasSize(2);
        KubeObject pod = created(plan).getFirst();
        assertThat(pod.finalizers()).containsExactly("batch.kubernetes.io/job-tracking");
        assertThat(pod.isControlledBy(job)).isTrue();
        assertThat(events(plan)).contains("Normal SuccessfulCreate Created pod: " + pod.name());
        assertThat(status(plan))
                .isEqualTo(
                        Given.yaml(
                                """
                                active: 2
                                ready: 0
                                startTime: "2026-01-01T00:10:00Z"
                                uncountedTerminatedPods: {}
                                terminating: 0
                                """));
    }

    @Test
    void countsEachPodOnceInThreeStoredSteps() {
        pods.add(pod("a", "phase: Succeeded"));
        Plan noted = reconcile();
        assertThat(status(noted).at("/uncountedTerminatedPods/succeeded/0").asText())
                .isEqualTo("uid-a");
        assertThat(noted.changes()).as("it must stay until that is stored").isEmpty();
        Plan released = reconcile();
        assertThat(released.changes()).hasSize(1);
        assertThat(status(released).has("succeeded")).isFalse();
        Plan counted = reconcile();
        assertThat(status(counted).path("succeeded").asInt()).isEqualTo(1);
        assertThat(events(counted)).containsExactly("Normal Completed Job completed");
        assertThat(settle().path("succeeded").asInt()).isEqualTo(1);
    }

    @Test
    void aPodThatIsGoneBeforeItBecameANumberCountsAllTheSame() {
        pods.add(pod("a", "phase: Succeeded"));
        reconcile();
        reconcile();
        pods.clear();
        assertThat(settle().path("succeeded").asInt()).isEqualTo(1);
    }

    @Test
    void isCompleteWhenEnoughHaveSucceeded() {
        pods.add(pod("a", "phase: Succeeded"));
        JsonNode status = settle();
        assertThat(status.path("completionTime").asText()).isEqualTo("2026-01-01T00:10:00Z");
        assertThat(status.at("/conditions/0/type").asText()).isEqualTo("SuccessCriteriaMet");
        assertThat(status.at("/conditions/1/type").asText()).isEqualTo("Complete");
        assertThat(status.at("/conditions/1/reason").asText()).isEqualTo("CompletionsReached");
        assertThat(created(reconcile())).isEmpty();
    }

    @Test
    void waitsLongerAfterEachFailure() {
        pods.add(pod("a", failedAt("2026-01-01T00:09:58Z")));
        Plan plan = reconcile();
        assertThat(created(plan)).isEmpty();
        assertThat(plan.requeue()).isEqualTo(new Requeue.After(Duration.ofSeconds(8)));
        pods.add(pod("b", failedAt("2026-01-01T00:09:59Z")));
        assertThat(reconcile().requeue()).isEqualTo(new Requeue.After(Duration.ofSeconds(19)));
        assertThat(created(reconcile(NOW.plusSeconds(19)))).hasSize(1);
    }

    @Test
    void failsWhenTooManyHave() {
        job = job("completions: 1, parallelism: 1, backoffLimit: 1");
        pods.add(pod("a", failedAt("2026-01-01T00:00:10Z")));
        pods.add(pod("b", failedAt("2026-01-01T00:01:00Z")));
        JsonNode status = settle();
        assertThat(status.path("failed").asInt()).isEqualTo(2);
        assertThat(status.at("/conditions/0/type").asText()).isEqualTo("FailureTarget");
        assertThat(status.at("/conditions/1/type").asText()).isEqualTo("Failed");
        assertThat(status.at("/conditions/1/reason").asText()).isEqualTo("BackoffLimitExceeded");
        assertThat(status.has("completionTime")).isFalse();
    }

    @Test
    void takesItsPodsWithItWhenItsTimeIsOver() {
        job =
                job("completions: 1, parallelism: 1, activeDeadlineSeconds: 60")
                        .withStatus(Given.yaml("{startTime: \"2026-01-01T00:00:00Z\"}"));
        pods.add(pod("a", "phase: Running"));
        Plan plan = reconcile();
        assertThat(deleted(plan)).containsExactly("a");
        assertThat(status(plan).at("/conditions/0/reason").asText()).isEqualTo("DeadlineExceeded");
        assertThat(events(plan)).containsExactly("Normal SuccessfulDelete Deleted pod: a");
        pods.clear();
        assertThat(settle().at("/conditions/1/type").asText()).isEqualTo("Failed");
    }

    @Test
    void looksAgainWhenItsTimeWillBeOver() {
        job = job("completions: 1, parallelism: 1, activeDeadlineSeconds: 60");
        assertThat(reconcile().requeue()).isEqualTo(new Requeue.After(Duration.ofSeconds(60)));
    }

    @Test
    void itsTimeStandsStillWhileItIsSuspended() {
        job =
                job("completions: 1, parallelism: 1, activeDeadlineSeconds: 60, suspend: true")
                        .withStatus(Given.yaml("{startTime: \"2026-01-01T00:00:00Z\"}"));
        assertThat(settle().path("conditions")).hasSize(1);
        assertThat(job.status().at("/conditions/0/type").asText()).isEqualTo("Suspended");
    }

    @Test
    void withoutANumberOneSuccessMeansThatTheWorkIsDone() {
        job = job("parallelism: 2");
        pods.add(pod("a", "phase: Succeeded"));
        pods.add(pod("b", "phase: Running"));
        assertThat(created(reconcile())).as("no new ones").isEmpty();
        assertThat(settle().path("conditions")).as("the other one may finish").isEmpty();
        pods.set(1, pod("b", "phase: Succeeded"));
        assertThat(settle().at("/conditions/1/type").asText()).isEqualTo("Complete");
    }

    @Test
    void aSuspendedOneHasNoPodsUntilItIsResumed() {
        job = job("completions: 1, parallelism: 1, suspend: true");
        Plan plan = reconcile();
        assertThat(created(plan)).isEmpty();
        assertThat(events(plan)).containsExactly("Normal Suspended Job suspended");
        assertThat(job.status().has("startTime")).isFalse();
        JsonNode before = job.status();
        job = job("completions: 1, parallelism: 1").withStatus(before);
        plan = reconcile();
        assertThat(created(plan)).hasSize(1);
        assertThat(events(plan)).contains("Normal Resumed Job resumed");
        assertThat(job.status().at("/conditions/0/status").asText()).isEqualTo("False");
    }

    @Test
    void letsThePodsOfAJobThatIsGoneGo() {
        Plan plan =
                RECONCILER.reconcile(
                        new JobReconciler.Observed(
                                Optional.empty(), List.of(), List.of(pod("a", "phase: Running"))),
                        NOW);
        assertThat(plan.changes().getFirst()).isInstanceOf(Change.Merge.class);
    }

    @Test
    void goesItselfWhenNobodyNeedsItAnyMore() {
        job = job("completions: 1, parallelism: 1, ttlSecondsAfterFinished: 30");
        pods.add(pod("a", "phase: Succeeded"));
        settle();
        assertThat(reconcile(NOW.plusSeconds(10)).requeue())
                .isEqualTo(new Requeue.After(Duration.ofSeconds(20)));
        assertThat(deleted(reconcile(NOW.plusSeconds(30)))).containsExactly("j");
    }
}
