package dev.perk.control.controllers.labeler;

import dev.perk.api.Annotations;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.control.controllers.object.RouteNames;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which objects carry a Route's name, without looking at all of them.
 *
 * <p>Invariant: reflects the caches that it listens to up to their last event; guarded by its
 * monitor.
 */
final class NotedRoutes implements ObjectCache.Handler {
    private final Map<NamespacedName, Set<ResourceKey>> byRoute = new HashMap<>();

    @Override
    public synchronized void onChange(@Nullable KubeObject before, @Nullable KubeObject after) {
        if (before != null) {
            for (NamespacedName route : routes(before)) {
                Set<ResourceKey> keys = byRoute.get(route);
                if (keys != null && keys.remove(before.key()) && keys.isEmpty()) {
                    byRoute.remove(route);
                }
            }
        }
        if (after != null) {
            for (NamespacedName route : routes(after)) {
                byRoute.computeIfAbsent(route, r -> new LinkedHashSet<>()).add(after.key());
            }
        }
    }

    /** The objects that carry {@code route}'s name. */
    synchronized List<ResourceKey> of(NamespacedName route) {
        return List.copyOf(byRoute.getOrDefault(route, Set.of()));
    }

    private static List<NamespacedName> routes(KubeObject object) {
        return object.annotation(Annotations.ROUTES).map(RouteNames::read).stream()
                .flatMap(routes -> routes.names().stream())
                .map(name -> new NamespacedName(object.namespace(), name))
                .toList();
    }
}
