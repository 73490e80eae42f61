package dev.perk.control.workloads.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.text.CronSchedule;
import dev.perk.api.text.Parsed;
import dev.perk.control.workloads.job.Job;
import dev.perk.control.workloads.model.Condition;
import dev.perk.control.workloads.model.Timestamps;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.store.Deletion;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether it is time for a Job, and which of the old ones can go. */
public final class CronJobReconciler implements Reconciler<CronJobReconciler.Observed> {
    /** A moment later than due, because timers may be early. */
    private static final Duration LATE = Duration.ofMillis(100);

    /**
     * @param jobs those that it controls
     */
    public record Observed(CronJob cronJob, List<KubeObject> jobs) {
        public Observed {
            jobs = List.copyOf(jobs);
        }
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        CronJob cronJob = seen.cronJob();
        if (cronJob.object().isDeleting()) {
            return Plan.NOTHING;
        }
        var jobs = RunningJobs.of(cronJob, seen.jobs());
        Plan plan = withoutOldJobs(cronJob, seen.jobs(), Plan.NOTHING);
        for (EventNote note : jobs.news()) {
            plan = plan.telling(note);
        }
        if (cronJob.suspends()) {
            return plan.withStatus(jobs.status(cronJob));
        }
        return switch (cronJob.schedule()) {
            case Parsed.Bad<CronSchedule>(String why) ->
                    plan.withStatus(jobs.status(cronJob))
                            .telling(
                                    EventNote.warning(
                                            "UnparseableSchedule", "unparseable schedule: " + why));
            case Parsed.Good<CronSchedule>(CronSchedule schedule) ->
                    switch (cronJob.zone()) {
                        case Parsed.Bad<ZoneId>(String why) ->
                                plan.withStatus(jobs.status(cronJob))
                                        .telling(EventNote.warning("UnknownTimeZone", why));
                        case Parsed.Good<ZoneId>(ZoneId zone) ->
                                scheduled(seen, jobs, schedule, zone, plan, now);
                    };
        };
    }

    private static Plan scheduled(
            Observed seen,
            RunningJobs jobs,
            CronSchedule schedule,
            ZoneId zone,
            Plan begun,
            Instant now) {
        CronJob cronJob = seen.cronJob();
        DueTime times = DueTime.of(cronJob, schedule, zone, now);
        Plan plan =
                times.next()
                        .map(next -> begun.again(Duration.between(now, next).plus(LATE)))
                        .orElse(begun);
        if (times.due().isEmpty()) {
            return plan.withStatus(jobs.status(cronJob));
        }
        Instant due = times.due().get();
        if (times.tooMany()) {
            plan =
                    plan.telling(
                            EventNote.warning(
                                    "TooManyMissedTimes",
                                    "too many missed start times. Set or decrease"
                                            + " .spec.startingDeadlineSeconds or check clock"
                                            + " skew"));
        }
        KubeObject job = NewJob.of(cronJob, due, zone);
        if (seen.jobs().stream().anyMatch(made -> made.name().equals(job.name()))) {
            // Made, and the status that says so was lost.
            ObjectNode status = jobs.status(cronJob);
            return plan.withStatus(
                    status.put("lastScheduleTime", Timestamps.second(due).toString()));
        }
        if (!jobs.running().isEmpty()) {
            switch (cronJob.concurrency()) {
                case FORBID -> {
                    return plan.withStatus(jobs.status(cronJob))
                            .telling(
                                    EventNote.normal(
                                            "JobAlreadyActive",
                                            "Not starting job because prior execution is running"
                                                    + " and concurrency policy is Forbid"));
                }
                case REPLACE -> {
                    for (KubeObject old : jobs.running()) {
                        plan = delete(plan, old);
                    }
                    jobs = jobs.none();
                }
                case ALLOW -> {}
            }
        }
        return create(cronJob, jobs, job, due, plan);
    }

    /** The status needs the uid of the Job, so the Job's coming writes that it runs. */
    private static Plan create(
            CronJob cronJob, RunningJobs jobs, KubeObject job, Instant due, Plan plan) {
        ObjectNode status = jobs.status(cronJob);
        ObjectNode before = status.deepCopy();
        status.put("lastScheduleTime", Timestamps.second(due).toString());
        return plan.then(new Change.Create(job))
                .telling(EventNote.normal("SuccessfulCreate", "Created job " + job.name()))
                .withStatus(status)
                .orIfRefused(refusal ->
                        Plan.statusOnly(before)
                                .telling(
                                        EventNote.warning(
                                                "FailedCreate",
                                                "Error creating job: " + refusal.message()))
                                .retry(refusal.message()));
    }

    private static Plan withoutOldJobs(CronJob cronJob, List<KubeObject> jobs, Plan plan) {
        Plan cleared = plan;
        for (boolean successful : new boolean[] {true, false}) {
            List<KubeObject> over = new ArrayList<>();
            for (KubeObject job : jobs) {
                Optional<Condition> end = new Job(job).end();
                if (end.filter(it -> it.type().equals("Complete") == successful).isPresent()
                        && !job.isDeleting()) {
                    over.add(job);
                }
            }
            over.sort(
                    Comparator.comparing(CronJobReconciler::started)
                            .thenComparing(KubeObject::name));
            int tooMany = over.size() - cronJob.kept(successful);
            for (KubeObject job : over.subList(0, Math.max(0, tooMany))) {
                cleared = delete(cleared, job);
            }
        }
        return cleared;
    }

    private static Instant started(KubeObject job) {
        JsonNode time = job.status().path("startTime");
        return Timestamps.read(time).or(job::created).orElse(Instant.EPOCH);
    }

    private static Plan delete(Plan plan, KubeObject job) {
        return plan.then(
                        new Change.Delete(
                                job.key(),
                                new Deletion(
                                        Deletion.Propagation.BACKGROUND,
                                        OptionalLong.empty(),
                                        Optional.of(job.uid()),
                                        OptionalLong.empty())))
                .telling(EventNote.normal("SuccessfulDelete", "Deleted job " + job.name()));
    }
}
