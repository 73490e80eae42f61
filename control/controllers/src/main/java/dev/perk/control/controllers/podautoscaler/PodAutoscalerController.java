package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.NamespacedName;
import dev.perk.api.RevisionKey;
import dev.perk.api.config.ServingConfig;
import dev.perk.control.controllers.podautoscaler.Deciders.Decision;
import dev.perk.control.controllers.podautoscaler.PodAutoscalerReconciler.Observed;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.kube.KubeObject;
import dev.perk.kube.config.LiveConfig;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.ObjectCache;
import java.util.Optional;

/**
 * Watches PodAutoscalers of the class {@code kpa.autoscaling.knative.dev}, the ServerlessServices
 * and Metrics that they control, the pods of their revisions, decisions, and answers of the
 * activator probe.
 */
public final class PodAutoscalerController implements Observer<Observed> {
    private final LiveConfig config;
    private final Deciders deciders;
    private final ActivatorProbe activators;
    private final Classed autoscalers;
    private final ObjectCache serverlessServices;
    private final ObjectCache metrics;
    private final ObjectCache deployments;
    private final ObjectCache pods;

    private PodAutoscalerController(
            ControllerParts parts, Deciders deciders, ActivatorProbe activators) {
        this.config = parts.config();
        this.deciders = deciders;
        this.activators = activators;
        autoscalers = new Classed(parts.cache(Kinds.POD_AUTOSCALER), Annotations.CLASS_KPA);
        serverlessServices = parts.cache(Kinds.SERVERLESS_SERVICE);
        metrics = parts.cache(Kinds.METRIC);
        deployments = parts.cache(Kinds.DEPLOYMENT);
        pods = parts.cache(Kinds.POD);
    }

    public static Controller create(
            ControllerParts parts, Deciders deciders, ActivatorProbe activators) {
        var observer = new PodAutoscalerController(parts, deciders, activators);
        return parts.controller(
                        "podautoscaler-controller",
                        Kinds.POD_AUTOSCALER,
                        observer,
                        new PodAutoscalerReconciler())
                .onlyWhere(observer.autoscalers::has)
                .owning(Kinds.SERVERLESS_SERVICE)
                .owning(Kinds.METRIC)
                .waking(Kinds.POD, PodAutoscalerController::ofPod)
                .wokenBy(wake ->
                        deciders.onDecision(revision -> wake.accept(revision.namespacedName())))
                // A public Service has the name of its PodAutoscaler.
                .wokenBy(activators::onAnswer)
                .resyncingOn(ServingConfig::autoscaler)
                .resyncingOn(ServingConfig::deployment);
    }

    private static Optional<NamespacedName> ofPod(KubeObject pod) {
        return pod.label(Labels.REVISION)
                .filter(_ -> pod.label(Labels.REVISION_UID).isPresent())
                .map(revision -> new NamespacedName(pod.namespace(), revision));
    }

    @Override
    public Optional<Observed> observe(NamespacedName key) {
        Optional<KubeObject> autoscaler = autoscalers.find(key);
        if (autoscaler.isEmpty()) {
            deciders.forget(RevisionKey.of(key));
        }
        return autoscaler.map(this::observe);
    }

    private Observed observe(KubeObject object) {
        NamespacedName key = object.namespacedName();
        var autoscaler = new Autoscaler(object, config.current());
        Optional<KubeObject> sks = serverlessServices.get(key);
        Optional<Decision> decision =
                Owned.privateService(sks).isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                deciders.ensure(RevisionKey.of(key), autoscaler.deciderSpec()));
        boolean activatorAnswers =
                decision.filter(known -> Scaling.needsProbe(autoscaler, known.desiredScale()))
                        .filter(_ -> activators.isOnPath(key))
                        .isPresent();
        return new Observed(
                object,
                sks,
                metrics.get(key),
                deployments.get(PodAutoscalerReconciler.target(object).name()),
                PodCounts.of(pods.labelled(key.namespace(), Labels.REVISION, key.name())),
                decision,
                activatorAnswers,
                autoscaler.config());
    }
}
