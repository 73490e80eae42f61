package dev.perk.control.controllers.podautoscaler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.control.controllers.object.KeyValues;
import dev.perk.control.controllers.object.ObjectDraft;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;

/**
 * Builds what a PodAutoscaler owns. Source: {@code knative/serving
 * pkg/reconciler/autoscaling/resources/{sks,metric}.go}.
 */
final class Children {
    private Children() {}

    /**
     * @param mode {@code Serve} or {@code Proxy}
     */
    static KubeObject serverlessService(KubeObject autoscaler, String mode, int activators) {
        ObjectNode spec = Json.object().put("mode", mode);
        spec.set("objectRef", autoscaler.spec().path("scaleTargetRef"));
        spec.set("protocolType", autoscaler.spec().path("protocolType"));
        spec.put("numActivators", activators);
        return ObjectDraft.of(Kinds.SERVERLESS_SERVICE, autoscaler.namespace(), autoscaler.name())
                .labels(KeyValues.of(autoscaler.labels()))
                .annotations(KeyValues.of(autoscaler.annotations()).without(Annotations.METRIC))
                .ownedBy(autoscaler)
                .spec(spec)
                .done();
    }

    static KubeObject metric(Autoscaler autoscaler, String privateService) {
        KubeObject object = autoscaler.object();
        MetricSpec wanted = MetricSpec.of(autoscaler.settings(), privateService);
        ObjectNode spec =
                Json.object()
                        .put("stableWindow", wanted.stableWindow().toNanos())
                        .put("panicWindow", wanted.panicWindow().toNanos())
                        .put("scrapeTarget", wanted.scrapeTarget());
        return ObjectDraft.of(Kinds.METRIC, object.namespace(), object.name())
                .labels(KeyValues.of(object.labels()))
                .annotations(KeyValues.of(object.annotations()))
                .ownedBy(object)
                .spec(spec)
                .done();
    }
}
