package dev.perk.control.workloads.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.control.workloads.model.ReplicaSet;
import dev.perk.kube.Json;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What should be different about existing ReplicaSets, gathered so that each is written at most
 * once. Each write asks that the ReplicaSet is still the version that was seen.
 */
final class Edits {
    private final Deployment deployment;
    private final Map<ResourceKey, ObjectNode> merges = new LinkedHashMap<>();
    private final List<EventNote> events = new ArrayList<>();

    Edits(Deployment deployment) {
        this.deployment = deployment;
    }

    void annotate(ReplicaSet replicaSet, Map<String, String> wanted) {
        wanted.forEach((key, value) -> {
            if (!replicaSet.object().annotation(key).filter(value::equals).isPresent()) {
                of(replicaSet)
                        .withObject("/metadata")
                        .withObjectProperty("annotations")
                        .put(key, value);
            }
        });
    }

    void minReady(ReplicaSet replicaSet, int seconds) {
        if (replicaSet.minReady().toSeconds() != seconds) {
            of(replicaSet).withObject("/spec").put("minReadySeconds", seconds);
        }
    }

    void resize(Size size) {
        annotate(size.replicaSet(), Revisions.size(deployment));
        if (size.isChange()) {
            of(size.replicaSet()).withObject("/spec").put("replicas", size.replicas());
            events.add(
                    scaled(
                            size.replicaSet().name(),
                            size.replicaSet().replicas(),
                            size.replicas()));
        }
    }

    static EventNote scaled(String replicaSet, int from, int to) {
        String direction = from < to ? "up" : "down";
        return EventNote.normal(
                "ScalingReplicaSet",
                "Scaled %s replica set %s from %d to %d"
                        .formatted(direction, replicaSet, from, to));
    }

    private ObjectNode of(ReplicaSet replicaSet) {
        return merges.computeIfAbsent(
                replicaSet.object().key(),
                key -> {
                    ObjectNode merge = Json.object();
                    merge.putObject("metadata")
                            .put("resourceVersion", Long.toString(replicaSet.object().revision()));
                    return merge;
                });
    }

    Plan addTo(Plan plan) {
        Plan more = plan;
        for (Map.Entry<ResourceKey, ObjectNode> merge : merges.entrySet()) {
            more = more.then(new Change.Merge(merge.getKey(), merge.getValue()));
        }
        for (EventNote event : events) {
            more = more.telling(event);
        }
        return more;
    }
}
