package dev.perk.control.workloads.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.workloads.model.Condition;
import dev.perk.control.workloads.model.Conditions;
import dev.perk.control.workloads.model.Pod;
import dev.perk.control.workloads.model.Timestamps;
import dev.perk.kube.Json;
import dev.perk.kube.control.EventNote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a Job is that is not over: what it waits for, and what has just been decided.
 *
 * @param active its pods that still run, or will
 * @param terminating those that are asked to end
 * @param started when it began, or went on; empty before
 * @param conditions as they are from now on
 * @param news what people should hear of that
 * @param missing how many pods to create; negative for how many to delete
 * @param untilDeadline how long it may still take
 */
record JobProgress(
        Tally tally,
        List<Pod> active,
        int terminating,
        Optional<Instant> started,
        Conditions conditions,
        List<EventNote> news,
        int missing,
        Optional<Duration> untilDeadline) {

    static JobProgress of(Job job, List<Pod> pods, Tally tally, Instant now) {
        List<Pod> active = pods.stream().filter(Pod::isActive).toList();
        int terminating =
                (int)
                        pods.stream()
                                .filter(pod -> pod.object().isDeleting() && !pod.isTerminal())
                                .count();
        return new Decision(job, tally, active, terminating, now).progress();
    }

    /** What the status says when {@code more} pods have been created, or fewer are left. */
    ObjectNode status(int more) {
        ObjectNode status = Json.object();
        int running = active.size() + more;
        if (running > 0) {
            status.put("active", running);
        }
        conditions.writeTo(status);
        conditions
                .find(Job.COMPLETE)
                .ifPresent(end -> status.put("completionTime", end.transitioned().toString()));
        status.put("ready", (int) active.stream().filter(Pod::isReady).count());
        started.ifPresent(time -> status.put("startTime", Timestamps.second(time).toString()));
        tally.writeTo(status);
        return status.put("terminating", terminating + Math.max(0, -more));
    }

    /** The decision in its making. */
    private static final class Decision {
        private final Job job;
        private final Tally tally;
        private final List<Pod> active;
        private final int terminating;
        private final Instant now;
        private final List<EventNote> news = new ArrayList<>();
        private Conditions conditions;
        private Optional<Instant> started;

        Decision(Job job, Tally tally, List<Pod> active, int terminating, Instant now) {
            this.job = job;
            this.tally = tally;
            this.active = active;
            this.terminating = terminating;
            this.now = now;
            this.conditions = job.conditions();
            this.started = job.started();
        }

        JobProgress progress() {
            suspendOrResume();
            if (!job.is(Job.FAILURE_MET) && !job.is(Job.SUCCESS_MET)) {
                judge();
            }
            boolean decided = holds(Job.FAILURE_MET) || holds(Job.SUCCESS_MET);
            if (decided && active.isEmpty() && terminating == 0 && tally.isSettled()) {
                finish();
            }
            int wanted = decided || job.suspends() ? 0 : wanted();
            return new JobProgress(
                    tally,
                    active,
                    terminating,
                    started,
                    conditions,
                    news,
                    wanted - active.size(),
                    decided ? Optional.empty() : untilDeadline());
        }

        private boolean holds(String condition) {
            return conditions.find(condition).filter(Job::holds).isPresent();
        }

        private void suspendOrResume() {
            if (job.suspends() && !job.is(Job.SUSPENDED)) {
                set(Job.SUSPENDED, "JobSuspended", "Job suspended");
                news.add(EventNote.normal("Suspended", "Job suspended"));
            } else if (!job.suspends() && job.is(Job.SUSPENDED)) {
                conditions =
                        conditions.with(
                                Condition.of(
                                        Job.SUSPENDED,
                                        Condition.FALSE,
                                        "JobResumed",
                                        "Job resumed",
                                        now));
                news.add(EventNote.normal("Resumed", "Job resumed"));
                started = Optional.of(now);
            } else if (!job.suspends() && started.isEmpty()) {
                started = Optional.of(now);
            }
        }

        private void judge() {
            if (tooManyFailures()) {
                set(
                        Job.FAILURE_MET,
                        "BackoffLimitExceeded",
                        "Job has reached the specified backoff limit");
            } else if (untilDeadline().filter(left -> !left.isPositive()).isPresent()) {
                set(
                        Job.FAILURE_MET,
                        "DeadlineExceeded",
                        "Job was active longer than specified deadline");
            } else if (isDone()) {
                set(
                        Job.SUCCESS_MET,
                        "CompletionsReached",
                        "Reached expected number of succeeded pods");
            }
        }

        private boolean tooManyFailures() {
            int restarts =
                    job.restartsInPlace() ? active.stream().mapToInt(Pod::restarts).sum() : 0;
            return tally.allFailed() > job.backoffLimit()
                    || (restarts > 0 && restarts >= job.backoffLimit());
        }

        private boolean isDone() {
            return job.completions().isPresent()
                    ? tally.allSucceeded() >= job.completions().getAsInt()
                    : tally.allSucceeded() > 0 && active.isEmpty();
        }

        private void finish() {
            boolean failed = holds(Job.FAILURE_MET);
            Condition why =
                    conditions.find(failed ? Job.FAILURE_MET : Job.SUCCESS_MET).orElseThrow();
            set(failed ? Job.FAILED : Job.COMPLETE, why.reason(), why.message());
            news.add(
                    failed
                            ? EventNote.warning(why.reason(), why.message())
                            : EventNote.normal("Completed", "Job completed"));
        }

        private void set(String type, String reason, String message) {
            conditions = conditions.with(Condition.of(type, Condition.TRUE, reason, message, now));
        }

        private int wanted() {
            if (job.completions().isEmpty()) {
                // One that has succeeded says that there is no more work to take up.
                return tally.allSucceeded() > 0
                        ? Math.min(active.size(), job.parallelism())
                        : job.parallelism();
            }
            int open = job.completions().getAsInt() - tally.allSucceeded();
            return Math.max(0, Math.min(open, job.parallelism()));
        }

        /** Its time stands still while it is suspended. */
        private Optional<Duration> untilDeadline() {
            if (job.suspends()) {
                return Optional.empty();
            }
            return started.flatMap(
                    begin -> job.deadline().map(most -> Duration.between(now, begin.plus(most))));
        }
    }
}
