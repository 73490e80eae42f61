package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.StoredKinds;
import dev.perk.api.config.ServingConfig;
import dev.perk.control.controllers.podautoscaler.HorizontalReconciler.Observed;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.kube.config.LiveConfig;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.ObjectCache;
import java.util.Optional;

/**
 * Watches PodAutoscalers of the class {@code hpa.autoscaling.knative.dev}, and the
 * ServerlessServices and HorizontalPodAutoscalers that they control.
 */
public final class HorizontalController implements Observer<Observed> {
    private final LiveConfig config;
    private final Classed autoscalers;
    private final ObjectCache serverlessServices;
    private final ObjectCache horizontals;

    private HorizontalController(ControllerParts parts) {
        config = parts.config();
        autoscalers = new Classed(parts.cache(Kinds.POD_AUTOSCALER), Annotations.CLASS_HPA);
        serverlessServices = parts.cache(Kinds.SERVERLESS_SERVICE);
        horizontals = parts.cache(StoredKinds.HORIZONTAL_POD_AUTOSCALER);
    }

    public static Controller create(ControllerParts parts) {
        var observer = new HorizontalController(parts);
        return parts.controller(
                        "hpa-class-podautoscaler-controller",
                        Kinds.POD_AUTOSCALER,
                        observer,
                        new HorizontalReconciler())
                .onlyWhere(observer.autoscalers::has)
                .owning(Kinds.SERVERLESS_SERVICE)
                .owning(StoredKinds.HORIZONTAL_POD_AUTOSCALER)
                .resyncingOn(ServingConfig::autoscaler);
    }

    @Override
    public Optional<Observed> observe(NamespacedName key) {
        return autoscalers
                .find(key)
                .map(object ->
                        new Observed(
                                object,
                                serverlessServices.get(key),
                                horizontals.get(key),
                                config.current()));
    }
}
