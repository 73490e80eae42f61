package dev.perk.control.workloads.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.StoredKinds;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** A CronJob's template as a Job of its own. */
final class NewJob {
    private static final String TIME = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private NewJob() {}

    static KubeObject of(CronJob cronJob, Instant due, ZoneId zone) {
        KubeObject owner = cronJob.object();
        JsonNode template = owner.spec().path("jobTemplate");
        ObjectNode job = Json.object().put("apiVersion", "batch/v1").put("kind", "Job");
        ObjectNode metadata =
                job.putObject("metadata")
                        .put("name", name(owner, due))
                        .put("namespace", owner.namespace());
        for (String field : List.of("labels", "annotations")) {
            JsonNode value = template.path("metadata").path(field);
            if (value.isObject()) {
                metadata.set(field, value.deepCopy());
            }
        }
        metadata.withObject("/annotations")
                .put(TIME, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(due.atZone(zone)));
        metadata.putArray("ownerReferences").add(OwnerRef.controller(owner).tree());
        job.set("spec", template.path("spec").deepCopy());
        return KubeObject.of(StoredKinds.JOB, job);
    }

    /** The same time gives the same name, so that it has one Job at most. */
    static String name(KubeObject cronJob, Instant due) {
        long minute = Duration.between(Instant.EPOCH, due).toMinutes();
        return cronJob.name() + "-" + minute;
    }
}
