package dev.perk.control.controllers.serverlessservice;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.NamespacedName;
import dev.perk.api.Namespaces;
import dev.perk.control.controllers.serverlessservice.ServerlessServiceReconciler.Observed;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.ObjectCache;
import java.util.Optional;

/**
 * Watches ServerlessServices, the Services that they control, the Endpoints of private Services
 * (which the workload controllers write, with the Service's labels), and those of the activators.
 */
public final class ServerlessServiceController implements Observer<Observed> {
    /** The Service of the activators; its Endpoints say which of them are ready. */
    public static final NamespacedName ACTIVATORS =
            new NamespacedName(Namespaces.KNATIVE_SERVING, "activator-service");

    private final ObjectCache serverlessServices;
    private final ObjectCache deployments;
    private final ObjectCache services;
    private final ObjectCache endpoints;

    private ServerlessServiceController(ControllerParts parts) {
        serverlessServices = parts.cache(Kinds.SERVERLESS_SERVICE);
        deployments = parts.cache(Kinds.DEPLOYMENT);
        services = parts.cache(Kinds.SERVICE);
        endpoints = parts.cache(Kinds.ENDPOINTS);
    }

    public static Controller create(ControllerParts parts) {
        return parts.controller(
                        "serverlessservice-controller",
                        Kinds.SERVERLESS_SERVICE,
                        new ServerlessServiceController(parts),
                        new ServerlessServiceReconciler())
                .owning(Kinds.SERVICE)
                .owning(Kinds.ENDPOINTS)
                .waking(Kinds.ENDPOINTS, ServerlessServiceController::ofPrivateService)
                .wakingAll(Kinds.ENDPOINTS, object -> object.namespacedName().equals(ACTIVATORS));
    }

    private static Optional<NamespacedName> ofPrivateService(KubeObject endpoints) {
        return endpoints
                .label(Labels.SERVICE_TYPE)
                .filter("Private"::equals)
                .flatMap(_ -> endpoints.label(Labels.SKS))
                .map(sks -> new NamespacedName(endpoints.namespace(), sks));
    }

    @Override
    public Optional<Observed> observe(NamespacedName key) {
        return serverlessServices.get(key).filter(sks -> !sks.isDeleting()).map(this::observe);
    }

    private Observed observe(KubeObject sks) {
        NamespacedName key = sks.namespacedName();
        var privateKey = new NamespacedName(key.namespace(), new Children(sks).privateName());
        String target = sks.spec().path("objectRef").path("name").asText();
        return new Observed(
                sks,
                deployments.get(key.namespace(), target),
                services.get(privateKey),
                services.get(key),
                endpoints.get(key),
                endpoints.get(privateKey),
                endpoints.get(ACTIVATORS));
    }
}
