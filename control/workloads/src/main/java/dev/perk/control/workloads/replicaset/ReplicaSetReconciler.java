package dev.perk.control.workloads.replicaset;

import dev.perk.control.workloads.model.Claims;
import dev.perk.control.workloads.model.Condition;
import dev.perk.control.workloads.model.NewPod;
import dev.perk.control.workloads.model.Pod;
import dev.perk.control.workloads.model.ReplicaSet;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.control.Refusal;
import dev.perk.kube.store.Deletion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which pods must be created or deleted, and what the status says then.
 *
 * <p>Upstream tries pods in batches of 1, 2, 4, … so that a quota that is used up is not asked five
 * hundred times. Here a plan ends at its first refusal, so it is asked once.
 */
public final class ReplicaSetReconciler implements Reconciler<ReplicaSetReconciler.Observed> {
    /** The most pods that one pass creates or deletes; their events bring it back for the rest. */
    static final int BURST = 500;

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /**
     * @param pods the pods of the namespace that it controls or selects
     * @param related active pods of all ReplicaSets with the same controller; only needed where
     *     pods are to be deleted
     */
    public record Observed(ReplicaSet replicaSet, List<KubeObject> pods, List<Pod> related) {
        public Observed {
            pods = List.copyOf(pods);
            related = List.copyOf(related);
        }
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        ReplicaSet replicaSet = seen.replicaSet();
        Claims claims = Claims.of(replicaSet.object(), replicaSet.selector(), seen.pods());
        if (!claims.changes().isEmpty()) {
            return Plan.of(claims.changes().toArray(Change[]::new));
        }
        List<Pod> active = claims.owned().stream().map(Pod::new).filter(Pod::isActive).toList();
        int missing = replicaSet.replicas() - active.size();
        if (replicaSet.object().isDeleting() || missing == 0) {
            return settled(replicaSet, active, now);
        }
        return missing > 0
                ? create(replicaSet, active, Math.min(missing, BURST), now)
                : delete(seen, active, Math.min(-missing, BURST), now);
    }

    private static Plan settled(ReplicaSet replicaSet, List<Pod> active, Instant now) {
        var counts = ReplicaCounts.of(replicaSet, active, now);
        Plan plan = Plan.statusOnly(counts.status(replicaSet, Optional.empty()));
        return counts.nextAvailable().map(plan::again).orElse(plan);
    }

    private static Plan create(ReplicaSet replicaSet, List<Pod> active, int count, Instant now) {
        List<KubeObject> pods =
                NewPod.several(replicaSet.object(), replicaSet.template(), count, now);
        // The pods are counted as they are asked for: seeing them takes no second status write.
        var counts = ReplicaCounts.of(replicaSet, active, now);
        Plan plan = Plan.statusOnly(counts.plus(count).status(replicaSet, Optional.empty()));
        for (KubeObject pod : pods) {
            plan = plan.then(new Change.Create(pod)).telling(created(pod));
        }
        return plan.orIfRefused(refusal -> {
            int done = pods.indexOf(((Change.Create) refusal.change()).object());
            Plan failed =
                    failed(replicaSet, counts.plus(done), refusal, "FailedCreate", now)
                            .telling(
                                    EventNote.warning(
                                            "FailedCreate",
                                            "Error creating: " + refusal.message()));
            for (KubeObject pod : pods.subList(0, done)) {
                failed = failed.telling(created(pod));
            }
            return isNamespaceEnding(refusal) ? Plan.NOTHING : failed;
        });
    }

    private static EventNote created(KubeObject pod) {
        return EventNote.normal("SuccessfulCreate", "Created pod: " + pod.name());
    }

    private static Plan delete(Observed seen, List<Pod> active, int count, Instant now) {
        ReplicaSet replicaSet = seen.replicaSet();
        List<Pod> victims = DeletionOrder.first(count, active, seen.related(), now);
        List<Pod> staying = active.stream().filter(pod -> !victims.contains(pod)).toList();
        var counts = ReplicaCounts.of(replicaSet, staying, now);
        Plan plan = Plan.statusOnly(counts.status(replicaSet, Optional.empty()));
        for (Pod victim : victims) {
            plan =
                    plan.then(new Change.Delete(victim.object().key(), deletion(victim)))
                            .telling(
                                    EventNote.normal(
                                            "SuccessfulDelete", "Deleted pod: " + victim.name()));
        }
        return plan.orIfRefused(refusal ->
                failed(
                                replicaSet,
                                ReplicaCounts.of(replicaSet, active, now),
                                refusal,
                                "FailedDelete",
                                now)
                        .telling(
                                EventNote.warning(
                                        "FailedDelete", "Error deleting: " + refusal.message())));
    }

    private static Deletion deletion(Pod pod) {
        return new Deletion(
                Deletion.Propagation.BACKGROUND,
                OptionalLong.empty(),
                Optional.of(pod.object().uid()),
                OptionalLong.empty());
    }

    /** Says so in the status and tries again, after as long as it has been failing already. */
    private static Plan failed(
            ReplicaSet replicaSet,
            ReplicaCounts counts,
            Refusal refusal,
            String reason,
            Instant now) {
        Condition failure =
                replicaSet
                        .conditions()
                        .find(ReplicaCounts.REPLICA_FAILURE)
                        .orElse(
                                Condition.of(
                                        ReplicaCounts.REPLICA_FAILURE,
                                        Condition.TRUE,
                                        reason,
                                        refusal.message(),
                                        now));
        Duration failing = Duration.between(failure.transitioned(), now);
        Duration wait = failing.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : failing;
        return Plan.statusOnly(counts.status(replicaSet, Optional.of(failure)))
                .again(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }

    /**
     * Then the ReplicaSet goes soon as well, and a person need not hear that its pods cannot be.
     */
    private static boolean isNamespaceEnding(Refusal refusal) {
        return refusal.cause().code() == 403
                && refusal.message().contains("because it is being terminated");
    }
}
