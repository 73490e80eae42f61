package dev.perk.control.workloads.replicaset;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.control.workloads.model.Live;
import dev.perk.control.workloads.model.Pod;
import dev.perk.control.workloads.model.ReplicaSet;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.ObjectCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sees a ReplicaSet with its pods, those included that were created a moment ago. */
public record ReplicaSetObserver(Live live) implements Observer<ReplicaSetReconciler.Observed> {

    @Override
    public Optional<ReplicaSetReconciler.Observed> observe(NamespacedName key) {
        return live.get(Kinds.REPLICA_SET, key.namespace(), key.name())
                .map(ReplicaSet::new)
                .map(this::observe);
    }

    private ReplicaSetReconciler.Observed observe(ReplicaSet replicaSet) {
        KubeObject owner = replicaSet.object();
        List<KubeObject> pods =
                Live.union(
                        live.listed(Kinds.POD, owner.namespace(), replicaSet.selector()),
                        live.ownedBy(Kinds.POD, owner.uid()));
        boolean tooMany = pods.size() > replicaSet.replicas();
        return new ReplicaSetReconciler.Observed(
                replicaSet, pods, tooMany ? related(owner) : List.of());
    }

    private List<Pod> related(KubeObject replicaSet) {
        ObjectCache pods = live.caches().of(Kinds.POD);
        List<Pod> related = new ArrayList<>();
        String controller = replicaSet.controller().map(OwnerRef::uid).orElse("");
        for (KubeObject sibling : live.caches().of(Kinds.REPLICA_SET).ownedBy(controller)) {
            pods.ownedBy(sibling.uid()).stream()
                    .map(Pod::new)
                    .filter(Pod::isActive)
                    .forEach(related::add);
        }
        return related;
    }
}
