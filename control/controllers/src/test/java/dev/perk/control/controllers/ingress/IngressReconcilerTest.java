package dev.perk.control.controllers.ingress;

import static dev.perk.control.controllers.fixture.Manifests.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.control.controllers.ingress.IngressProgram.State;
import dev.perk.control.controllers.ingress.IngressReconciler.Observed;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import org.junit.jupiter.api.Test;

/** Upstream: knative/networking pkg/apis/networking/v1alpha1/ingress_lifecycle_test.go. */
class IngressReconcilerTest {
    private final KubeObject ingress =
            object(
                    """
                    apiVersion: networking.internal.knative.dev/v1alpha1
                    kind: Ingress
                    metadata:
                      name: hello
                      annotations: {networking.knative.dev/ingress.class: perk.ingress.networking.knative.dev}
                    spec: {}
                    """);

    @Test
    void isReadyOnceTheGatewayServesIt() {
        PlanText plan = reconcile(new State.Served());
        assertThat(plan.ready()).isEqualTo("True");
        assertThat(plan.status().at("/publicLoadBalancer/ingress/0/domainInternal").asText())
                .isEqualTo("public.gateway");
        assertThat(plan.status().at("/privateLoadBalancer/ingress/0/domainInternal").asText())
                .isEqualTo("private.gateway");
    }

    @Test
    void waitsForTheGateway() {
        PlanText plan = reconcile(new State.Waiting());
        assertThat(plan.condition("NetworkConfigured")).isEqualTo("True");
        assertThat(plan.ready())
                .isEqualTo("Unknown Uninitialized: Waiting for load balancer to be ready");
        assertThat(plan.status().has("publicLoadBalancer")).isFalse();
    }

    @Test
    void tellsWhyTheGatewayRefuses() {
        assertThat(reconcile(new State.Rejected("DomainConflict", "taken by ns/other")).ready())
                .isEqualTo("False DomainConflict: taken by ns/other");
    }

    @Test
    void knowsItsClass() {
        assertThat(IngressController.isOurs(ingress)).isTrue();
        assertThat(
                        IngressController.isOurs(
                                object(
                                        """
                                        apiVersion: networking.internal.knative.dev/v1alpha1
                                        kind: Ingress
                                        metadata:
                                          name: hello
                                          annotations: {networking.knative.dev/ingress.class: istio.ingress.networking.knative.dev}
                                        """)))
                .isFalse();
    }

    private PlanText reconcile(State state) {
        return PlanText.of(
                new IngressReconciler(new GatewayNames("public.gateway", "private.gateway"))
                        .reconcile(new Observed(ingress, state), FakeClock.START));
    }
}
