package dev.perk.control.controllers.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.NamespacedName;
import dev.perk.api.RevisionKey;
import dev.perk.api.condition.Condition;
import dev.perk.api.config.DeploymentConfig;
import dev.perk.api.config.ServingConfig;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.control.controllers.revision.DigestResolver.Answer;
import dev.perk.control.controllers.revision.RevisionReconciler.Observed;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.kube.KubeObject;
import dev.perk.kube.config.LiveConfig;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.ObjectCache;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Watches Revisions, the Deployments and PodAutoscalers that they control, and answers of the
 * digest resolver. Images are created and never looked at again.
 *
 * <p>Pods are watched too, but only those that fail: upstream waits until the Deployment notices.
 */
public final class RevisionController implements Observer<Observed> {
    private final LiveConfig config;
    private final DigestResolver resolver;
    private final ObjectCache revisions;
    private final ObjectCache deployments;
    private final ObjectCache pods;
    private final ObjectCache autoscalers;
    private final ObjectCache images;
    private final ObjectCache services;

    private RevisionController(ControllerParts parts, DigestResolver resolver) {
        this.config = parts.config();
        this.resolver = resolver;
        revisions = parts.cache(Kinds.REVISION);
        deployments = parts.cache(Kinds.DEPLOYMENT);
        pods = parts.cache(Kinds.POD);
        autoscalers = parts.cache(Kinds.POD_AUTOSCALER);
        images = parts.cache(Kinds.IMAGE);
        services = parts.cache(Kinds.KNATIVE_SERVICE);
    }

    public static Controller create(ControllerParts parts, DigestResolver resolver) {
        var observer = new RevisionController(parts, resolver);
        return parts.controller(
                        "revision-controller", Kinds.REVISION, observer, new RevisionReconciler())
                .owning(Kinds.DEPLOYMENT)
                .owning(Kinds.POD_AUTOSCALER)
                .waking(Kinds.POD, RevisionController::inTrouble)
                .wokenBy(wake ->
                        resolver.onAnswer(revision -> wake.accept(revision.namespacedName())))
                .wokenBy(observer::onServiceScaling)
                .resyncingOn(ServingConfig::deployment)
                .resyncingOn(ServingConfig::network)
                .resyncingOn(ServingConfig::observability);
    }

    /** Tells of the revision that a Service now scales by itself, and of the one before. */
    private void onServiceScaling(Consumer<NamespacedName> wake) {
        services.addHandler((before, after) -> {
            ServiceScaling was = ServiceScaling.of(before);
            ServiceScaling is = ServiceScaling.of(after);
            KubeObject service = after != null ? after : before;
            if (service != null && !was.equals(is)) {
                Stream.of(was.revision(), is.revision())
                        .filter(revision -> !revision.isEmpty())
                        .distinct()
                        .forEach(revision ->
                                wake.accept(new NamespacedName(service.namespace(), revision)));
            }
        });
    }

    private ServiceScaling scaling(KubeObject revision) {
        return revision.label(Labels.SERVICE)
                .flatMap(service -> services.get(revision.namespace(), service))
                .map(ServiceScaling::of)
                .orElse(ServiceScaling.NONE);
    }

    @Override
    public Optional<Observed> observe(NamespacedName key) {
        Optional<KubeObject> revision = revisions.get(key).filter(object -> !object.isDeleting());
        if (revision.isEmpty()) {
            resolver.forget(RevisionKey.of(key));
        }
        return revision.map(this::observe);
    }

    private Observed observe(KubeObject revision) {
        ServingConfig current = config.current();
        Optional<KubeObject> deployment =
                deployments.get(revision.namespace(), new RevisionParts(revision).deploymentName());
        Set<String> imageNames = new HashSet<>();
        images.ownedBy(revision.uid()).forEach(image -> imageNames.add(image.name()));
        return new Observed(
                revision,
                digests(revision, current),
                deployment,
                deployment.filter(RevisionReconciler::needsDiagnosis).flatMap(this::onePod),
                autoscalers.get(revision.namespacedName()),
                imageNames,
                scaling(revision),
                current);
    }

    private Optional<Answer> digests(KubeObject revision, ServingConfig current) {
        RevisionKey key = RevisionKey.of(revision.namespacedName());
        if (RevisionReconciler.hasDigests(revision)) {
            resolver.forget(key);
            return Optional.empty();
        }
        return Optional.of(resolver.resolve(key, request(revision, current.deployment())));
    }

    private static DigestResolver.Request request(KubeObject revision, DeploymentConfig config) {
        var parts = new RevisionParts(revision);
        Set<String> images = new HashSet<>();
        Stream.concat(parts.containers().stream(), parts.initContainers().stream())
                .forEach(container -> images.add(container.path("image").asText()));
        List<String> secrets = new ArrayList<>();
        for (JsonNode secret : revision.spec().path("imagePullSecrets")) {
            secrets.add(secret.path("name").asText());
        }
        return new DigestResolver.Request(
                images,
                revision.spec().path("serviceAccountName").asText(),
                secrets,
                config.registriesSkippingTagResolving(),
                config.digestResolutionTimeout());
    }

    private static Optional<NamespacedName> inTrouble(KubeObject pod) {
        boolean unschedulable =
                Readiness.condition(pod, "PodScheduled").filter(Condition::isFalse).isPresent();
        boolean failed =
                pod.status()
                        .path("containerStatuses")
                        .valueStream()
                        .anyMatch(container -> container.path("lastState").has("terminated"));
        boolean inTrouble = unschedulable || failed;
        return pod.label(Labels.REVISION)
                .filter(_ -> inTrouble)
                .map(revision -> new NamespacedName(pod.namespace(), revision));
    }

    private Optional<KubeObject> onePod(KubeObject deployment) {
        String uid =
                deployment
                        .spec()
                        .path("selector")
                        .path("matchLabels")
                        .path(Labels.REVISION_UID)
                        .asText();
        return pods.labelled(deployment.namespace(), Labels.REVISION_UID, uid).stream()
                .min(Comparator.comparing(KubeObject::name));
    }
}
