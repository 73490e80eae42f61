package dev.perk.control.workloads.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Selector;
import java.time.Duration;
import java.time.Instant;

/** A ReplicaSet, read. */
public record ReplicaSet(KubeObject object) {

    public String name() {
        return object.name();
    }

    /** How many pods it should have. */
    public int replicas() {
        return object.spec().path("replicas").asInt(1);
    }

    public Selector selector() {
        return Selector.of(object.spec().path("selector"));
    }

    public PodTemplate template() {
        return new PodTemplate(object.spec().path("template"));
    }

    /** How long a pod must have been ready to count as available. */
    public Duration minReady() {
        return Duration.ofSeconds(object.spec().path("minReadySeconds").asInt());
    }

    /** How many pods it has, as its status says. */
    public int actualReplicas() {
        return status("replicas");
    }

    public int readyReplicas() {
        return status("readyReplicas");
    }

    public int availableReplicas() {
        return status("availableReplicas");
    }

    public boolean isActive() {
        return replicas() > 0;
    }

    public Instant created() {
        return object.created().orElse(Instant.EPOCH);
    }

    public Conditions conditions() {
        return Conditions.of(object.status());
    }

    /** The number in an annotation; {@code fallback} where there is none. */
    public long number(String annotation, long fallback) {
        try {
            return object.annotation(annotation).map(Long::parseLong).orElse(fallback);
        } catch (NumberFormatException e) {
            return fallback;
        }
    }

    private int status(String field) {
        JsonNode status = object.status();
        return status.path(field).asInt();
    }
}
