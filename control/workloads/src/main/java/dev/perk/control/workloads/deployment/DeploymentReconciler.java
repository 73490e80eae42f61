package dev.perk.control.workloads.deployment;

import dev.perk.control.workloads.model.Claims;
import dev.perk.control.workloads.model.Pod;
import dev.perk.control.workloads.model.ReplicaSet;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The next step of a Deployment. */
public final class DeploymentReconciler implements Reconciler<DeploymentReconciler.Observed> {
    /**
     * @param replicaSets those of the namespace that it controls or selects
     * @param sameName the object that has the name which the ReplicaSet of its template should get
     * @param pods of its ReplicaSets; only needed where the strategy is to recreate
     */
    public record Observed(
            Deployment deployment,
            List<KubeObject> replicaSets,
            Optional<KubeObject> sameName,
            List<Pod> pods) {
        public Observed {
            replicaSets = List.copyOf(replicaSets);
            pods = List.copyOf(pods);
        }
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        Deployment deployment = seen.deployment();
        if (deployment.selector().requirements().isEmpty()) {
            return Plan.NOTHING.telling(
                    EventNote.warning(
                            "SelectingAll",
                            "This deployment is selecting all pods. A non-empty selector is"
                                    + " required."));
        }
        Claims claims = Claims.of(deployment.object(), deployment.selector(), seen.replicaSets());
        if (!claims.changes().isEmpty()) {
            return Plan.of(claims.changes().toArray(Change[]::new));
        }
        Family family =
                Family.of(deployment, claims.owned().stream().map(ReplicaSet::new).toList());
        return new Step(seen, family, now).plan();
    }
}
