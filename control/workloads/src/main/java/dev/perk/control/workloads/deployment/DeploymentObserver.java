package dev.perk.control.workloads.deployment;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.control.workloads.model.Live;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Observer;
import java.util.List;
import java.util.Optional;

/** Sees a Deployment with its ReplicaSets. */
public record DeploymentObserver(Live live) implements Observer<DeploymentReconciler.Observed> {

    @Override
    public Optional<DeploymentReconciler.Observed> observe(NamespacedName key) {
        return live.get(Kinds.DEPLOYMENT, key.namespace(), key.name())
                .map(Deployment::of)
                .map(this::observe);
    }

    private DeploymentReconciler.Observed observe(Deployment deployment) {
        KubeObject object = deployment.object();
        Optional<KubeObject> sameName =
                live.get(Kinds.REPLICA_SET, object.namespace(), deployment.replicaSetName());
        List<KubeObject> replicaSets =
                Live.union(
                        live.ownedBy(Kinds.REPLICA_SET, object.uid()),
                        live.labelled(Kinds.REPLICA_SET, object.namespace(), deployment.selector()),
                        // It may have been made a moment ago, and not be in the indexes yet.
                        sameName.filter(each -> each.isControlledBy(object)).stream().toList());
        return new DeploymentReconciler.Observed(
                deployment, replicaSets, sameName, pods(deployment, replicaSets));
    }

    private List<Pod> pods(Deployment deployment, List<KubeObject> replicaSets) {
        return switch (deployment.strategy()) {
            case Strategy.RollingUpdate _ -> List.of();
            case Strategy.Recreate _ ->
                    replicaSets.stream()
                            .flatMap(each -> live.ownedBy(Kinds.POD, each.uid()).stream())
                            .map(Pod::new)
                            .toList();
        };
    }
}
