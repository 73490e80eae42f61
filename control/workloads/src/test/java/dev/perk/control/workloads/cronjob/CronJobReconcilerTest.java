package dev.perk.control.workloads.cronjob;

import static dev.perk.control.workloads.Given.created;
import static dev.perk.control.workloads.Given.deleted;
import static dev.perk.control.workloads.Given.events;
import static dev.perk.control.workloads.Given.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.StoredKinds;
import dev.perk.control.workloads.Given;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Requeue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Upstream: kubernetes {@code pkg/controller/cronjob/cronjob_controllerv2_test.go},
 * TestControllerV2SyncCronJob, TestControllerV2CleanupFinishedJobs.
 */
class CronJobReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:30Z");

    private static KubeObject cronJob(String spec, String status) {
        return Given.object(
                StoredKinds.CRON_JOB,
                "tick",
                """
                metadata: {creationTimestamp: "2026-01-01T09:59:10Z"}
                spec:
                  schedule: "* * * * *"
                  jobTemplate:
                    metadata: {labels: {app: tick}}
                    spec: {template: {spec: {restartPolicy: Never, containers: []}}}
                  %s
                status: {%s}
                """
                        .formatted(spec, status));
    }

    private static KubeObject job(String name, String status) {
        return Given.object(
                StoredKinds.JOB,
                name,
                """
                metadata:
                  ownerReferences:
                  - {apiVersion: batch/v1, kind: CronJob, name: tick, uid: uid-tick, controller: true}
                status: {%s}
                """
                        .formatted(status));
    }

    private static String ended(String condition, String time) {
        return "startTime: \"%s\", conditions: [{type: %s, status: 'True', lastTransitionTime: \"%s\"}]"
                .formatted(time, condition, time);
    }

    private static Plan reconcile(KubeObject cronJob, KubeObject... jobs) {
        return new CronJobReconciler()
                .reconcile(
                        new CronJobReconciler.Observed(new CronJob(cronJob), List.of(jobs)), NOW);
    }

    @Test
    void startsAJobWhenItIsTime() {
        Plan plan = reconcile(cronJob("", ""));
        KubeObject job = created(plan).getFirst();
        assertThat(job.name()).isEqualTo("tick-29454360");
        assertThat(job.labels()).containsEntry("app", "tick");
        assertThat(job.annotation("batch.kubernetes.io/cronjob-scheduled-timestamp"))
                .contains("2026-01-01T10:00:00Z");
        assertThat(job.isControlledBy(cronJob("", ""))).isTrue();
        assertThat(events(plan))
                .containsExactly("Normal SuccessfulCreate Created job " + job.name());
        assertThat(status(plan).path("lastScheduleTime").asText())
                .isEqualTo("2026-01-01T10:00:00Z");
        assertThat(plan.requeue()).isEqualTo(new Requeue.After(Duration.ofMillis(30_100)));
    }

    @Test
    void startsNoSecondOneForTheSameTime() {
        Plan plan = reconcile(cronJob("", "lastScheduleTime: \"2026-01-01T10:00:00Z\""));
        assertThat(created(plan)).isEmpty();
        assertThat(plan.requeue()).isEqualTo(new Requeue.After(Duration.ofMillis(30_100)));
        plan = reconcile(cronJob("", ""), job("tick-29454360", ""));
        assertThat(created(plan)).as("the status was lost").isEmpty();
        assertThat(status(plan).path("lastScheduleTime").asText())
                .isEqualTo("2026-01-01T10:00:00Z");
    }

    @Test
    void ofManyMissedTimesOnlyTheLastCounts() {
        Plan plan = reconcile(cronJob("", "lastScheduleTime: \"2025-01-01T00:00:00Z\""));
        assertThat(created(plan).getFirst().name()).isEqualTo("tick-29454360");
        assertThat(events(plan).getFirst()).startsWith("Warning TooManyMissedTimes");
    }

    @Test
    void theLastTimeMayBeLongAgo() {
        KubeObject cronJob =
                cronJob("", "lastScheduleTime: \"2025-02-28T00:00:00Z\"")
                        .with(tree -> tree.withObject("/spec").put("schedule", "* * 1 3 *"));
        Plan plan = reconcile(cronJob);
        assertThat(status(plan).path("lastScheduleTime").asText())
                .as("the last minute of the 1st of March")
                .isEqualTo("2025-03-01T23:59:00Z");
    }

    @Test
    void startsNothingTooLate() {
        Plan plan = reconcile(cronJob("startingDeadlineSeconds: 20", ""));
        assertThat(created(plan)).isEmpty();
    }

    @Test
    void whileOneRunsThePolicyDecides() {
        KubeObject running = job("tick-29454359", "");
        String last = "lastScheduleTime: \"2026-01-01T09:59:00Z\"";
        assertThat(created(reconcile(cronJob("", last), running))).hasSize(1);
        Plan forbidden = reconcile(cronJob("concurrencyPolicy: Forbid", last), running);
        assertThat(created(forbidden)).isEmpty();
        assertThat(events(forbidden).getFirst()).startsWith("Normal JobAlreadyActive");
        Plan replaced = reconcile(cronJob("concurrencyPolicy: Replace", last), running);
        assertThat(deleted(replaced)).containsExactly("tick-29454359");
        assertThat(created(replaced)).hasSize(1);
    }

    @Test
    void saysWhichJobsRunAndWhichAreOver() {
        Plan plan =
                reconcile(
                        cronJob(
                                "suspend: true",
                                "active: [{name: a, uid: uid-a}, {name: b, uid: uid-b}]"),
                        job("a", ""),
                        job("b", ended("Complete", "2026-01-01T09:00:00Z")));
        assertThat(status(plan).path("active")).hasSize(1);
        assertThat(status(plan).path("lastSuccessfulTime").asText())
                .isEqualTo("2026-01-01T09:00:00Z");
        assertThat(events(plan))
                .containsExactly(
                        "Normal SawCompletedJob Saw completed job: b, condition: Complete");
    }

    @Test
    void keepsSomeOfTheJobsThatAreOver() {
        Plan plan =
                reconcile(
                        cronJob("suspend: true\n  successfulJobsHistoryLimit: 1", ""),
                        job("a", ended("Complete", "2026-01-01T09:00:00Z")),
                        job("b", ended("Complete", "2026-01-01T09:01:00Z")),
                        job("c", ended("Failed", "2026-01-01T09:02:00Z")),
                        job("d", ended("Failed", "2026-01-01T09:03:00Z")));
        assertThat(deleted(plan)).containsExactly("a", "c");
    }

    @Test
    void aSuspendedOneStartsNothing() {
        assertThat(created(reconcile(cronJob("suspend: true", "")))).isEmpty();
    }
}
