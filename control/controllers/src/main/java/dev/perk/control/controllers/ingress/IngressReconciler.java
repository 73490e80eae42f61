package dev.perk.control.controllers.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.condition.ConditionSet;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.control.controllers.ingress.IngressProgram.State;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import java.time.Instant;

/** Source: {@code knative/networking pkg/apis/networking/v1alpha1/ingress_lifecycle.go}. */
final class IngressReconciler implements Reconciler<IngressReconciler.Observed> {

    record Observed(KubeObject ingress, State state) {}

    private final GatewayNames gateway;

    IngressReconciler(GatewayNames gateway) {
        this.gateway = gateway;
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        var status = StatusDraft.of(seen.ingress(), ConditionSet.INGRESS, now);
        status.markTrue(Types.NETWORK_CONFIGURED);
        switch (seen.state()) {
            case State.Served _ -> {
                status.put("publicLoadBalancer", loadBalancer(gateway.external()));
                status.put("privateLoadBalancer", loadBalancer(gateway.local()));
                status.markTrue(Types.LOAD_BALANCER_READY);
            }
            case State.Waiting _ ->
                    status.markUnknown(
                            Types.LOAD_BALANCER_READY,
                            "Uninitialized",
                            "Waiting for load balancer to be ready");
            case State.Rejected(String reason, String message) ->
                    status.markFalse(Types.LOAD_BALANCER_READY, reason, message);
        }
        return Plan.statusOnly(status.done());
    }

    private static ObjectNode loadBalancer(String name) {
        ObjectNode balancer = Json.object();
        balancer.putArray("ingress").addObject().put("domainInternal", name);
        return balancer;
    }
}
