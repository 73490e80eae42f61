package dev.perk.control.controllers.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.control.controllers.object.KeyValues;
import dev.perk.control.controllers.object.ObjectDraft;
import dev.perk.control.controllers.object.RouteNames;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.Optional;

/**
 * Builds what a Service owns. Source: {@code knative/serving
 * pkg/reconciler/service/resources/{configuration,route}.go}.
 */
final class Children {
    private Children() {}

    /**
     * The Configuration. It is told about its Route from the start, so that its revisions are born
     * reachable; other routes that the labeler noted there stay.
     */
    static KubeObject configuration(KubeObject service, Optional<KubeObject> existing) {
        RouteNames routes =
                existing.flatMap(known -> known.annotation(Annotations.ROUTES))
                        .map(RouteNames::read)
                        .orElse(RouteNames.NONE)
                        .with(service.name());
        ObjectNode spec = Json.object();
        spec.set("template", service.spec().path("template"));
        return ObjectDraft.of(Kinds.CONFIGURATION, service.namespace(), service.name())
                .labels(
                        KeyValues.of(service.labels())
                                .with(Labels.SERVICE, service.name())
                                .with(Labels.SERVICE_UID, service.uid()))
                .annotations(
                        inherited(service)
                                .without(
                                        Annotations.ROLLOUT_DURATION,
                                        Annotations.ROLLOUT_DURATION_ALIAS)
                                .with(Annotations.ROUTES, routes.toString()))
                .ownedBy(service)
                .spec(spec)
                .done();
    }

    /** The Route: the Service's traffic, where "latest" means its own Configuration. */
    static KubeObject route(KubeObject service) {
        ObjectNode spec = Json.object();
        var traffic = spec.putArray("traffic");
        for (JsonNode target : service.spec().path("traffic")) {
            ObjectNode own = target.deepCopy();
            if (own.path("revisionName").asText().isEmpty()) {
                own.put("configurationName", service.name());
            }
            traffic.add(own);
        }
        return ObjectDraft.of(Kinds.ROUTE, service.namespace(), service.name())
                .labels(KeyValues.of(service.labels()).with(Labels.SERVICE, service.name()))
                .annotations(inherited(service))
                .ownedBy(service)
                .spec(spec)
                .done();
    }

    /** What the Service says about scaling is for the autoscaler of one revision alone. */
    private static KeyValues inherited(KubeObject service) {
        return KeyValues.of(service.annotations())
                .without(Annotations.LAST_APPLIED)
                .withoutKeys(Annotations.ON_SERVICE::contains);
    }
}
