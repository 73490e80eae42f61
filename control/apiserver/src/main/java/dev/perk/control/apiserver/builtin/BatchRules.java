package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.text.CronSchedule;
import dev.perk.api.text.Parsed;
import dev.perk.api.validation.Semantic;
import dev.perk.kube.store.FieldError;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Jobs and CronJobs. Source: {@code kubernetes pkg/apis/batch/validation}. */
final class BatchRules {
    private static final List<String> RESTART = List.of("OnFailure", "Never");
    private static final List<String> CONCURRENCY = List.of("Allow", "Forbid", "Replace");
    private static final List<String> COMPLETION_MODES = List.of("NonIndexed", "Indexed");
    private static final int MOST_CRON_NAME = 52;
    private static final List<String> AMOUNTS =
            List.of(
                    "parallelism",
                    "completions",
                    "activeDeadlineSeconds",
                    "backoffLimit",
                    "backoffLimitPerIndex",
                    "maxFailedIndexes",
                    "ttlSecondsAfterFinished");

    private BatchRules() {}

    static void job(ObjectNode job, Optional<ObjectNode> old, List<FieldError> out) {
        JsonNode spec = job.path("spec");
        spec(spec, "spec", out);
        PodSpecRules.oneOf(spec, "completionMode", COMPLETION_MODES, "spec", out);
        if (spec.path("completionMode").asText().equals("Indexed") && !spec.has("completions")) {
            out.add(FieldError.required("spec.completions", "when completion mode is Indexed"));
        }
        old.map(before -> before.path("spec"))
                .ifPresent(before -> {
                    for (String field : List.of("completions", "selector", "completionMode")) {
                        unchanged(before, spec, field, "spec", out);
                    }
                    // Its pods are made from it only once, unless it waits to begin.
                    if (!before.path("suspend").asBoolean()) {
                        unchanged(before, spec, "template", "spec", out);
                    }
                });
    }

    static void cronJob(ObjectNode cronJob, Optional<ObjectNode> old, List<FieldError> out) {
        String name = cronJob.at("/metadata/name").asText();
        if (old.isEmpty() && name.length() > MOST_CRON_NAME) {
            // Its Jobs' names are longer by a time in minutes, and end up as labels.
            out.add(
                    FieldError.invalidText(
                            "metadata.name",
                            name,
                            "must be no more than " + MOST_CRON_NAME + " characters"));
        }
        JsonNode spec = cronJob.path("spec");
        String schedule = spec.path("schedule").asText();
        if (schedule.isEmpty()) {
            out.add(FieldError.required("spec.schedule", ""));
        } else if (schedule.contains("TZ")) {
            out.add(
                    FieldError.invalidText(
                            "spec.schedule",
                            schedule,
                            "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
        } else {
            if (CronSchedule.parse(schedule) instanceof Parsed.Bad<CronSchedule>(String why)) {
                out.add(FieldError.invalidText("spec.schedule", schedule, why));
            }
        }
        timeZone(spec, out);
        Amounts.notNegative(spec, "startingDeadlineSeconds", "spec", out);
        Amounts.notNegative(spec, "successfulJobsHistoryLimit", "spec", out);
        Amounts.notNegative(spec, "failedJobsHistoryLimit", "spec", out);
        PodSpecRules.oneOf(spec, "concurrencyPolicy", CONCURRENCY, "spec", out);
        spec(spec.at("/jobTemplate/spec"), "spec.jobTemplate.spec", out);
    }

    private static void timeZone(JsonNode spec, List<FieldError> out) {
        JsonNode zone = spec.path("timeZone");
        if (!zone.isTextual()) {
            return;
        }
        String name = zone.asText();
        if (name.isEmpty()) {
            out.add(
                    FieldError.invalidText(
                            "spec.timeZone", name, "timeZone must be nil or non-empty string"));
            return;
        }
        try {
            ZoneId.of(name);
        } catch (DateTimeException e) {
            out.add(FieldError.invalidText("spec.timeZone", name, "unknown time zone " + name));
        }
    }

    private static void spec(JsonNode spec, String at, List<FieldError> out) {
        AMOUNTS.forEach(field -> Amounts.notNegative(spec, field, at, out));
        String template = at + ".template.spec";
        JsonNode pod = spec.path("template").path("spec");
        PodSpecRules.check(pod, template, out);
        PodSpecRules.oneOf(pod, "restartPolicy", RESTART, template, out);
    }

    private static void unchanged(
            JsonNode before, JsonNode after, String field, String at, List<FieldError> out) {
        if (!Semantic.equal(before.path(field), after.path(field))) {
            out.add(
                    FieldError.invalid(
                            at + "." + field, after.path(field).toString(), "field is immutable"));
        }
    }
}
