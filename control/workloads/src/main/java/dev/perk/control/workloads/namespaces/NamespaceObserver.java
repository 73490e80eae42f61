package dev.perk.control.workloads.namespaces;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.control.workloads.model.Live;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sees a namespace with its furniture or, once it is being deleted, with everything in it. */
public record NamespaceObserver(Live live) implements Observer<NamespaceReconciler.Observed> {

    @Override
    public Optional<NamespaceReconciler.Observed> observe(NamespacedName key) {
        return live.get(Kinds.NAMESPACE, "", key.name()).map(this::observe);
    }

    public static boolean isRootCa(KubeObject configMap) {
        return configMap.name().equals(Furniture.ROOT_CA);
    }

    private NamespaceReconciler.Observed observe(KubeObject namespace) {
        String name = namespace.name();
        return new NamespaceReconciler.Observed(
                namespace,
                namespace.isDeleting() ? contents(name) : List.of(),
                live.get(Kinds.SERVICE_ACCOUNT, name, Furniture.SERVICE_ACCOUNT),
                live.get(Kinds.CONFIG_MAP, name, Furniture.ROOT_CA));
    }

    private List<KubeObject> contents(String namespace) {
        List<KubeObject> contents = new ArrayList<>();
        for (ResourceType type : live.catalog().now().resources()) {
            if (type.namespaced()) {
                contents.addAll(live.listed(type, namespace, Selector.EVERYTHING));
            }
        }
        return contents;
    }
}
