package dev.perk.control.workloads;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.control.workloads.model.Live;
import dev.perk.control.workloads.model.Pod;
import dev.perk.control.workloads.quota.QuotaObserver;
import dev.perk.control.workloads.quota.QuotaReconciler;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.ControlLoop;
import dev.perk.kube.store.ObjectCaches;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The controller of quotas: it counts again when something has gone. */
final class QuotaLoop {
    private final ObjectCaches caches;
    private final Watches watches;
    private final ControlLoop<QuotaReconciler.Observed> loop;

    QuotaLoop(Loops loops, Live live, Watches watches, int parallelism) {
        this.caches = live.caches();
        this.watches = watches;
        this.loop =
                loops.of(
                        "resourcequota-controller",
                        StoredKinds.RESOURCE_QUOTA,
                        new QuotaObserver(live),
                        new QuotaReconciler(),
                        parallelism);
        watches.add(StoredKinds.RESOURCE_QUOTA, loop, QuotaLoop::changedSpec);
        watches.add(Kinds.POD, loop, this::quotasOfEndedPod);
    }

    /** Counts objects of this kind, too. */
    void add(ResourceType type) {
        if (type.namespaced()) {
            watches.add(type, loop, Watches.whenGone(this::quotas));
        }
    }

    /** The same for a kind that is served only now. */
    void follow(ResourceType type) {
        if (type.namespaced()) {
            watches.follow(type, loop, Watches.whenGone(this::quotas));
        }
    }

    /** What only the status says was written by those who count. */
    private static Collection<NamespacedName> changedSpec(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        boolean counted = before == null || after == null || !before.spec().equals(after.spec());
        return counted ? Watches.itself(before, after) : List.of();
    }

    private Collection<NamespacedName> quotasOfEndedPod(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        boolean ended =
                after != null
                        && new Pod(after).isTerminal()
                        && (before == null || !new Pod(before).isTerminal());
        return ended ? quotas(before, after) : List.of();
    }

    private Collection<NamespacedName> quotas(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        return Watches.versions(before, after)
                .map(KubeObject::namespace)
                .distinct()
                .flatMap(name -> caches.of(StoredKinds.RESOURCE_QUOTA).inNamespace(name).stream())
                .map(KubeObject::namespacedName)
                .toList();
    }
}
