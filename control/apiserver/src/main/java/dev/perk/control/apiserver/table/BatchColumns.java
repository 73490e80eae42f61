package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.NAME;
import static dev.perk.control.apiserver.table.Cells.NONE;
import static dev.perk.control.apiserver.table.Cells.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * The columns of Jobs and of what makes them.
 *
 * <p>Source: {@code kubernetes pkg/printers/internalversion/printers.go}.
 */
final class BatchColumns {
    private static final String CONTAINERS = "/spec/template/spec/containers";
    private static final String CRON_CONTAINERS = "/spec/jobTemplate" + CONTAINERS;

    /** The first of these that holds is the status of a Job. */
    private static final List<String> ENDS = List.of("Complete", "Failed");

    private static final List<String> STATES =
            List.of("Suspended", "FailureTarget", "SuccessCriteriaMet");

    private BatchColumns() {}

    static final List<Column> JOB =
            List.of(
                    NAME,
                    Column.of("Status", Cells.of(BatchColumns::status)),
                    Column.of("Completions", Cells.of(BatchColumns::completions)),
                    Column.of("Duration", (job, now) -> text(duration(job, now))),
                    AGE,
                    Column.wide("Containers", Cells.containers(CONTAINERS, "name")),
                    Column.wide("Images", Cells.containers(CONTAINERS, "image")),
                    Column.wide(
                            "Selector",
                            Cells.of(tree -> Cells.selector(tree.at("/spec/selector")))));

    static final List<Column> CRON_JOB =
            List.of(
                    NAME,
                    Column.of("Schedule", Cells.textAt("/spec/schedule")),
                    Column.of("Timezone", Cells.textOr("/spec/timeZone", NONE)),
                    new Column(
                            "Suspend",
                            "boolean",
                            "",
                            "",
                            0,
                            Cells.of(tree -> yesOrNo(tree.at("/spec/suspend")))),
                    Column.integer("Active", Cells.sizeOf("/status/active")),
                    Column.of("Last Schedule", (cron, now) -> text(lastSchedule(cron, now))),
                    AGE,
                    Column.wide("Containers", Cells.containers(CRON_CONTAINERS, "name")),
                    Column.wide("Images", Cells.containers(CRON_CONTAINERS, "image")),
                    Column.wide(
                            "Selector",
                            Cells.of(tree ->
                                    Cells.selector(tree.at("/spec/jobTemplate/spec/selector")))));

    private static String status(JsonNode job) {
        for (String end : ENDS) {
            if (PodState.isTrue(job, end)) {
                return end;
            }
        }
        if (job.at("/metadata/deletionTimestamp").isTextual()) {
            return "Terminating";
        }
        return STATES.stream()
                .filter(state -> PodState.isTrue(job, state))
                .findFirst()
                .orElse("Running");
    }

    private static String completions(JsonNode job) {
        long succeeded = job.at("/status/succeeded").asLong();
        JsonNode wanted = job.at("/spec/completions");
        if (wanted.isNumber()) {
            return succeeded + "/" + wanted.asLong();
        }
        long parallelism = job.at("/spec/parallelism").asLong();
        return succeeded + "/1" + (parallelism > 1 ? " of " + parallelism : "");
    }

    private static String duration(KubeObject job, Instant now) {
        JsonNode start = job.status().path("startTime");
        JsonNode end = job.status().path("completionTime");
        if (!start.isTextual()) {
            return "";
        }
        try {
            Instant until = end.isTextual() ? Instant.parse(end.asText()) : now;
            return Age.human(Duration.between(Instant.parse(start.asText()), until));
        } catch (DateTimeParseException e) {
            return Age.UNKNOWN;
        }
    }

    private static String yesOrNo(JsonNode flag) {
        if (!flag.isBoolean()) {
            return Cells.UNSET;
        }
        return flag.asBoolean() ? "True" : "False";
    }

    private static String lastSchedule(KubeObject cronJob, Instant now) {
        JsonNode last = cronJob.status().path("lastScheduleTime");
        return last.isTextual() ? Age.since(last, now) : NONE;
    }
}
