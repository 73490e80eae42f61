package dev.perk.control.workloads.endpoints;

import dev.perk.api.NamespacedName;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which Services select a pod, without asking every Service: each is filed under one label of its
 * selector, which the pods that it selects must carry.
 *
 * <p>Invariant: {@code byLabel} holds exactly the Services in {@code known}. Both are guarded by
 * the monitor; nothing else is locked under it.
 */
public final class SelectorIndex implements ObjectCache.Handler {
    private record Filed(String place, Service service) {}

    private final Map<NamespacedName, Filed> known = new HashMap<>();
    private final Map<String, Set<NamespacedName>> byLabel = new HashMap<>();

    @Override
    public synchronized void onChange(@Nullable KubeObject before, @Nullable KubeObject after) {
        if (before != null) {
            remove(before.namespacedName());
        }
        if (after != null) {
            remove(after.namespacedName());
            Service service = new Service(after);
            if (service.selectsPods()) {
                add(service);
            }
        }
    }

    private void remove(NamespacedName name) {
        Filed filed = known.remove(name);
        if (filed != null) {
            Set<NamespacedName> names = byLabel.get(filed.place());
            if (names != null && names.remove(name) && names.isEmpty()) {
                byLabel.remove(filed.place());
            }
        }
    }

    private void add(Service service) {
        var label = service.object().spec().path("selector").properties().iterator().next();
        KubeObject object = service.object();
        String place = place(object.namespace(), label.getKey(), label.getValue().asText());
        known.put(object.namespacedName(), new Filed(place, service));
        byLabel.computeIfAbsent(place, p -> new LinkedHashSet<>()).add(object.namespacedName());
    }

    /** The Services that select {@code pod}. */
    public synchronized Set<NamespacedName> selecting(KubeObject pod) {
        Set<NamespacedName> selecting = new LinkedHashSet<>();
        pod.labels()
                .forEach((key, value) -> {
                    String place = place(pod.namespace(), key, value);
                    for (NamespacedName name : byLabel.getOrDefault(place, Set.of())) {
                        Filed filed = known.get(name);
                        if (filed != null && filed.service().selector().matches(pod.labels())) {
                            selecting.add(name);
                        }
                    }
                });
        return selecting;
    }

    private static String place(String namespace, String key, String value) {
        return namespace + " " + key + "=" + value;
    }
}
