package dev.perk.control.workloads.deployment;

import dev.perk.control.workloads.model.Condition;
import dev.perk.control.workloads.model.Conditions;
import dev.perk.control.workloads.model.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The condition {@code Progressing}: whether a rollout moves, is done, or has been stuck for longer
 * than its deadline. Only kept for Deployments with a deadline. Source: kubernetes {@code
 * pkg/controller/deployment/progress.go}.
 */
final class Progress {
    static final String PROGRESSING = "Progressing";
    static final String REPLICA_FAILURE = "ReplicaFailure";

    private static final String COMPLETE = "NewReplicaSetAvailable";
    private static final String TIMED_OUT = "ProgressDeadlineExceeded";
    private static final String PAUSED = "DeploymentPaused";

    /** Times are kept to the second, so only after one more is a deadline surely over. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final Deployment deployment;
    private final Instant now;

    Progress(Deployment deployment, Instant now) {
        this.deployment = deployment;
        this.now = now;
    }

    /**
     * Notes that a pause began or ended, so that a rollout which was paused for longer than its
     * deadline does not fail the moment it is resumed.
     */
    Conditions pausedOrResumed(Conditions conditions) {
        Optional<Condition> known = conditions.find(PROGRESSING);
        boolean timedOut = known.filter(c -> c.reason().equals(TIMED_OUT)).isPresent();
        boolean wasPaused = known.filter(c -> c.reason().equals(PAUSED)).isPresent();
        if (timedOut || deployment.isPaused() == wasPaused) {
            return conditions;
        }
        return deployment.isPaused()
                ? with(conditions, Condition.UNKNOWN, PAUSED, "Deployment is paused")
                : with(conditions, Condition.UNKNOWN, "DeploymentResumed", "Deployment is resumed");
    }

    Conditions created(Conditions conditions, String replicaSet) {
        return with(
                conditions,
                Condition.TRUE,
                "NewReplicaSetCreated",
                "Created new replica set \"" + replicaSet + "\"");
    }

    /** Only where nothing was said about progress before. */
    Conditions found(Conditions conditions, String replicaSet) {
        return conditions.find(PROGRESSING).isPresent()
                ? conditions
                : with(
                        conditions,
                        Condition.TRUE,
                        "FoundNewReplicaSet",
                        "Found new replica set \"" + replicaSet + "\"");
    }

    Conditions notCreated(Conditions conditions, String message) {
        return with(conditions, Condition.FALSE, "ReplicaSetCreateError", message);
    }

    /** Looks at how far the rollout is. */
    Conditions judge(Conditions conditions, Counts counts, Family family) {
        Conditions judged = withFailures(conditions, family);
        if (deployment.progressDeadline().isEmpty()) {
            return judged.without(PROGRESSING);
        }
        Optional<Condition> known = conditions.find(PROGRESSING);
        boolean done = known.filter(c -> c.reason().equals(COMPLETE)).isPresent();
        if (done && counts.replicas() == counts.updated()) {
            // A later loss of pods is no rollout.
            return judged;
        }
        String what =
                family.current()
                        .map(current -> "ReplicaSet \"" + current.name() + "\"")
                        .orElse("Deployment \"" + deployment.name() + "\"");
        if (counts.areComplete(deployment)) {
            return with(judged, Condition.TRUE, COMPLETE, what + " has successfully progressed.");
        }
        if (counts.areBetterThan(Counts.recorded(deployment))) {
            // The same reason again, but with a new time: the deadline starts anew.
            return judged.replacing(
                    condition(Condition.TRUE, "ReplicaSetUpdated", what + " is progressing."));
        }
        if (known.filter(this::hasTimedOut).isPresent()) {
            return with(judged, Condition.FALSE, TIMED_OUT, what + " has timed out progressing.");
        }
        return judged;
    }

    private boolean hasTimedOut(Condition progressing) {
        return switch (progressing.reason()) {
            case COMPLETE -> false;
            case TIMED_OUT -> true;
            default -> deadline(progressing).isBefore(now);
        };
    }

    private Instant deadline(Condition progressing) {
        return progressing
                .updated()
                .orElse(progressing.transitioned())
                .plus(deployment.progressDeadline().orElseThrow());
    }

    /** How long until the deadline must be checked; empty if nothing runs against it. */
    Optional<Duration> untilDeadline(Conditions conditions, Counts counts) {
        if (deployment.progressDeadline().isEmpty() || counts.areComplete(deployment)) {
            return Optional.empty();
        }
        return conditions
                .find(PROGRESSING)
                .filter(c -> !c.reason().equals(TIMED_OUT) && !c.reason().equals(COMPLETE))
                .map(c -> Duration.between(now, deadline(c)))
                .map(left -> (left.isNegative() ? Duration.ZERO : left).plus(SLACK));
    }

    /** What keeps a ReplicaSet from making pods is shown on the Deployment, the newest first. */
    private static Conditions withFailures(Conditions conditions, Family family) {
        Optional<Condition> failure =
                family.all().reversed().stream()
                        .map(ReplicaSet::conditions)
                        .flatMap(each -> each.find(REPLICA_FAILURE).stream())
                        .findFirst();
        return failure.map(each -> conditions.with(each.updatedAt(each.transitioned())))
                .orElseGet(() -> conditions.without(REPLICA_FAILURE));
    }

    private Conditions with(Conditions conditions, String status, String reason, String message) {
        return deployment.progressDeadline().isEmpty()
                ? conditions
                : conditions.with(condition(status, reason, message));
    }

    private Condition condition(String status, String reason, String message) {
        return Condition.of(PROGRESSING, status, reason, message, now).updatedAt(now);
    }
}
