package dev.perk.control.controllers.metric;

import dev.perk.api.condition.Condition;
import dev.perk.api.condition.ConditionSet;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import java.time.Instant;

/** Shows how collecting goes. Source: {@code knative/serving pkg/reconciler/metric/metric.go}. */
final class MetricReconciler implements Reconciler<MetricReconciler.Observed> {

    record Observed(KubeObject metric, Collector.State state) {}

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        var status = StatusDraft.of(seen.metric(), ConditionSet.METRIC, now);
        switch (seen.state()) {
            case Collector.State.Collecting _ -> status.markTrue(Condition.READY);
            case Collector.State.NoEndpoints(String why) ->
                    status.markUnknown(Condition.READY, "NoEndpoints", why);
            case Collector.State.NoStats(String why) ->
                    status.markFalse(Condition.READY, "DidNotReceiveStat", why);
            case Collector.State.Failed(String why) ->
                    status.markFalse(
                            Condition.READY,
                            "CollectionFailed",
                            "Failed to reconcile metric collection: " + why);
        }
        return Plan.statusOnly(status.done());
    }
}
