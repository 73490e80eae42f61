package dev.perk.control.workloads.scheduling;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.control.workloads.model.Live;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.Selector;
import java.util.List;
import java.util.Optional;

/**
 * Sees a pod that needs a node, with all nodes and all pods: those that were bound a moment ago
 * take up room already.
 */
public record SchedulingObserver(Live live) implements Observer<SchedulingReconciler.Observed> {

    @Override
    public Optional<SchedulingReconciler.Observed> observe(NamespacedName key) {
        return live.get(Kinds.POD, key.namespace(), key.name())
                .filter(SchedulingReconciler::isOurs)
                .map(this::observe);
    }

    private SchedulingReconciler.Observed observe(KubeObject pod) {
        List<KubeObject> pods = live.listed(Kinds.POD, "", Selector.EVERYTHING);
        return new SchedulingReconciler.Observed(
                new Pod(pod),
                live.caches().of(Kinds.NODE).all(),
                pods.stream().map(Pod::new).toList());
    }
}
