package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.NamespacedName;
import dev.perk.control.controllers.podautoscaler.ExternalReconciler.Observed;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.kube.KubeObject;
import dev.perk.kube.config.LiveConfig;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.ObjectCache;
import java.util.Optional;

/**
 * Watches PodAutoscalers of the class {@code external}, the ServerlessServices that they control,
 * and the Deployments and pods that somebody else scales.
 */
public final class ExternalController implements Observer<Observed> {
    private final LiveConfig config;
    private final Classed autoscalers;
    private final ObjectCache serverlessServices;
    private final ObjectCache deployments;
    private final ObjectCache pods;

    private ExternalController(ControllerParts parts) {
        config = parts.config();
        autoscalers = new Classed(parts.cache(Kinds.POD_AUTOSCALER), Annotations.CLASS_EXTERNAL);
        serverlessServices = parts.cache(Kinds.SERVERLESS_SERVICE);
        deployments = parts.cache(Kinds.DEPLOYMENT);
        pods = parts.cache(Kinds.POD);
    }

    public static Controller create(ControllerParts parts) {
        var observer = new ExternalController(parts);
        return parts.controller(
                        "external-class-podautoscaler-controller",
                        Kinds.POD_AUTOSCALER,
                        observer,
                        new ExternalReconciler())
                .onlyWhere(observer.autoscalers::has)
                .owning(Kinds.SERVERLESS_SERVICE)
                .waking(Kinds.DEPLOYMENT, observer::ofRevision)
                .waking(Kinds.POD, observer::ofRevision);
    }

    /** Most pods are scaled by Perk itself, and wake nobody here. */
    private Optional<NamespacedName> ofRevision(KubeObject object) {
        return object.label(Labels.REVISION)
                .map(revision -> new NamespacedName(object.namespace(), revision))
                .filter(key -> autoscalers.find(key).isPresent());
    }

    @Override
    public Optional<Observed> observe(NamespacedName key) {
        return autoscalers
                .find(key)
                .map(object ->
                        new Observed(
                                object,
                                serverlessServices.get(key),
                                deployments.get(PodAutoscalerReconciler.target(object).name()),
                                PodCounts.of(
                                        pods.labelled(
                                                key.namespace(), Labels.REVISION, key.name())),
                                config.current()));
    }
}
