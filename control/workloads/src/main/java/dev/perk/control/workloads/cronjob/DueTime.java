package dev.perk.control.workloads.cronjob;

import dev.perk.api.text.CronSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Which time of a schedule is due. Source: kubernetes {@code pkg/controller/cronjob/utils.go},
 * mostRecentScheduleTime.
 *
 * @param due the latest time that has come and for which no Job was made
 * @param tooMany whether more than a hundred were missed, which somebody should hear of
 * @param next the time after now
 */
record DueTime(Optional<Instant> due, boolean tooMany, Optional<Instant> next) {
    private static final int MANY = 100;

    static DueTime of(CronJob cronJob, CronSchedule schedule, ZoneId zone, Instant now) {
        Instant since = cronJob.lastScheduled().or(() -> cronJob.object().created()).orElse(now);
        Optional<Duration> deadline = cronJob.startingDeadline();
        if (deadline.isPresent() && since.isBefore(now.minus(deadline.get()))) {
            since = now.minus(deadline.get());
        }
        Optional<Instant> due = Optional.empty();
        Optional<Instant> next = schedule.next(since, zone);
        int missed = 0;
        while (next.isPresent() && !next.get().isAfter(now)) {
            due = next;
            missed++;
            next = schedule.next(missed > MANY ? skipped(due.get(), now) : due.get(), zone);
        }
        return new DueTime(due, missed > MANY && deadline.isEmpty(), next);
    }

    /** Not every minute of a year needs to be looked at to know which was the last. */
    private static Instant skipped(Instant last, Instant now) {
        Instant half = last.plus(Duration.between(last, now).dividedBy(2));
        return Duration.between(half, now).compareTo(Duration.ofDays(1)) > 0 ? half : last;
    }
}
