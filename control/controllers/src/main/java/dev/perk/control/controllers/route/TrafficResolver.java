package dev.perk.control.controllers.route;

import dev.perk.api.Labels;
import dev.perk.api.condition.Condition;
import dev.perk.api.text.GoQuote;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.control.controllers.object.TrafficTarget;
import dev.perk.kube.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the revisions that {@code spec.traffic} means, all of which must be ready.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/route/traffic/{traffic,errors}.go}.
 */
final class TrafficResolver {

    /** What came of it. */
    sealed interface Resolution {
        record Routable(Traffic traffic) implements Resolution {}

        /** At least one target cannot be used; this is the one to tell of. */
        record BadTarget(Problem problem) implements Resolution {}
    }

    /**
     * Why a target cannot be used.
     *
     * @param isFailure whether waiting alone will not mend it
     */
    record Problem(boolean isFailure, String reason, String message) {}

    /** One target, or why it cannot be used. */
    private sealed interface Found {
        record Good(Traffic.Target target) implements Found {}

        record Bad(Problem problem) implements Found {}
    }

    private final KubeObject route;
    private final Map<String, KubeObject> configurations;
    private final Map<String, KubeObject> revisions;

    /**
     * @param configurations by name, those that exist
     * @param revisions by name, those that exist
     */
    TrafficResolver(
            KubeObject route,
            Map<String, KubeObject> configurations,
            Map<String, KubeObject> revisions) {
        this.route = route;
        this.configurations = configurations;
        this.revisions = revisions;
    }

    Resolution resolve() {
        List<Traffic.Target> targets = new ArrayList<>();
        Optional<Problem> worst = Optional.empty();
        for (TrafficTarget wanted : TrafficTarget.readAll(route.spec().path("traffic"))) {
            switch (wanted.revisionName().isEmpty() ? latestOf(wanted) : pinned(wanted)) {
                case Found.Good(Traffic.Target target) -> targets.add(target);
                case Found.Bad(Problem problem) -> {
                    // The first doubt sticks, until something has really failed.
                    if (worst.isEmpty() || problem.isFailure()) {
                        worst = Optional.of(problem);
                    }
                }
            }
        }
        return worst.<Resolution>map(Resolution.BadTarget::new)
                .orElseGet(() -> new Resolution.Routable(Traffic.of(targets)));
    }

    private Found latestOf(TrafficTarget wanted) {
        String name = wanted.configurationName();
        KubeObject configuration = configurations.get(name);
        if (configuration == null) {
            return missing("Configuration", name);
        }
        String latest = configuration.status().path("latestReadyRevisionName").asText();
        if (latest.isEmpty()) {
            boolean failed = Readiness.ready(configuration).filter(Condition::isFalse).isPresent();
            return bad(
                    failed,
                    "RevisionMissing",
                    "Configuration "
                            + GoQuote.quote(name)
                            + (failed
                                    ? " does not have any ready Revision."
                                    : " is waiting for a Revision to become ready."));
        }
        KubeObject revision = revisions.get(latest);
        if (revision == null) {
            return missing("Revision", latest);
        }
        return readyOrBad(revision)
                .orElseGet(() -> good(wanted.resolvedTo(latest), name, revision));
    }

    private Found pinned(TrafficTarget wanted) {
        String name = wanted.revisionName();
        KubeObject revision = revisions.get(name);
        if (revision == null) {
            return missing("Revision", name);
        }
        Optional<Problem> foreign = foreign(revision);
        if (foreign.isPresent()) {
            return new Found.Bad(foreign.get());
        }
        String configuration = revision.label(Labels.CONFIGURATION).orElse("");
        if (!configuration.isEmpty() && !configurations.containsKey(configuration)) {
            return missing("Configuration", configuration);
        }
        return readyOrBad(revision).orElseGet(() -> good(wanted, configuration, revision));
    }

    /** The Route of a Service leads to revisions of that Service only. */
    private Optional<Problem> foreign(KubeObject revision) {
        Optional<String> service = route.label(Labels.SERVICE);
        Optional<String> owner = revision.label(Labels.SERVICE);
        if (service.isEmpty() || service.equals(owner)) {
            return Optional.empty();
        }
        String ours = GoQuote.quote(service.get());
        String message =
                "Revision "
                        + GoQuote.quote(revision.name())
                        + owner.map(GoQuote::quote)
                                .map(other -> " belongs to Service " + other + ", not Service ")
                                .orElse(" does not belong to Service ")
                        + ours
                        + ".";
        return Optional.of(new Problem(true, "RevisionNotOwned", message));
    }

    private static Optional<Found> readyOrBad(KubeObject revision) {
        if (Readiness.isReady(revision)) {
            return Optional.empty();
        }
        boolean failed = Readiness.isFailed(revision);
        return Optional.of(
                bad(
                        failed,
                        "RevisionMissing",
                        "Revision "
                                + GoQuote.quote(revision.name())
                                + (failed ? " failed to become ready." : " is not yet ready.")));
    }

    private static Found good(TrafficTarget target, String configuration, KubeObject revision) {
        return new Found.Good(new Traffic.Target(target, configuration, protocol(revision)));
    }

    /** As {@code GetProtocol} of a Revision: by the name of its port. */
    private static String protocol(KubeObject revision) {
        boolean h2c =
                revision.spec()
                        .path("containers")
                        .valueStream()
                        .flatMap(container -> container.path("ports").valueStream())
                        .anyMatch(port -> port.path("name").asText().equals("h2c"));
        return h2c ? "h2c" : "http1";
    }

    private static Found missing(String kind, String name) {
        return bad(
                true,
                kind + "Missing",
                kind + " " + GoQuote.quote(name) + " referenced in traffic not found.");
    }

    private static Found bad(boolean isFailure, String reason, String message) {
        return new Found.Bad(new Problem(isFailure, reason, message));
    }
}
