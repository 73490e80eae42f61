package dev.perk.control.controllers.configuration;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.ResourceKey;
import dev.perk.api.condition.Condition;
import dev.perk.api.condition.ConditionSet;
import dev.perk.api.text.GoQuote;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.control.Refusal;
import dev.perk.kube.store.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Creates the Revision of the present generation, and follows which one is the latest that works.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/configuration/configuration.go}, {@code
 * pkg/apis/serving/v1/configuration_lifecycle.go}.
 */
final class ConfigurationReconciler implements Reconciler<ConfigurationReconciler.Observed> {
    private static final String LATEST_CREATED = "latestCreatedRevisionName";
    private static final String LATEST_READY = "latestReadyRevisionName";

    /**
     * @param revisions all that carry the Configuration's name as a label
     * @param named the Revision that has the name that the template asks for, whoever owns it
     */
    record Observed(
            KubeObject configuration, List<KubeObject> revisions, Optional<KubeObject> named) {
        Observed {
            revisions = List.copyOf(revisions);
        }
    }

    /** The Revision that the present generation should have. */
    private sealed interface Latest {
        record Exists(KubeObject revision) implements Latest {}

        record Missing() implements Latest {}

        /** Its name belongs to a Revision that is not ours, or not the same. */
        record NameTaken() implements Latest {}
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        KubeObject configuration = seen.configuration();
        var status = StatusDraft.of(configuration, ConditionSet.CONFIGURATION, now);
        return switch (latest(seen)) {
            case Latest.NameTaken _ -> {
                ResourceKey taken =
                        ResourceKey.of(
                                Kinds.REVISION,
                                configuration.namespace(),
                                Children.wantedName(configuration));
                markCreationFailed(status, ApiException.alreadyExists(taken).getMessage());
                yield Plan.statusOnly(status.done());
            }
            case Latest.Missing _ -> {
                KubeObject revision = Children.revision(configuration, now);
                var failed = StatusDraft.of(configuration, ConditionSet.CONFIGURATION, now);
                yield follow(seen, revision, status)
                        .then(new Change.Create(revision))
                        .telling(
                                EventNote.normal(
                                        "Created",
                                        "Created Revision " + GoQuote.quote(revision.name())))
                        .withStatus(status.done())
                        .orIfRefused(refusal -> explain(failed, refusal));
            }
            case Latest.Exists(KubeObject revision) ->
                    follow(seen, revision, status).withStatus(status.done());
        };
    }

    private static Latest latest(Observed seen) {
        KubeObject configuration = seen.configuration();
        if (!Children.wantedName(configuration).isEmpty()) {
            return seen.named()
                    .map(named -> judge(named, configuration))
                    .orElse(new Latest.Missing());
        }
        return seen.revisions().stream()
                .filter(revision -> generation(revision) == configuration.generation())
                .min(Comparator.comparing(KubeObject::name))
                .<Latest>map(Latest.Exists::new)
                .orElse(new Latest.Missing());
    }

    /** Source: {@code pkg/reconciler/configuration/resources/namecheck.go}. */
    private static Latest judge(KubeObject named, KubeObject configuration) {
        boolean thisGeneration = generation(named) == configuration.generation();
        boolean sameSpec =
                Json.same(named.spec(), configuration.spec().path("template").path("spec"));
        return named.isControlledBy(configuration) && (thisGeneration || sameSpec)
                ? new Latest.Exists(named)
                : new Latest.NameTaken();
    }

    /** Notes {@code revision} as the latest created, and which one is the latest ready. */
    private static Plan follow(Observed seen, KubeObject revision, StatusDraft status) {
        Plan plan = Plan.NOTHING;
        status.put(LATEST_CREATED, revision.name());
        if (!status.text(LATEST_READY).equals(revision.name())) {
            status.markUnknown(Condition.READY, "", "");
        }
        Optional<Condition> ready = Readiness.ready(revision);
        if (ready.filter(Condition::isTrue).isPresent() && status.text(LATEST_READY).isEmpty()) {
            plan =
                    plan.telling(
                            EventNote.normal("ConfigurationReady", "Configuration becomes ready"));
        }
        if (ready.filter(Condition::isFalse).isPresent()) {
            EventNote failure = markRevisionFailed(revision, ready.get(), status);
            plan = status.hasChanged(Condition.READY) ? plan.telling(failure) : plan;
        }
        return markLatestReady(seen, revision, status, plan);
    }

    private static EventNote markRevisionFailed(
            KubeObject revision, Condition ready, StatusDraft status) {
        String name = GoQuote.quote(revision.name());
        status.markFalse(
                Condition.READY,
                "RevisionFailed",
                "Revision " + name + " failed with message: " + ready.message() + ".");
        return revision.name().equals(status.text(LATEST_READY))
                ? EventNote.warning(
                        "LatestReadyFailed", "Latest ready revision " + name + " has failed")
                : EventNote.warning(
                        "LatestCreatedFailed", "Latest created revision " + name + " has failed");
    }

    private static Plan markLatestReady(
            Observed seen, KubeObject latest, StatusDraft status, Plan plan) {
        String before = status.text(LATEST_READY);
        for (KubeObject candidate : candidates(seen, latest, before)) {
            if (!Readiness.isReady(candidate)) {
                continue;
            }
            status.put(LATEST_READY, candidate.name());
            if (candidate.name().equals(latest.name())) {
                status.markTrue(Condition.READY);
            }
            return before.equals(candidate.name())
                    ? plan
                    : plan.telling(
                            EventNote.normal(
                                    "LatestReadyUpdate",
                                    "LatestReadyRevisionName updated to "
                                            + GoQuote.quote(candidate.name())));
        }
        return plan;
    }

    /**
     * The Revisions that may become the latest ready one, best first: never one older than the
     * present one, unless that is gone.
     */
    private static List<KubeObject> candidates(
            Observed seen, KubeObject latest, String latestReady) {
        long oldest =
                seen.revisions().stream()
                        .filter(revision -> revision.name().equals(latestReady))
                        .mapToLong(ConfigurationReconciler::generation)
                        .findFirst()
                        .orElse(0);
        long newest = seen.configuration().generation();
        String wanted = Children.wantedName(seen.configuration());
        List<KubeObject> candidates = new ArrayList<>();
        for (KubeObject revision : seen.revisions()) {
            long generation = generation(revision);
            boolean named = revision.name().equals(wanted) && revision.name().equals(latest.name());
            if (named || (generation >= oldest && generation <= newest)) {
                candidates.add(revision);
            }
        }
        candidates.sort(
                Comparator.<KubeObject, Boolean>comparing(
                                revision -> !revision.name().equals(wanted))
                        .thenComparing(
                                Comparator.comparingLong(ConfigurationReconciler::generation)
                                        .reversed()));
        return candidates;
    }

    /** The generation of the Configuration that a Revision was made for; 0 if it does not say. */
    private static long generation(KubeObject revision) {
        String label = revision.label(Labels.CONFIGURATION_GENERATION).orElse("");
        return label.matches("[0-9]{1,18}") ? Long.parseLong(label) : 0;
    }

    private static Plan explain(StatusDraft status, Refusal refusal) {
        markCreationFailed(status, refusal.message());
        return Plan.statusOnly(status.done())
                .telling(
                        EventNote.warning(
                                "CreationFailed",
                                "Failed to create Revision: " + refusal.message()))
                .retry("failed to create Revision: " + refusal.message());
    }

    private static void markCreationFailed(StatusDraft status, String why) {
        status.markFalse(
                Condition.READY,
                "RevisionFailed",
                "Revision creation failed with message: " + why + ".");
    }
}
