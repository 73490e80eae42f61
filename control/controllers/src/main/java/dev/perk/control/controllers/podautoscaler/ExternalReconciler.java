package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.condition.ConditionSet;
import dev.perk.api.config.ServingConfig;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import java.time.Instant;
import java.util.Optional;

/**
 * Leaves the scaling to somebody else, who writes the replicas of the Deployment, and does the
 * rest: requests go straight to the pods while there are any and wait at the activators while there
 * are none, and the status says what is seen. Perk's own class.
 */
final class ExternalReconciler implements Reconciler<ExternalReconciler.Observed> {
    private static final int FEWEST_ACTIVATORS = 2;

    record Observed(
            KubeObject autoscaler,
            Optional<KubeObject> sks,
            Optional<KubeObject> target,
            PodCounts pods,
            ServingConfig config) {}

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        var status = StatusDraft.of(seen.autoscaler(), ConditionSet.POD_AUTOSCALER, now);
        status.putAlways("serviceName");
        status.putAlways("metricsServiceName");
        return plan(seen, status).withStatus(status.done());
    }

    private static Plan plan(Observed seen, StatusDraft status) {
        KubeObject object = seen.autoscaler();
        if (Owned.isForeign(seen.sks(), object)) {
            return Owned.notOwned("ServerlessService", object, status);
        }
        String mode = seen.pods().ready() > 0 ? "Serve" : "Proxy";
        Plan plan =
                Owned.ensure(
                        Plan.NOTHING,
                        seen.sks(),
                        Children.serverlessService(object, mode, FEWEST_ACTIVATORS));
        status.put("metricsServiceName", Owned.privateService(seen.sks()));
        status.putAlways("metricsServiceName");
        Owned.showServerlessService(seen.sks(), plan, status, "");
        int wanted =
                seen.target()
                        .map(target -> target.spec().path("replicas").asInt(1))
                        .orElse(Scaling.UNKNOWN);
        status.put("actualScale", seen.pods().ready());
        status.put("desiredScale", wanted);
        if (wanted == 0) {
            Activity.markIdle(status); // by somebody's will, whatever was before
        } else {
            Activity.compute(
                    new Autoscaler(object, seen.config()), wanted, seen.pods().ready(), status);
        }
        return plan;
    }
}
