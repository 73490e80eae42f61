package dev.perk.control.controllers.route;

import static dev.perk.control.controllers.fixture.Manifests.annotated;
import static dev.perk.control.controllers.fixture.Manifests.show;
import static dev.perk.control.controllers.fixture.Manifests.stored;
import static dev.perk.control.controllers.fixture.Manifests.with;
import static dev.perk.control.controllers.fixture.Manifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.controllers.fixture.PlanText;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/reconciler/route/resources/service_test.go. */
class PlaceholdersTest {
    private final RouteFixture row = new RouteFixture();

    @BeforeEach
    void createPlaceholder() {
        row.after(row.reconcile());
    }

    @Test
    void leadToThePublicHostAtFirst() {
        assertThat(show(row.service("hello").spec()))
                .isEqualTo(
                        show(
                                yaml(
                                        """
                                        type: ExternalName
                                        externalName: hello.default.example.com
                                        sessionAffinity: None
                                        ports: [{name: http2, protocol: TCP, appProtocol: kubernetes.io/h2c, port: 80, targetPort: 80}]
                                        """)));
        assertThat(row.service("hello").labels())
                .containsEntry("serving.knative.dev/route", "hello");
    }

    @Test
    void preferThePrivateBalancer() {
        row.ingressReady("{domainInternal: public.gw}");
        row.ingress =
                row.ingress.map(ingress ->
                        with(
                                ingress,
                                "/status/privateLoadBalancer",
                                "ingress: [{domainInternal: private.gw}]"));
        assertThat(externalName(row.reconcile())).isEqualTo("private.gw");
    }

    @Test
    void leadToADomain() {
        assertThat(externalName(row.ingressReady("{domain: gw.example.com}").reconcile()))
                .isEqualTo("gw.example.com");
    }

    @Test
    void leadToAnAddressWithoutAProxyInBetween() {
        PlanText plan = row.ingressReady("{ip: 10.1.2.3, domainInternal: ignored}").reconcile();
        assertThat(plan.changes())
                .containsExactly("update services hello", "create endpoints hello");
        assertThat(plan.written(Kinds.SERVICE).spec().path("clusterIP").asText()).isEqualTo("None");
        assertThat(plan.written(Kinds.ENDPOINTS).tree().path("subsets"))
                .isEqualTo(
                        yaml(
                                "[{addresses: [{ip: 10.1.2.3}], ports: [{name: http2, port: 80,"
                                        + " protocol: TCP}]}]"));
    }

    @Test
    void leadIntoTheMesh() {
        assertThat(
                        show(
                                row.ingressReady("{meshOnly: true}")
                                        .reconcile()
                                        .written(Kinds.SERVICE)
                                        .spec()))
                .isEqualTo(
                        show(
                                yaml(
                                        "{type: ClusterIP, ports: [{name: http, protocol: TCP,"
                                                + " port: 80, targetPort: 80}]}")));
    }

    @Test
    void stayAsTheyAreWhileNobodyKnowsWhereTheGatewayIs() {
        assertThat(row.ingressReady("").reconcile().changes()).isEmpty();
        assertThat(row.ingressReady("{domain: a}, {domain: b}").reconcile().changes()).isEmpty();
    }

    /** A Service keeps the address that it was given, so it has to be another Service. */
    @Test
    void areReplacedIfAnAddressHasToGo() {
        row.services.computeIfPresent(
                "hello",
                (_, service) -> with(service, "/spec", "{type: ClusterIP, clusterIP: 10.96.0.9}"));
        assertThat(row.ingressReady("{domainInternal: gw}").reconcile().changes())
                .containsExactly("delete services hello", "create services hello");
        assertThat(row.ingressReady("{ip: 10.1.2.3}").reconcile().changes())
                .startsWith("delete services hello", "create services hello");
    }

    @Test
    void keepWhatOthersWroteOnThem() {
        row.ingressReady("{domainInternal: gw}");
        row.services.computeIfPresent("hello", (_, service) -> annotated(service, "a", "b"));
        assertThat(row.reconcile().written(Kinds.SERVICE).annotations()).containsEntry("a", "b");
    }

    @Test
    void areLeftAloneIfOnlyTheApiServerAddedSomething() {
        row.ingressReady("{domainInternal: gw}");
        row.services.put("hello", stored(row.reconcile().written(Kinds.SERVICE)));
        row.services.computeIfPresent(
                "hello", (_, service) -> with(service, "/spec/internalTrafficPolicy", "Cluster"));
        assertThat(row.reconcile().changes()).isEmpty();
    }

    private static String externalName(PlanText plan) {
        return plan.written(Kinds.SERVICE).spec().path("externalName").asText();
    }
}
