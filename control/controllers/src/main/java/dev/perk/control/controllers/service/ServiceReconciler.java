package dev.perk.control.controllers.service;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.condition.ConditionSet;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.api.text.GoQuote;
import dev.perk.control.controllers.object.Child;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.control.controllers.object.TrafficTarget;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.control.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps a Service's Configuration and Route as the Service wants them, and shows in its status how
 * far they are.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/service/service.go}, {@code
 * pkg/apis/serving/v1/service_lifecycle.go}.
 */
final class ServiceReconciler implements Reconciler<ServiceReconciler.Observed> {

    /**
     * @param named the Revision that has the name that the template asks for, if it asks for one
     */
    record Observed(
            KubeObject service,
            Optional<KubeObject> configuration,
            Optional<KubeObject> route,
            Optional<KubeObject> named) {}

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        KubeObject service = seen.service();
        var status = StatusDraft.of(service, ConditionSet.SERVICE, now);
        Plan ifRefused = Plan.statusOnly(status.done());
        return plan(seen, status)
                .withStatus(status.done())
                .orIfRefused(refusal -> explain(ifRefused, refusal));
    }

    private static Plan plan(Observed seen, StatusDraft status) {
        KubeObject service = seen.service();
        if (isForeign(seen.configuration(), service)) {
            status.markFalse(
                    Types.CONFIGURATIONS_READY, "NotOwned", foreign("Configuration", service));
            return Plan.NOTHING.retry(notOwned("configuration", service));
        }
        Child configuration =
                Child.of(
                        seen.configuration(),
                        Children.configuration(service, seen.configuration()));
        Plan plan = configuration.addTo(Plan.NOTHING);
        String wantedName = wantedRevisionName(service);
        if (configuration.caughtUp()) {
            showConfiguration(configuration.object(), status);
        } else {
            status.markUnknown(
                    Types.CONFIGURATIONS_READY,
                    "OutOfDate",
                    "The Configuration is still working to reflect the latest desired"
                            + " specification.");
            if (!wantedName.isEmpty()) {
                // Whether the name is free is for the Configuration to find out first.
                return plan;
            }
        }
        if (isNameTaken(configuration.object(), seen.named())) {
            status.markFalse(
                    Types.ROUTES_READY,
                    "RevisionNameTaken",
                    "The revision name "
                            + GoQuote.quote(wantedName)
                            + " is taken by a conflicting Revision, so traffic will not be"
                            + " migrated");
            return plan;
        }
        if (isForeign(seen.route(), service)) {
            status.markFalse(Types.ROUTES_READY, "NotOwned", foreign("Route", service));
            return plan.retry(notOwned("route", service));
        }
        Child route = Child.of(seen.route(), Children.route(service));
        plan = route.addTo(plan);
        showRoute(route, status);
        if (status.conditions().isTrue(Types.ROUTES_READY)
                && !hasMigrated(route.object(), configuration.object())) {
            status.markUnknown(
                    Types.ROUTES_READY,
                    "TrafficNotMigrated",
                    "Traffic is not yet migrated to the latest revision.");
        }
        return plan;
    }

    private static void showConfiguration(KubeObject configuration, StatusDraft status) {
        for (String field : List.of("latestCreatedRevisionName", "latestReadyRevisionName")) {
            status.put(field, configuration.status().path(field).asText());
        }
        status.mirror(Types.CONFIGURATIONS_READY, Readiness.ready(configuration));
    }

    private static void showRoute(Child route, StatusDraft status) {
        if (!route.caughtUp()) {
            status.markUnknown(
                    Types.ROUTES_READY,
                    "OutOfDate",
                    "The Route is still working to reflect the latest desired specification.");
            return;
        }
        for (String field : List.of("url", "address", "traffic")) {
            status.put(field, route.object().status().path(field));
        }
        status.mirror(Types.ROUTES_READY, Readiness.ready(route.object()));
    }

    /**
     * Whether the wanted name belongs to a Revision that is not what the Configuration would
     * create. A Revision of an earlier generation may keep it as long as it is the same. Source:
     * {@code pkg/reconciler/configuration/resources/namecheck.go}.
     */
    private static boolean isNameTaken(KubeObject configuration, Optional<KubeObject> named) {
        if (named.isEmpty()) {
            return false;
        }
        KubeObject revision = named.get();
        if (!revision.isControlledBy(configuration)) {
            return true;
        }
        boolean thisGeneration =
                revision.label(Labels.CONFIGURATION_GENERATION)
                        .filter(Long.toString(configuration.generation())::equals)
                        .isPresent();
        return !thisGeneration
                && !Json.same(configuration.spec().path("template").path("spec"), revision.spec());
    }

    private static boolean hasMigrated(KubeObject route, KubeObject configuration) {
        List<TrafficTarget> wanted = TrafficTarget.readAll(route.spec().path("traffic"));
        List<TrafficTarget> actual = TrafficTarget.readAll(route.status().path("traffic"));
        if (wanted.size() != actual.size()) {
            return false;
        }
        String latest = configuration.status().path("latestReadyRevisionName").asText();
        for (int i = 0; i < wanted.size(); i++) {
            TrafficTarget target = wanted.get(i);
            boolean ours = target.configurationName().equals(configuration.name());
            if (!(ours ? target.resolvedTo(latest) : target).sameRouting(actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The name that the template asks for; empty if the Configuration may choose. */
    static String wantedRevisionName(KubeObject service) {
        return service.spec().path("template").path("metadata").path("name").asText();
    }

    private static boolean isForeign(Optional<KubeObject> child, KubeObject service) {
        return child.filter(known -> !known.isControlledBy(service)).isPresent();
    }

    private static String foreign(String kind, KubeObject service) {
        return "There is an existing "
                + kind
                + " "
                + GoQuote.quote(service.name())
                + " that we do not own.";
    }

    private static String notOwned(String child, KubeObject service) {
        String name = GoQuote.quote(service.name());
        return "service: " + name + " does not own " + child + ": " + name;
    }

    private static Plan explain(Plan untouched, Refusal refusal) {
        if (!(refusal.change() instanceof Change.Create(KubeObject child))) {
            return untouched.retry(refusal.message());
        }
        String kind = child.type().equals(Kinds.ROUTE) ? "Route" : "Configuration";
        String what = " to create " + kind + " " + GoQuote.quote(child.name()) + ": ";
        return untouched
                .telling(EventNote.warning("CreationFailed", "Failed" + what + refusal.message()))
                .retry("failed" + what + refusal.message());
    }
}
