package dev.perk.control.controllers.revision;

import dev.perk.api.Labels;
import dev.perk.api.condition.ConditionSet;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.scaling.Reachability;
import dev.perk.api.text.GoQuote;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.control.controllers.revision.DigestResolver.Answer;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What must exist for a Revision to serve, and what its status should say.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/revision/{revision,reconcile_resources}.go}.
 */
final class RevisionReconciler implements Reconciler<RevisionReconciler.Observed> {
    private static final String DEPLOYING = "Deploying";

    /**
     * @param digests what is known about the images; empty if the status already has the digests
     * @param pod one pod of the Deployment, if there is any
     * @param images names of the Images that exist
     * @param scaling what the Service that it belongs to says about scaling, if there is one
     */
    record Observed(
            KubeObject revision,
            Optional<Answer> digests,
            Optional<KubeObject> deployment,
            Optional<KubeObject> pod,
            Optional<KubeObject> autoscaler,
            Set<String> images,
            ServiceScaling scaling,
            ServingConfig config) {
        Observed {
            images = Set.copyOf(images);
        }
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        var status = StatusDraft.of(seen.revision(), ConditionSet.REVISION, now);
        var parts = new RevisionParts(seen.revision());
        showLogUrl(seen, status);
        Plan plan =
                seen.digests()
                        .map(answer -> resolved(answer, parts, status))
                        .orElseGet(() -> Optional.of(Digests.read(seen.revision().status())))
                        .map(digests -> deploy(seen, parts, digests, status))
                        .orElseGet(() -> unresolved(seen.digests()));
        boolean wasReady = Readiness.isReady(seen.revision());
        if (!wasReady && status.conditions().isReady()) {
            plan =
                    plan.telling(
                            EventNote.normal(
                                    "RevisionReady",
                                    "Revision becomes ready upon all resources being ready"));
        }
        return plan.withStatus(status.done());
    }

    private static void showLogUrl(Observed seen, StatusDraft status) {
        String template = seen.config().observability().revisionUrlTemplate();
        status.put("logUrl", template.replace("${REVISION_UID}", seen.revision().uid()));
    }

    /** No pod may start from a tag: a later push to it would change what never changes. */
    private static Optional<Digests> resolved(
            Answer answer, RevisionParts parts, StatusDraft status) {
        return switch (answer) {
            case Answer.Pending _ -> {
                status.markUnknown(Types.RESOURCES_AVAILABLE, "ResolvingDigests", "");
                yield Optional.empty();
            }
            case Answer.Failed failed -> {
                status.markFalse(Types.CONTAINER_HEALTHY, "ContainerMissing", message(failed));
                yield Optional.empty();
            }
            case Answer.Resolved(Map<String, String> byImage) -> {
                Digests digests = Digests.of(parts, byImage);
                status.put("containerStatuses", Digests.trees(digests.containers()));
                if (!digests.initContainers().isEmpty()) {
                    status.put("initContainerStatuses", Digests.trees(digests.initContainers()));
                }
                yield Optional.of(digests);
            }
        };
    }

    private static Plan unresolved(Optional<Answer> answer) {
        return answer.isPresent() && answer.get() instanceof Answer.Failed failed
                ? Plan.NOTHING.retry(message(failed))
                : Plan.NOTHING;
    }

    private static String message(Answer.Failed failed) {
        return "Unable to fetch image "
                + GoQuote.quote(failed.image())
                + ": failed to resolve image to digest: "
                + failed.why();
    }

    private static Plan deploy(
            Observed seen, RevisionParts parts, Digests digests, StatusDraft status) {
        if (seen.config().network().systemInternalTls()) {
            status.markFalse(
                    Types.RESOURCES_AVAILABLE,
                    "NotSupported",
                    "system-internal-tls is enabled in config-network (expected: disabled, as Perk"
                            + " does not issue certificates for pods yet)");
            return Plan.NOTHING;
        }
        KubeObject desired = Children.deployment(parts, digests, seen.config());
        if (isForeign(seen.deployment(), seen.revision())) {
            return notOwned(Plan.NOTHING, "Deployment", desired.name(), seen.revision(), status);
        }
        Plan plan = Plan.NOTHING;
        if (seen.deployment().isEmpty()) {
            status.markUnknown(Types.RESOURCES_AVAILABLE, DEPLOYING, "");
            status.markUnknown(Types.CONTAINER_HEALTHY, DEPLOYING, "");
            plan = plan.then(new Change.Create(desired));
        } else {
            KubeObject deployment = seen.deployment().get();
            plan = Corrections.deployment(deployment, desired).map(plan::then).orElse(plan);
            DeploymentHealth.propagate(
                    deployment,
                    seen.pod(),
                    seen.config().deployment().podIsAlwaysSchedulable(),
                    status);
        }
        for (Map.Entry<String, String> container : digests.all().entrySet()) {
            KubeObject image = Children.image(parts, container.getKey(), container.getValue());
            if (!seen.images().contains(image.name())) {
                plan = plan.then(new Change.Create(image));
            }
        }
        return autoscale(seen, parts, plan, status);
    }

    private static Plan autoscale(
            Observed seen, RevisionParts parts, Plan plan, StatusDraft status) {
        if (isForeign(seen.autoscaler(), seen.revision())) {
            return notOwned(plan, "PodAutoscaler", seen.revision().name(), seen.revision(), status);
        }
        AutoscalerHealth.propagate(seen.autoscaler(), status);
        KubeObject desired =
                Children.podAutoscaler(
                        parts, reachability(seen, status), seen.scaling(), seen.config());
        return seen.autoscaler()
                .map(existing -> Corrections.podAutoscaler(existing, desired))
                .orElseGet(() -> Optional.of(new Change.Create(desired)))
                .map(plan::then)
                .orElse(plan);
    }

    private static Reachability reachability(Observed seen, StatusDraft status) {
        boolean broken =
                status.conditions().isFalse(Types.RESOURCES_AVAILABLE)
                        || status.conditions().isFalse(Types.CONTAINER_HEALTHY);
        boolean nobodyIsReady =
                seen.deployment()
                        .filter(deployment -> DeploymentHealth.replicas(deployment) > 0)
                        .filter(deployment -> DeploymentHealth.readyReplicas(deployment) == 0)
                        .isPresent();
        if (broken && nobodyIsReady) {
            return Reachability.UNREACHABLE;
        }
        return switch (seen.revision().label(Labels.ROUTING_STATE).orElse("")) {
            case "active" -> Reachability.REACHABLE;
            case "reserve" -> Reachability.UNREACHABLE;
            default -> Reachability.UNKNOWN;
        };
    }

    private static boolean isForeign(Optional<KubeObject> child, KubeObject revision) {
        return child.filter(known -> !known.isControlledBy(revision)).isPresent();
    }

    private static Plan notOwned(
            Plan plan, String kind, String name, KubeObject revision, StatusDraft status) {
        status.markFalse(
                Types.RESOURCES_AVAILABLE,
                "NotOwned",
                "There is an existing "
                        + kind
                        + " "
                        + GoQuote.quote(name)
                        + " that we do not own.");
        return plan.retry(
                "revision: "
                        + GoQuote.quote(revision.name())
                        + " does not own "
                        + kind
                        + ": "
                        + GoQuote.quote(name));
    }

    /** Whether the pods of a revision must be looked at: only if none of them is up. */
    static boolean needsDiagnosis(KubeObject deployment) {
        return DeploymentHealth.replicas(deployment) > 0
                && deployment.status().path("availableReplicas").asInt() == 0;
    }

    /** Whether anybody still has to look up the images. */
    static boolean hasDigests(KubeObject revision) {
        return Digests.read(revision.status()).cover(new RevisionParts(revision));
    }
}
