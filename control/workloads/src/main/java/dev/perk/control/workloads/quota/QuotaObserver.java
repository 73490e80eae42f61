package dev.perk.control.workloads.quota;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.api.quota.Quota;
import dev.perk.api.quota.Usage;
import dev.perk.control.workloads.model.Live;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sees a quota with all objects that may use something of it. */
public record QuotaObserver(Live live) implements Observer<QuotaReconciler.Observed> {

    @Override
    public Optional<QuotaReconciler.Observed> observe(NamespacedName key) {
        return live.get(StoredKinds.RESOURCE_QUOTA, key.namespace(), key.name()).map(this::observe);
    }

    private QuotaReconciler.Observed observe(KubeObject quota) {
        List<KubeObject> objects = new ArrayList<>();
        Quota read = Quota.of(quota.tree());
        for (ResourceType type : live.catalog().now().resources()) {
            if (type.namespaced() && Usage.concerns(type, read.names())) {
                objects.addAll(live.listed(type, quota.namespace(), Selector.EVERYTHING));
            }
        }
        return new QuotaReconciler.Observed(quota, objects);
    }
}
