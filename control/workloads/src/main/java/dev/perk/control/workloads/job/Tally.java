package dev.perk.control.workloads.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How many pods of a Job have ended, and how; each counts once, whatever happens in between.
 *
 * <p>A pod that has ended passes three steps, each of which must be stored before the next: its uid
 * is noted in the status, its finalizer is taken away, and the note becomes a number. Source:
 * kubernetes {@code pkg/controller/job/job_controller.go}, trackJobStatusAndRemoveFinalizers.
 *
 * @param succeeded those that are numbers already
 * @param failed those that are numbers already
 * @param noted uids of pods that have succeeded and are no number yet
 * @param notedFailed the same of those that have failed
 * @param releases the finalizers to take away
 */
record Tally(
        int succeeded,
        int failed,
        Set<String> noted,
        Set<String> notedFailed,
        List<Change> releases) {

    Tally {
        noted = Collections.unmodifiableSet(new LinkedHashSet<>(noted));
        notedFailed = Collections.unmodifiableSet(new LinkedHashSet<>(notedFailed));
        releases = List.copyOf(releases);
    }

    /**
     * @param pods all that the Job controls
     */
    static Tally of(Job job, List<Pod> pods) {
        JsonNode status = job.object().status();
        JsonNode notes = status.path("uncountedTerminatedPods");
        Set<String> tracked = new LinkedHashSet<>();
        List<Change> releases = new ArrayList<>();
        Set<String> before = new LinkedHashSet<>();
        notes.path("succeeded").forEach(uid -> before.add(uid.asText()));
        notes.path("failed").forEach(uid -> before.add(uid.asText()));
        for (Pod pod : pods) {
            if (isTracked(pod.object())) {
                tracked.add(pod.object().uid());
                if (before.contains(pod.object().uid())) {
                    releases.add(release(pod.object()));
                }
            }
        }
        Set<String> noted = stillTracked(notes.path("succeeded"), tracked);
        Set<String> notedFailed = stillTracked(notes.path("failed"), tracked);
        int succeeded = status.path("succeeded").asInt() + notes.path("succeeded").size();
        int failed = status.path("failed").asInt() + notes.path("failed").size();
        succeeded -= noted.size();
        failed -= notedFailed.size();
        for (Pod pod : pods) {
            String uid = pod.object().uid();
            if (isTracked(pod.object()) && !before.contains(uid)) {
                if (pod.phase().equals("Succeeded")) {
                    noted.add(uid);
                } else if (hasFailed(pod)) {
                    notedFailed.add(uid);
                }
            }
        }
        return new Tally(succeeded, failed, noted, notedFailed, releases);
    }

    private static Set<String> stillTracked(JsonNode uids, Set<String> tracked) {
        Set<String> still = new LinkedHashSet<>();
        uids.forEach(uid -> still.add(uid.asText()));
        still.retainAll(tracked);
        return still;
    }

    /** One that somebody deletes will not succeed any more. */
    static boolean hasFailed(Pod pod) {
        return pod.phase().equals("Failed")
                || (pod.object().isDeleting() && !pod.phase().equals("Succeeded"));
    }

    static boolean isTracked(KubeObject pod) {
        return pod.finalizers().contains(Job.TRACKING);
    }

    /** Lets a pod go. */
    static Change release(KubeObject pod) {
        ObjectNode changes = Json.object();
        ObjectNode metadata =
                changes.putObject("metadata").put("resourceVersion", Long.toString(pod.revision()));
        List<String> left =
                pod.finalizers().stream().filter(each -> !each.equals(Job.TRACKING)).toList();
        if (left.isEmpty()) {
            metadata.putNull("finalizers");
        } else {
            left.forEach(metadata.putArray("finalizers")::add);
        }
        return new Change.Merge(pod.key(), changes);
    }

    int allSucceeded() {
        return succeeded + noted.size();
    }

    int allFailed() {
        return failed + notedFailed.size();
    }

    boolean isSettled() {
        return noted.isEmpty() && notedFailed.isEmpty();
    }

    void writeTo(ObjectNode status) {
        if (succeeded > 0) {
            status.put("succeeded", succeeded);
        }
        if (failed > 0) {
            status.put("failed", failed);
        }
        ObjectNode notes = status.putObject("uncountedTerminatedPods");
        if (!noted.isEmpty()) {
            noted.forEach(notes.putArray("succeeded")::add);
        }
        if (!notedFailed.isEmpty()) {
            notedFailed.forEach(notes.putArray("failed")::add);
        }
    }
}
