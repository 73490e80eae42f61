package dev.perk.control.controllers.serverlessservice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.condition.ConditionSet;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.api.text.GoQuote;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides who answers under a revision's name: its pods, or activators that hold requests back
 * until there is a pod.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/serverlessservice/serverlessservice.go}. It
 * treats endpoints that do not exist yet as empty, where upstream fails and tries again: their
 * creation wakes us anyway.
 */
final class ServerlessServiceReconciler
        implements Reconciler<ServerlessServiceReconciler.Observed> {
    private static final String NOT_READY = "K8s Service is not ready";

    /**
     * @param target what is scaled, which knows how its pods are selected
     * @param activators the endpoints of the activators, if there are any in this home
     */
    record Observed(
            KubeObject sks,
            Optional<KubeObject> target,
            Optional<KubeObject> privateService,
            Optional<KubeObject> publicService,
            Optional<KubeObject> publicEndpoints,
            Optional<KubeObject> privateEndpoints,
            Optional<KubeObject> activators) {}

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        var status = StatusDraft.of(seen.sks(), ConditionSet.SERVERLESS_SERVICE, now);
        return plan(seen, status).withStatus(status.done());
    }

    private static Plan plan(Observed seen, StatusDraft status) {
        var children = new Children(seen.sks());
        if (seen.target().isEmpty()) {
            JsonNode ref = seen.sks().spec().path("objectRef");
            return Plan.NOTHING.retry(
                    "error retrieving deployment selector spec: "
                            + ref.path("kind").asText()
                            + " "
                            + GoQuote.quote(ref.path("name").asText())
                            + " not found");
        }
        JsonNode selector = seen.target().get().spec().path("selector").path("matchLabels");
        if (isForeign(seen.privateService(), seen)) {
            return notOwned(Plan.NOTHING, "Service", children.privateName(), seen, status);
        }
        Plan plan = service(Plan.NOTHING, seen.privateService(), children.privateService(selector));
        status.put("privateServiceName", children.privateName());
        if (isForeign(seen.publicService(), seen)) {
            return notOwned(plan, "Service", seen.sks().name(), seen, status);
        }
        plan = service(plan, seen.publicService(), children.publicService());
        status.put("serviceName", seen.sks().name());
        if (isForeign(seen.publicEndpoints(), seen)) {
            return notOwned(plan, "Endpoints", seen.sks().name(), seen, status);
        }
        return endpoints(plan, seen, children, status);
    }

    private static Plan endpoints(Plan plan, Observed seen, Children children, StatusDraft status) {
        Subsets pods = Subsets.of(seen.privateEndpoints());
        Subsets activators = Subsets.of(seen.activators());
        boolean wantsProxy = seen.sks().spec().path("mode").asText().equals("Proxy");
        // Without pods only activators can take a request; without activators only pods can.
        boolean proxies = (wantsProxy || pods.ready() == 0) && activators.ready() > 0;
        int some = seen.sks().spec().path("numActivators").asInt();
        Subsets source = proxies ? activators.choose(some, seen.sks().name()) : pods;
        KubeObject wanted =
                children.publicEndpoints(source.onlyPort(children.backendPort()).tree());
        if (pods.ready() > 0) {
            status.markTrue(Types.ENDPOINTS_POPULATED);
        } else {
            status.markUnknown(Types.ENDPOINTS_POPULATED, "NoHealthyBackends", NOT_READY);
        }
        markActivators(wantsProxy || pods.ready() == 0, status);
        return changedEndpoints(seen.publicEndpoints(), wanted).map(plan::then).orElse(plan);
    }

    /** The same words for both answers, as upstream; how long it has been true is what counts. */
    private static void markActivators(boolean inPath, StatusDraft status) {
        String type = Types.ACTIVATOR_ENDPOINTS_POPULATED;
        String message = "Revision is backed by Activator";
        if (inPath) {
            status.markTrue(type, type, message);
        } else {
            status.markFalse(type, type, message);
        }
    }

    private static Optional<Change> changedEndpoints(
            Optional<KubeObject> existing, KubeObject wanted) {
        if (existing.isEmpty()) {
            return Optional.of(new Change.Create(wanted));
        }
        JsonNode subsets = wanted.tree().path("subsets");
        ArrayNode present = Subsets.of(existing).tree();
        return Json.same(present, subsets)
                ? Optional.empty()
                : Optional.of(
                        new Change.Update(
                                existing.get().with(tree -> tree.set("subsets", subsets))));
    }

    /** The Service with our ports and our selector; whatever else it has is the API server's. */
    private static Plan service(Plan plan, Optional<KubeObject> existing, KubeObject wanted) {
        if (existing.isEmpty()) {
            return plan.then(new Change.Create(wanted));
        }
        JsonNode spec = existing.get().spec();
        boolean same =
                Json.same(spec.path("ports"), wanted.spec().path("ports"))
                        && Json.same(spec.path("selector"), wanted.spec().path("selector"));
        return same
                ? plan
                : plan.then(
                        new Change.Update(
                                existing.get().with(tree -> takeOver(tree, wanted.spec()))));
    }

    private static void takeOver(ObjectNode tree, JsonNode wanted) {
        ObjectNode spec = tree.withObjectProperty("spec");
        spec.set("ports", wanted.path("ports"));
        if (wanted.has("selector")) {
            spec.set("selector", wanted.path("selector"));
        } else {
            spec.remove("selector");
        }
    }

    private static boolean isForeign(Optional<KubeObject> child, Observed seen) {
        return child.filter(known -> !known.isControlledBy(seen.sks())).isPresent();
    }

    private static Plan notOwned(
            Plan plan, String kind, String name, Observed seen, StatusDraft status) {
        status.markFalse(
                Types.ENDPOINTS_POPULATED,
                "NotOwned",
                "Resource " + name + " of type " + kind + " is not owned by SKS");
        return plan.retry("SKS: " + seen.sks().name() + " does not own " + kind + ": " + name);
    }
}
