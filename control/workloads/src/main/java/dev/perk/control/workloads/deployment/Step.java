package dev.perk.control.workloads.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.control.workloads.model.Conditions;
import dev.perk.control.workloads.model.ReplicaSet;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Refusal;
import dev.perk.kube.store.Subresource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One pass over one Deployment. Source: kubernetes {@code pkg/controller/deployment}, {@code
 * sync.go}, {@code rolling.go} and {@code recreate.go}.
 */
final class Step {
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final DeploymentReconciler.Observed seen;
    private final Deployment deployment;
    private final Family family;
    private final Instant now;
    private final Progress progress;
    private final Edits edits;
    private Conditions conditions;

    Step(DeploymentReconciler.Observed seen, Family family, Instant now) {
        this.seen = seen;
        this.deployment = seen.deployment();
        this.family = family;
        this.now = now;
        this.progress = new Progress(deployment, now);
        this.edits = new Edits(deployment);
        this.conditions = progress.pausedOrResumed(deployment.conditions());
    }

    Plan plan() {
        if (deployment.object().isDeleting()) {
            return resized(List.of());
        }
        family.current().ifPresent(this::update);
        if (deployment.isPaused()) {
            return cleanUp(resized(Resizing.sizes(deployment, family)));
        }
        List<Size> sizes = isResized() ? Resizing.sizes(deployment, family) : List.<Size>of();
        if (!sizes.isEmpty()) {
            return resized(sizes);
        }
        return switch (deployment.strategy()) {
            case Strategy.RollingUpdate _ ->
                    family.current().map(this::roll).orElseGet(this::create);
            case Strategy.Recreate _ -> recreate();
        };
    }

    /** Brings the current ReplicaSet up to what the Deployment says besides its template. */
    private void update(ReplicaSet current) {
        edits.annotate(current, Revisions.current(deployment, family, current));
        edits.minReady(current, deployment.minReadySeconds());
        conditions = progress.found(conditions, current.name());
    }

    /** Whether an active ReplicaSet was made for another total. */
    private boolean isResized() {
        return family.active().stream()
                .mapToLong(each -> each.number(Annotations.DESIRED_REPLICAS, -1))
                .anyMatch(desired -> desired >= 0 && desired != deployment.replicas());
    }

    private Plan roll(ReplicaSet current) {
        List<Size> sizes = new Rolling(deployment, family, current).step();
        return sizes.isEmpty() ? cleanUpIfComplete(judged(sizes)) : judged(sizes);
    }

    private Plan recreate() {
        List<Size> away = family.activeOld().stream().map(old -> new Size(old, 0)).toList();
        if (!away.isEmpty() || hasOldPods()) {
            return judged(away);
        }
        if (family.current().isEmpty()) {
            return create();
        }
        Size whole = new Size(family.current().get(), deployment.replicas());
        return whole.isChange() ? judged(List.of(whole)) : cleanUpIfComplete(judged(List.of()));
    }

    private boolean hasOldPods() {
        return seen.pods().stream()
                .filter(pod -> !pod.isTerminal())
                .anyMatch(pod ->
                        family.old().stream()
                                .anyMatch(old -> pod.object().isControlledBy(old.object())));
    }

    /** Other sizes because the total is another one: that is no rollout. */
    private Plan resized(List<Size> sizes) {
        sizes.forEach(edits::resize);
        Counts counts = Counts.of(family, total(sizes));
        conditions = conditions.with(counts.availability(deployment, now));
        return finished(Plan.statusOnly(counts.status(deployment, conditions)));
    }

    private Plan judged(List<Size> sizes) {
        sizes.forEach(edits::resize);
        return finished(judge(family, total(sizes)));
    }

    private int total(List<Size> sizes) {
        int change =
                sizes.stream()
                        .mapToInt(size -> size.replicas() - size.replicaSet().replicas())
                        .sum();
        return family.sum(ReplicaSet::replicas) + change;
    }

    private Plan judge(Family members, int total) {
        Counts counts = Counts.of(members, total);
        Conditions judged =
                progress.judge(
                        conditions.with(counts.availability(deployment, now)), counts, members);
        Plan plan = Plan.statusOnly(counts.status(deployment, judged));
        return progress.untilDeadline(judged, counts).map(plan::again).orElse(plan);
    }

    /** The ReplicaSets first: with them pods come and go, all else can wait. */
    private Plan finished(Plan plan) {
        Plan whole = edits.addTo(plan);
        return family.current()
                .map(current -> Revisions.of(deployment, family, current))
                .map(revision -> withRevision(whole, revision))
                .orElse(whole);
    }

    private Plan withRevision(Plan plan, String revision) {
        KubeObject object = deployment.object();
        String key = Annotations.DEPLOYMENT_REVISION;
        if (object.isDeleting() || object.annotation(key).filter(revision::equals).isPresent()) {
            return plan;
        }
        ObjectNode changes = Json.object();
        changes.putObject("metadata").putObject("annotations").put(key, revision);
        // With the status: a write of the whole would count as a change of what is wanted.
        return plan.then(new Change.MergePart(object.key(), Subresource.STATUS, changes));
    }

    private Plan create() {
        if (seen.sameName().isPresent()) {
            return collided();
        }
        ReplicaSet made = NewReplicaSet.of(deployment, family);
        Conditions before = conditions;
        conditions = progress.created(conditions, made.name());
        Family members = new Family(Optional.of(made), family.old());
        Plan plan =
                withRevision(
                        judge(members, members.sum(ReplicaSet::replicas))
                                .then(new Change.Create(made.object())),
                        Long.toString(family.lastRevision() + 1));
        if (made.isActive()) {
            plan = plan.telling(Edits.scaled(made.name(), 0, made.replicas()));
        }
        return plan.orIfRefused(refusal -> notCreated(made, before, refusal));
    }

    /** Another template has this hash: the next pass looks for a name with another one. */
    private Plan collided() {
        ObjectNode status = Counts.of(family, total(List.of())).status(deployment, conditions);
        return Plan.statusOnly(status.put("collisionCount", deployment.collisions() + 1));
    }

    private Plan notCreated(ReplicaSet made, Conditions before, Refusal refusal) {
        if (refusal.cause().code() == 403 && refusal.message().contains("being terminated")) {
            return Plan.NOTHING;
        }
        String message =
                "Failed to create new replica set \"" + made.name() + "\": " + refusal.message();
        Counts counts = Counts.of(family, total(List.of()));
        return Plan.statusOnly(counts.status(deployment, progress.notCreated(before, message)))
                .telling(EventNote.warning("ReplicaSetCreateError", message))
                .again(RETRY);
    }

    private Plan cleanUpIfComplete(Plan plan) {
        boolean observed =
                deployment.object().observedGeneration() >= deployment.object().generation();
        return observed && Counts.recorded(deployment).areComplete(deployment)
                ? cleanUp(plan)
                : plan;
    }

    /** Deletes the oldest of the ReplicaSets that are kept for a rollback. */
    private Plan cleanUp(Plan plan) {
        int surplus =
                family.old().size() - deployment.revisionHistoryLimit().orElse(Integer.MAX_VALUE);
        Plan cleaner = plan;
        for (ReplicaSet obsolete : obsolete(Math.max(0, surplus)).toList()) {
            cleaner = cleaner.then(Revisions.delete(obsolete));
        }
        return cleaner;
    }

    private Stream<ReplicaSet> obsolete(int count) {
        return family.old().stream()
                .sorted(Revisions.BY_REVISION)
                .limit(count)
                .filter(old -> !old.isActive() && old.actualReplicas() == 0)
                .filter(old -> old.object().observedGeneration() >= old.object().generation())
                .filter(old -> !old.object().isDeleting());
    }
}
