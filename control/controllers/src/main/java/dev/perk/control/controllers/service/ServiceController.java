package dev.perk.control.controllers.service;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.control.controllers.service.ServiceReconciler.Observed;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.ObjectCache;
import java.util.Optional;

/** Watches Services, and the Configurations and Routes that they control. */
public final class ServiceController implements Observer<Observed> {
    private final ObjectCache services;
    private final ObjectCache configurations;
    private final ObjectCache routes;
    private final ObjectCache revisions;

    private ServiceController(ControllerParts parts) {
        services = parts.cache(Kinds.KNATIVE_SERVICE);
        configurations = parts.cache(Kinds.CONFIGURATION);
        routes = parts.cache(Kinds.ROUTE);
        revisions = parts.cache(Kinds.REVISION);
    }

    public static Controller create(ControllerParts parts) {
        return parts.controller(
                        "service-controller",
                        Kinds.KNATIVE_SERVICE,
                        new ServiceController(parts),
                        new ServiceReconciler())
                .owning(Kinds.CONFIGURATION)
                .owning(Kinds.ROUTE);
    }

    @Override
    public Optional<Observed> observe(NamespacedName key) {
        return services.get(key)
                .filter(service -> !service.isDeleting())
                .map(service ->
                        new Observed(
                                service, configurations.get(key), routes.get(key), named(service)));
    }

    private Optional<KubeObject> named(KubeObject service) {
        String name = ServiceReconciler.wantedRevisionName(service);
        return name.isEmpty() ? Optional.empty() : revisions.get(service.namespace(), name);
    }
}
