package dev.perk.control.workloads;

import static dev.perk.control.workloads.Watches.controller;

import dev.perk.api.Kinds;
import dev.perk.api.StoredKinds;
import dev.perk.control.workloads.cronjob.CronJobObserver;
import dev.perk.control.workloads.cronjob.CronJobReconciler;
import dev.perk.control.workloads.job.JobObserver;
import dev.perk.control.workloads.job.JobReconciler;
import dev.perk.control.workloads.model.Live;
import dev.perk.kube.control.ControlLoop;

/** The controllers of what runs to its end. */
final class BatchLoops {
    private BatchLoops() {}

    static void add(Loops loops, Live live, Watches watches, int parallelism) {
        ControlLoop<JobReconciler.Observed> jobs =
                loops.of(
                        "job-controller",
                        StoredKinds.JOB,
                        new JobObserver(live),
                        new JobReconciler(),
                        parallelism);
        watches.add(StoredKinds.JOB, jobs, Watches::itself);
        watches.add(Kinds.POD, jobs, controller(StoredKinds.JOB));
        ControlLoop<CronJobReconciler.Observed> cronJobs =
                loops.of(
                        "cronjob-controller",
                        StoredKinds.CRON_JOB,
                        new CronJobObserver(live),
                        new CronJobReconciler(),
                        parallelism);
        watches.add(StoredKinds.CRON_JOB, cronJobs, Watches::itself);
        watches.add(StoredKinds.JOB, cronJobs, controller(StoredKinds.CRON_JOB));
    }
}
