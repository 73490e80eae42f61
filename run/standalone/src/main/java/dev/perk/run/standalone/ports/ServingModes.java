package dev.perk.run.standalone.ports;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.RevisionKey;
import dev.perk.control.controllers.podautoscaler.ActivatorProbe;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.request.gateway.RevisionModes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Who takes a revision's requests, as its ServerlessService says. The gateway reads the same cache
 * as everybody else, so what it says is what happens to the next request: nobody needs to probe.
 */
public final class ServingModes implements RevisionModes, ActivatorProbe {
    private final ObjectCache services;
    private final List<Consumer<NamespacedName>> listeners = new CopyOnWriteArrayList<>();

    public ServingModes(ObjectCaches caches) {
        services = caches.of(Kinds.SERVERLESS_SERVICE);
        services.addHandler((before, after) -> {
            KubeObject changed = after != null ? after : before;
            if (changed != null) {
                listeners.forEach(listener -> listener.accept(changed.namespacedName()));
            }
        });
    }

    @Override
    public Mode of(RevisionKey revision) {
        return mode(revision.namespacedName());
    }

    private Mode mode(NamespacedName name) {
        return services.get(name)
                .filter(service -> service.spec().path("mode").asText().equals("Serve"))
                .map(_ -> Mode.SERVE)
                .orElse(Mode.PROXY);
    }

    /** A ServerlessService and its public Service have one name. */
    @Override
    public boolean isOnPath(NamespacedName publicService) {
        return mode(publicService) == Mode.PROXY;
    }

    @Override
    public void onAnswer(Consumer<NamespacedName> listener) {
        listeners.add(listener);
    }
}
