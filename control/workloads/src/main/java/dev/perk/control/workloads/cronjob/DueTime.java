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

    /** Below this it is quicker to look at all of them. */
    private static final Duration SMALL = Duration.ofDays(1);

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
            next =
                    schedule.next(
                            missed > MANY ? skipped(schedule, zone, due.get(), now) : due.get(),
                            zone);
        }
        return new DueTime(due, missed > MANY && deadline.isEmpty(), next);
    }

    /**
     * Not every minute of a year needs to be looked at to know which was the last: a moment between
     * {@code last} and now after which the schedule has a time that has come, too.
     */
    private static Instant skipped(CronSchedule schedule, ZoneId zone, Instant last, Instant now) {
        Duration ahead = Duration.between(last, now).dividedBy(2);
        while (ahead.compareTo(SMALL) > 0) {
            Instant later = last.plus(ahead);
            if (schedule.next(later, zone).filter(time -> !time.isAfter(now)).isPresent()) {
                return later;
            }
            ahead = ahead.dividedBy(2);
        }
        return last;
    }
}
