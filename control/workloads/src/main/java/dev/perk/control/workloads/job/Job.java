package dev.perk.control.workloads.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.workloads.model.Condition;
import dev.perk.control.workloads.model.Conditions;
import dev.perk.control.workloads.model.PodTemplate;
import dev.perk.control.workloads.model.Timestamps;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** A Job, read. */
public record Job(KubeObject object) {
    static final String COMPLETE = "Complete";
    static final String FAILED = "Failed";
    static final String SUSPENDED = "Suspended";

    /** That it will be complete as soon as its last pods have ended. */
    static final String SUCCESS_MET = "SuccessCriteriaMet";

    /** That it will have failed as soon as its last pods have ended. */
    static final String FAILURE_MET = "FailureTarget";

    /** Keeps a pod until it has been counted. */
    static final String TRACKING = "batch.kubernetes.io/job-tracking";

    private static final int BACKOFF_LIMIT = 6;

    Selector selector() {
        return Selector.of(object.spec().path("selector"));
    }

    /** What its pods are made from: the template, tracked. */
    PodTemplate template() {
        var tree = object.spec().path("template").deepCopy();
        tree.withObject("/metadata").withArray("finalizers").add(TRACKING);
        return new PodTemplate(tree);
    }

    int parallelism() {
        return object.spec().path("parallelism").asInt(1);
    }

    /** How many pods must succeed; empty where one that does means that all work is done. */
    OptionalInt completions() {
        JsonNode completions = object.spec().path("completions");
        return completions.isInt() ? OptionalInt.of(completions.asInt()) : OptionalInt.empty();
    }

    int backoffLimit() {
        return object.spec().path("backoffLimit").asInt(BACKOFF_LIMIT);
    }

    boolean suspends() {
        return object.spec().path("suspend").asBoolean();
    }

    /** Whether failed containers start again in their pods. */
    boolean restartsInPlace() {
        return object.spec().at("/template/spec/restartPolicy").asText().equals("OnFailure");
    }

    Optional<Duration> deadline() {
        return seconds("activeDeadlineSeconds");
    }

    /** How long it is kept when it is over. */
    Optional<Duration> timeToLive() {
        return seconds("ttlSecondsAfterFinished");
    }

    private Optional<Duration> seconds(String field) {
        JsonNode value = object.spec().path(field);
        return value.isNumber()
                ? Optional.of(Duration.ofSeconds(value.asLong()))
                : Optional.empty();
    }

    Optional<Instant> started() {
        return Timestamps.read(object.status().path("startTime"));
    }

    Conditions conditions() {
        return Conditions.of(object.status());
    }

    boolean is(String condition) {
        return conditions().find(condition).filter(Job::holds).isPresent();
    }

    /** When it was over, and by what. */
    public Optional<Condition> end() {
        return conditions()
                .find(COMPLETE)
                .filter(Job::holds)
                .or(() -> conditions().find(FAILED).filter(Job::holds));
    }

    static boolean holds(Condition condition) {
        return condition.status().equals(Condition.TRUE);
    }
}
