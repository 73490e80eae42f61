package dev.perk.control.controllers.podautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.StoredKinds;
import dev.perk.api.condition.ConditionSet;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.text.GoQuote;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.control.Refusal;
import java.time.Instant;
import java.util.Optional;

/**
 * Has a revision scaled by CPU, memory or a metric of its pods, which Kubernetes' own autoscaler
 * does; never to zero, so requests always go straight to the pods.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/autoscaling/hpa/hpa.go}.
 */
final class HorizontalReconciler implements Reconciler<HorizontalReconciler.Observed> {
    private static final String SERVE = "Serve";
    private static final int ALL_ACTIVATORS = 0;
    private static final String KIND = StoredKinds.HORIZONTAL_POD_AUTOSCALER.kind();

    record Observed(
            KubeObject autoscaler,
            Optional<KubeObject> sks,
            Optional<KubeObject> horizontal,
            ServingConfig config) {}

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        var status = StatusDraft.of(seen.autoscaler(), ConditionSet.POD_AUTOSCALER, now);
        status.putAlways("serviceName");
        status.putAlways("metricsServiceName");
        Plan plan = plan(seen, status);
        return plan.withStatus(status.done()).orIfRefused(refusal -> refused(seen, refusal, now));
    }

    private static Plan plan(Observed seen, StatusDraft status) {
        KubeObject object = seen.autoscaler();
        if (Owned.isForeign(seen.horizontal(), object)) {
            return Owned.notOwned(KIND, object, status);
        }
        if (Owned.isForeign(seen.sks(), object)) {
            return Owned.notOwned("ServerlessService", object, status);
        }
        var autoscaler = new Autoscaler(object, seen.config());
        Plan plan =
                Owned.ensure(
                        Plan.NOTHING, seen.horizontal(), HorizontalPodAutoscaler.of(autoscaler));
        plan =
                Owned.ensure(
                        plan,
                        seen.sks(),
                        Children.serverlessService(object, SERVE, ALL_ACTIVATORS));
        status.put("metricsServiceName", Owned.privateService(seen.sks()));
        status.putAlways("metricsServiceName");
        Owned.showServerlessService(seen.sks(), plan, status, "SKS Services are not ready yet");
        status.markTrue(Types.ACTIVE);
        seen.horizontal().map(KubeObject::status).ifPresent(of -> show(of, autoscaler, status));
        return plan;
    }

    private static void show(JsonNode horizontal, Autoscaler autoscaler, StatusDraft status) {
        int current = horizontal.path("currentReplicas").asInt();
        status.put("desiredScale", horizontal.path("desiredReplicas").asInt());
        status.put("actualScale", current);
        int least =
                Math.max(
                        autoscaler.settings().bounds(autoscaler.reachability()).min(),
                        autoscaler.settings().initialScale());
        if (current >= least && !status.text("serviceName").isEmpty()) {
            status.markTrue(Types.SCALE_TARGET_INITIALIZED);
        }
    }

    private static Plan refused(Observed seen, Refusal refusal, Instant now) {
        var status = StatusDraft.of(seen.autoscaler(), ConditionSet.POD_AUTOSCALER, now);
        status.markFalse(
                Types.ACTIVE,
                "FailedCreate",
                "Failed to create " + KIND + " " + GoQuote.quote(seen.autoscaler().name()) + ".");
        return Plan.statusOnly(status.done()).retry(refusal.message());
    }
}
