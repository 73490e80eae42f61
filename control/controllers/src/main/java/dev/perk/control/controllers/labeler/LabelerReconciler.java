package dev.perk.control.controllers.labeler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.text.GoQuote;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.control.controllers.object.RouteNames;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the notes of one Route. Source: {@code knative/serving
 * pkg/reconciler/labeler/{labeler,labels,accessors}.go}.
 */
final class LabelerReconciler implements Reconciler<LabelerReconciler.Observed> {
    static final String FINALIZER = "routes.serving.knative.dev";
    private static final String ACTIVE = "active";
    private static final String RESERVE = "reserve";

    /**
     * @param referenced Configurations and Revisions that the Route's traffic means
     * @param noted Configurations and Revisions that carry the Route's name
     */
    record Observed(KubeObject route, List<KubeObject> referenced, List<KubeObject> noted) {
        Observed {
            referenced = List.copyOf(referenced);
            noted = List.copyOf(noted);
        }
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        KubeObject route = seen.route();
        if (route.isDeleting()) {
            return release(seen, now);
        }
        Plan plan = Plan.NOTHING;
        if (!route.finalizers().contains(FINALIZER)) {
            plan = withFinalizers(plan, route, with(route.finalizers()));
        }
        // In between, traffic may still flow to what the Route is about to leave.
        boolean settled = Readiness.isReady(route) || Readiness.isFailed(route);
        for (KubeObject object : settled ? seen.noted() : List.<KubeObject>of()) {
            boolean stays = seen.referenced().stream().anyMatch(o -> o.key().equals(object.key()));
            if (!stays) {
                plan = without(plan, object, route.name(), now);
            }
        }
        for (KubeObject object : seen.referenced()) {
            RouteNames routes = routes(object).with(route.name());
            plan = note(object, routes, now).map(plan::then).orElse(plan);
        }
        return plan;
    }

    /** The Route is going: nothing may keep its name. */
    private static Plan release(Observed seen, Instant now) {
        KubeObject route = seen.route();
        if (!route.finalizers().contains(FINALIZER)) {
            return Plan.NOTHING;
        }
        Plan plan = Plan.NOTHING;
        for (KubeObject object : seen.noted()) {
            plan = without(plan, object, route.name(), now);
        }
        List<String> rest =
                route.finalizers().stream().filter(name -> !name.equals(FINALIZER)).toList();
        return withFinalizers(plan, route, rest);
    }

    private static Plan without(Plan plan, KubeObject object, String route, Instant now) {
        return note(object, routes(object).without(route), now).map(plan::then).orElse(plan);
    }

    private static RouteNames routes(KubeObject object) {
        return object.annotation(Annotations.ROUTES).map(RouteNames::read).orElse(RouteNames.NONE);
    }

    /** What changes on an object that should carry exactly these routes. */
    private static Optional<Change> note(KubeObject object, RouteNames routes, Instant now) {
        ObjectNode changes = Json.object();
        if (!routes.toString().equals(object.annotation(Annotations.ROUTES).orElse(""))) {
            ObjectNode annotations = changes.withObject("/metadata/annotations");
            if (routes.isEmpty()) {
                annotations.putNull(Annotations.ROUTES);
            } else {
                annotations.put(Annotations.ROUTES, routes.toString());
            }
        }
        if (object.type().equals(Kinds.REVISION)) {
            String state = routes.isEmpty() ? RESERVE : ACTIVE;
            if (!object.label(Labels.ROUTING_STATE).equals(Optional.of(state))) {
                changes.withObject("/metadata/labels").put(Labels.ROUTING_STATE, state);
                changes.withObject("/metadata/annotations")
                        .put(
                                Annotations.ROUTING_STATE_MODIFIED,
                                now.truncatedTo(ChronoUnit.SECONDS).toString());
            }
        }
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(new Change.Merge(object.key(), changes));
    }

    private static List<String> with(List<String> finalizers) {
        List<String> more = new ArrayList<>(finalizers);
        more.add(FINALIZER);
        return more;
    }

    private static Plan withFinalizers(Plan plan, KubeObject route, List<String> finalizers) {
        ObjectNode changes = Json.object();
        ObjectNode metadata = changes.putObject("metadata");
        finalizers.forEach(metadata.putArray("finalizers")::add);
        // A list is replaced as a whole, so nobody else may have changed it meanwhile.
        metadata.put("resourceVersion", Long.toString(route.revision()));
        return plan.then(new Change.Merge(route.key(), changes))
                .telling(
                        EventNote.normal(
                                "FinalizerUpdate",
                                "Updated " + GoQuote.quote(route.name()) + " finalizers"));
    }
}
