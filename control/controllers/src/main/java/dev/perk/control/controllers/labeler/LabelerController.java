package dev.perk.control.controllers.labeler;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.controllers.labeler.LabelerReconciler.Observed;
import dev.perk.control.controllers.object.TrafficTarget;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Observer;
import dev.perk.kube.control.Tracker;
import dev.perk.kube.store.ObjectCache;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Watches Routes, and the Configurations and Revisions that they refer to, whether these exist yet
 * or not.
 */
public final class LabelerController implements Observer<Observed> {
    private final ObjectCache routes;
    private final ObjectCache configurations;
    private final ObjectCache revisions;
    private final NotedRoutes noted = new NotedRoutes();
    private final Tracker tracker;

    private LabelerController(ControllerParts parts, Tracker tracker) {
        this.tracker = tracker;
        routes = parts.cache(Kinds.ROUTE);
        configurations = parts.cache(Kinds.CONFIGURATION);
        revisions = parts.cache(Kinds.REVISION);
        configurations.addHandler(noted);
        revisions.addHandler(noted);
    }

    public static Controller create(ControllerParts parts) {
        return Controller.withTracker(tracker ->
                parts.controller(
                                "labeler-controller",
                                Kinds.ROUTE,
                                new LabelerController(parts, tracker),
                                new LabelerReconciler())
                        .tracking(Kinds.CONFIGURATION, tracker)
                        .tracking(Kinds.REVISION, tracker));
    }

    @Override
    public Optional<Observed> observe(NamespacedName key) {
        Optional<KubeObject> route = routes.get(key);
        if (route.isEmpty()) {
            tracker.forget(key);
        }
        return route.map(this::observe);
    }

    private Observed observe(KubeObject route) {
        List<KubeObject> carrying = new ArrayList<>();
        noted.of(route.namespacedName()).forEach(key -> cache(key).ifPresent(carrying::add));
        try (Tracker.Look look = tracker.look(route.namespacedName())) {
            return new Observed(route, new References(route, look).all(), carrying);
        }
    }

    private Optional<KubeObject> cache(ResourceKey key) {
        ObjectCache cache = key.type().equals(Kinds.REVISION) ? revisions : configurations;
        return cache.get(key.name());
    }

    /** Follows a Route's traffic to what it means, in the order in which it is written. */
    private final class References {
        private final KubeObject route;
        private final Tracker.Look look;
        private final Map<ResourceKey, KubeObject> found = new LinkedHashMap<>();

        References(KubeObject route, Tracker.Look look) {
            this.route = route;
            this.look = look;
        }

        List<KubeObject> all() {
            follow(TrafficTarget.readAll(route.status().path("traffic")));
            follow(TrafficTarget.readAll(route.spec().path("traffic")));
            return List.copyOf(found.values());
        }

        private void follow(List<TrafficTarget> targets) {
            for (TrafficTarget target : targets) {
                Optional<KubeObject> configuration =
                        target.revisionName().isEmpty()
                                ? find(Kinds.CONFIGURATION, target.configurationName())
                                : find(Kinds.REVISION, target.revisionName())
                                        .flatMap(this::configurationOf);
                if (target.latestRevision().orElse(false)) {
                    // A new revision is active before it gets traffic, or its pods would go again.
                    configuration
                            .map(found -> found.status().path("latestCreatedRevisionName").asText())
                            .ifPresent(name -> find(Kinds.REVISION, name));
                }
            }
        }

        private Optional<KubeObject> configurationOf(KubeObject revision) {
            return revision.label(Labels.CONFIGURATION)
                    .flatMap(name -> find(Kinds.CONFIGURATION, name));
        }

        private Optional<KubeObject> find(ResourceType type, String name) {
            if (name.isEmpty()) {
                return Optional.empty();
            }
            ResourceKey key = ResourceKey.of(type, route.namespace(), name);
            look.at(key);
            Optional<KubeObject> object = cache(key).filter(known -> !known.isDeleting());
            object.ifPresent(known -> found.put(key, known));
            return object;
        }
    }
}
