package dev.perk.control.workloads.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.workloads.job.Job;
import dev.perk.control.workloads.model.Condition;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.EventNote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The Jobs of a CronJob that are not over.
 *
 * @param news which of those that the status names are over
 * @param lastSuccess when one of these was complete
 */
record RunningJobs(List<KubeObject> running, List<EventNote> news, Optional<Instant> lastSuccess) {

    RunningJobs {
        running = List.copyOf(running);
        news = List.copyOf(news);
    }

    static RunningJobs of(CronJob cronJob, List<KubeObject> jobs) {
        Set<String> known = new HashSet<>();
        cronJob.object()
                .status()
                .path("active")
                .forEach(ref -> known.add(ref.path("uid").asText()));
        List<KubeObject> running = new ArrayList<>();
        List<EventNote> news = new ArrayList<>();
        Optional<Instant> lastSuccess = Optional.empty();
        for (KubeObject job : jobs) {
            Optional<Condition> end = new Job(job).end();
            if (end.isEmpty()) {
                running.add(job);
                continue;
            }
            if (known.contains(job.uid())) {
                news.add(
                        EventNote.normal(
                                "SawCompletedJob",
                                "Saw completed job: "
                                        + job.name()
                                        + ", condition: "
                                        + end.get().type()));
            }
            if (end.get().type().equals("Complete")) {
                Instant time = end.get().transitioned();
                lastSuccess = lastSuccess.filter(time::isBefore).or(() -> Optional.of(time));
            }
        }
        running.sort(Comparator.comparing(KubeObject::name));
        return new RunningJobs(running, news, lastSuccess);
    }

    RunningJobs none() {
        return new RunningJobs(List.of(), news, lastSuccess);
    }

    /** What the status says of a Job already, which changes more often than what it says. */
    private static Optional<JsonNode> known(JsonNode status, KubeObject job) {
        for (JsonNode ref : status.path("active")) {
            if (ref.path("uid").asText().equals(job.uid())) {
                return Optional.of(ref.deepCopy());
            }
        }
        return Optional.empty();
    }

    ObjectNode status(CronJob cronJob) {
        JsonNode old = cronJob.object().status();
        ObjectNode status = Json.object();
        if (!running.isEmpty()) {
            ArrayNode active = status.putArray("active");
            for (KubeObject job : running) {
                Optional<JsonNode> known = known(old, job);
                if (known.isPresent()) {
                    active.add(known.get());
                    continue;
                }
                active.addObject()
                        .put("apiVersion", job.type().apiVersion())
                        .put("kind", job.type().kind())
                        .put("name", job.name())
                        .put("namespace", job.namespace())
                        .put("resourceVersion", Long.toString(job.revision()))
                        .put("uid", job.uid());
            }
        }
        if (old.has("lastScheduleTime")) {
            status.set("lastScheduleTime", old.path("lastScheduleTime"));
        }
        String success =
                lastSuccess.map(Instant::toString).orElse(old.path("lastSuccessfulTime").asText());
        if (!success.isEmpty()) {
            status.put("lastSuccessfulTime", success);
        }
        return status;
    }
}
