package dev.perk.run.standalone.ports;

import dev.perk.api.Kinds;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCaches;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Namespaces whose objects Knative's admission leaves alone, because they carry {@value #LABEL}.
 */
public final class ExcludedNamespaces implements Predicate<String> {
    private static final String LABEL = "webhooks.knative.dev/exclude";

    private final Set<String> excluded = ConcurrentHashMap.newKeySet();

    public ExcludedNamespaces follow(ObjectCaches caches) {
        caches.of(Kinds.NAMESPACE)
                .addHandler((before, after) -> {
                    KubeObject either = after != null ? after : before;
                    if (either != null && after != null && after.label(LABEL).isPresent()) {
                        excluded.add(either.name());
                    } else if (either != null) {
                        excluded.remove(either.name());
                    }
                });
        return this;
    }

    @Override
    public boolean test(String namespace) {
        return excluded.contains(namespace);
    }
}
