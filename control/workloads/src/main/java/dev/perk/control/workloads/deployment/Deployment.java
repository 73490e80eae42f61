package dev.perk.control.workloads.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.workloads.model.Conditions;
import dev.perk.control.workloads.model.PodTemplate;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Selector;
import java.time.Duration;
import java.util.Optional;

/** A Deployment, read. */
public record Deployment(KubeObject object, PodTemplate template) {

    public static Deployment of(KubeObject object) {
        return new Deployment(object, new PodTemplate(object.spec().path("template")));
    }

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

    boolean isPaused() {
        return object.spec().path("paused").asBoolean();
    }

    int minReadySeconds() {
        return object.spec().path("minReadySeconds").asInt();
    }

    /** How many old ReplicaSets are kept for a rollback; empty for all of them. */
    Optional<Integer> revisionHistoryLimit() {
        return limit("revisionHistoryLimit");
    }

    /** How long nothing may move before a rollout counts as failed; empty for ever. */
    Optional<Duration> progressDeadline() {
        return limit("progressDeadlineSeconds").map(Duration::ofSeconds);
    }

    /** The largest number stands for no limit at all. */
    private Optional<Integer> limit(String field) {
        JsonNode limit = object.spec().path(field);
        return limit.isNumber() && limit.asInt() != Integer.MAX_VALUE
                ? Optional.of(limit.asInt())
                : Optional.empty();
    }

    Strategy strategy() {
        return Strategy.read(object.spec().path("strategy"));
    }

    /** How many pods it may have beyond {@link #replicas} during a rollout. */
    int surge() {
        return switch (strategy()) {
            case Strategy.Recreate _ -> 0;
            case Strategy.RollingUpdate rolling -> rolling.surge(replicas());
        };
    }

    /** How many of {@link #replicas} may be unavailable during a rollout. */
    int maxUnavailable() {
        return switch (strategy()) {
            case Strategy.Recreate _ -> 0;
            case Strategy.RollingUpdate rolling ->
                    Math.min(rolling.unavailable(replicas()), replicas());
        };
    }

    /** How many pods must be available. */
    int minAvailable() {
        return replicas() - maxUnavailable();
    }

    Conditions conditions() {
        return Conditions.of(object.status());
    }

    int collisions() {
        return status("collisionCount");
    }

    int status(String counter) {
        JsonNode status = object.status();
        return status.path(counter).asInt();
    }

    /** The name that the ReplicaSet of its template has, or will have. */
    public String replicaSetName() {
        return name() + "-" + template().hash(collisions());
    }
}
