package dev.perk.control.workloads.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.CronSchedule;
import dev.perk.api.text.Parsed;
import dev.perk.control.workloads.model.Timestamps;
import dev.perk.kube.KubeObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** A CronJob, read. */
public record CronJob(KubeObject object) {

    /** What happens at a time at which a Job of the last one still runs. */
    enum Concurrency {
        ALLOW,
        FORBID,
        REPLACE
    }

    boolean suspends() {
        return object.spec().path("suspend").asBoolean();
    }

    Parsed<CronSchedule> schedule() {
        return CronSchedule.parse(object.spec().path("schedule").asText());
    }

    Parsed<ZoneId> zone() {
        JsonNode name = object.spec().path("timeZone");
        if (!name.isTextual()) {
            return Parsed.good(ZoneOffset.UTC);
        }
        try {
            return Parsed.good(ZoneId.of(name.asText()));
        } catch (DateTimeException e) {
            return Parsed.bad("unknown time zone " + name.asText());
        }
    }

    Concurrency concurrency() {
        return switch (object.spec().path("concurrencyPolicy").asText()) {
            case "Forbid" -> Concurrency.FORBID;
            case "Replace" -> Concurrency.REPLACE;
            default -> Concurrency.ALLOW;
        };
    }

    /** How late a Job may begin. */
    Optional<Duration> startingDeadline() {
        JsonNode seconds = object.spec().path("startingDeadlineSeconds");
        return seconds.isNumber()
                ? Optional.of(Duration.ofSeconds(seconds.asLong()))
                : Optional.empty();
    }

    int kept(boolean successful) {
        return successful
                ? object.spec().path("successfulJobsHistoryLimit").asInt(3)
                : object.spec().path("failedJobsHistoryLimit").asInt(1);
    }

    Optional<Instant> lastScheduled() {
        return Timestamps.read(object.status().path("lastScheduleTime"));
    }
}
