package dev.perk.control.controllers.route;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.api.config.ServingConfig;
import dev.perk.control.controllers.object.TrafficTarget;
import dev.perk.control.controllers.route.RouteReconciler.Observed;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.kube.KubeObject;
import dev.perk.kube.config.LiveConfig;
import dev.perk.kube.control.Observer;
import dev.perk.kube.control.Tracker;
import dev.perk.kube.store.ObjectCache;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Watches Routes, the Services and Ingresses that they control, and the Configurations and
 * Revisions that they refer to, whether these exist yet or not.
 */
public final class RouteController implements Observer<Observed> {
    private final LiveConfig config;
    private final Tracker tracker;
    private final ObjectCache routes;
    private final ObjectCache configurations;
    private final ObjectCache revisions;
    private final ObjectCache services;
    private final ObjectCache endpoints;
    private final ObjectCache ingresses;

    private RouteController(ControllerParts parts, Tracker tracker) {
        this.config = parts.config();
        this.tracker = tracker;
        routes = parts.cache(Kinds.ROUTE);
        configurations = parts.cache(Kinds.CONFIGURATION);
        revisions = parts.cache(Kinds.REVISION);
        services = parts.cache(Kinds.SERVICE);
        endpoints = parts.cache(Kinds.ENDPOINTS);
        ingresses = parts.cache(Kinds.INGRESS);
    }

    public static Controller create(ControllerParts parts, PublicUrl publicUrl) {
        return Controller.withTracker(tracker ->
                parts.controller(
                                "route-controller",
                                Kinds.ROUTE,
                                new RouteController(parts, tracker),
                                new RouteReconciler(publicUrl))
                        .owning(Kinds.SERVICE)
                        .owning(Kinds.INGRESS)
                        .tracking(Kinds.CONFIGURATION, tracker)
                        .tracking(Kinds.REVISION, tracker)
                        .resyncingOn(ServingConfig::network)
                        .resyncingOn(ServingConfig::domain));
    }

    @Override
    public Optional<Observed> observe(NamespacedName key) {
        Optional<KubeObject> route = routes.get(key).filter(object -> !object.isDeleting());
        if (route.isEmpty()) {
            tracker.forget(key);
        }
        return route.map(this::observe);
    }

    private Observed observe(KubeObject route) {
        ServingConfig current = config.current();
        Map<String, KubeObject> placeholders = placeholders(route, current);
        Map<String, KubeObject> theirEndpoints = new HashMap<>();
        for (String name : placeholders.keySet()) {
            endpoints
                    .get(route.namespace(), name)
                    .ifPresent(object -> theirEndpoints.put(name, object));
        }
        try (Tracker.Look look = tracker.look(route.namespacedName())) {
            var references = new References(route.namespace(), look);
            references.followAll(route);
            return new Observed(
                    route,
                    references.foundConfigurations,
                    references.foundRevisions,
                    placeholders,
                    theirEndpoints,
                    ingresses.get(route.namespace(), IngressBuilder.nameFor(route)),
                    current);
        }
    }

    private Map<String, KubeObject> placeholders(KubeObject route, ServingConfig current) {
        Map<String, KubeObject> found = new HashMap<>();
        for (String tag : Addresses.tags(route)) {
            Address.name(route, tag, current)
                    .optional()
                    .flatMap(name -> services.get(route.namespace(), name))
                    .ifPresent(service -> found.put(service.name(), service));
        }
        services.labelled(route.namespace(), Labels.ROUTE, route.name())
                .forEach(service -> found.put(service.name(), service));
        return found;
    }

    /** Follows a Route's traffic to what it means. */
    private final class References {
        private final String namespace;
        private final Tracker.Look look;
        private final Map<String, KubeObject> foundConfigurations = new HashMap<>();
        private final Map<String, KubeObject> foundRevisions = new HashMap<>();

        References(String namespace, Tracker.Look look) {
            this.namespace = namespace;
            this.look = look;
        }

        void followAll(KubeObject route) {
            for (TrafficTarget target : TrafficTarget.readAll(route.spec().path("traffic"))) {
                if (target.revisionName().isEmpty()) {
                    configuration(target.configurationName())
                            .map(object -> object.status().path("latestReadyRevisionName").asText())
                            .ifPresent(this::revision);
                } else {
                    revision(target.revisionName())
                            .flatMap(object -> object.label(Labels.CONFIGURATION))
                            .ifPresent(this::configuration);
                }
            }
        }

        private Optional<KubeObject> configuration(String name) {
            look.at(ResourceKey.of(Kinds.CONFIGURATION, namespace, name));
            Optional<KubeObject> found = configurations.get(namespace, name);
            found.ifPresent(object -> foundConfigurations.put(name, object));
            return found;
        }

        private Optional<KubeObject> revision(String name) {
            look.at(ResourceKey.of(Kinds.REVISION, namespace, name));
            Optional<KubeObject> found = revisions.get(namespace, name);
            found.ifPresent(object -> foundRevisions.put(name, object));
            return found;
        }
    }
}
