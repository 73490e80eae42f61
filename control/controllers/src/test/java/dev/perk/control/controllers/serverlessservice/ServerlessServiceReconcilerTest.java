package dev.perk.control.controllers.serverlessservice;

import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.owned;
import static dev.perk.control.controllers.fixture.Manifests.show;
import static dev.perk.control.controllers.fixture.Manifests.stored;
import static dev.perk.control.controllers.fixture.Manifests.with;
import static dev.perk.control.controllers.fixture.Manifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.control.controllers.serverlessservice.ServerlessServiceReconciler.Observed;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.testing.testkit.FakeClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Upstream: knative/serving
 * pkg/reconciler/serverlessservice/{serverlessservice_test,resources/services_test}.go.
 */
class ServerlessServiceReconcilerTest {
    private static final String NOT_READY = "Unknown NoHealthyBackends: K8s Service is not ready";

    private KubeObject sks =
            object(
                    """
                    apiVersion: networking.internal.knative.dev/v1alpha1
                    kind: ServerlessService
                    metadata: {name: hello-00001, labels: {app: hello}}
                    spec:
                      mode: Serve
                      protocolType: http1
                      numActivators: 2
                      objectRef: {apiVersion: apps/v1, kind: Deployment, name: hello-00001-deployment}
                    """);
    private Optional<KubeObject> target =
            Optional.of(
                    object(
                            """
                            apiVersion: apps/v1
                            kind: Deployment
                            metadata: {name: hello-00001-deployment}
                            spec: {selector: {matchLabels: {serving.knative.dev/revisionUID: u1}}}
                            """));
    private Optional<KubeObject> privateService =
            Optional.of(
                    stored(
                            new Children(sks)
                                    .privateService(
                                            yaml("{serving.knative.dev/revisionUID: u1}"))));
    private Optional<KubeObject> publicService =
            Optional.of(stored(new Children(sks).publicService()));
    private Optional<KubeObject> publicEndpoints = Optional.empty();
    private List<String> pods = List.of();
    private List<String> activators = List.of("10.9.0.1", "10.9.0.2");

    /** Row: "OnCreate-deployment-exists". */
    @Test
    void createsBothServicesAndThePublicEndpoints() {
        privateService = Optional.empty();
        publicService = Optional.empty();
        PlanText plan = reconcile();
        assertThat(plan.changes())
                .containsExactly(
                        "create services hello-00001-private",
                        "create services hello-00001",
                        "create endpoints hello-00001");
        assertThat(plan.status().path("serviceName").asText()).isEqualTo("hello-00001");
        assertThat(plan.status().path("privateServiceName").asText())
                .isEqualTo("hello-00001-private");
        assertThat(plan.condition("EndpointsPopulated")).isEqualTo(NOT_READY);
        assertThat(plan.requeue()).as("the pods' endpoints wake us").isEqualTo("never");
    }

    @Test
    void selectsThePodsWithThePrivateService() {
        privateService = Optional.empty();
        KubeObject created =
                reconcile().plan().changes().stream()
                        .map(change -> ((Change.Create) change).object())
                        .filter(object -> object.name().equals("hello-00001-private"))
                        .findFirst()
                        .orElseThrow();
        assertThat(show(created.spec()))
                .isEqualTo(
                        show(
                                yaml(
                                        """
                                        selector: {serving.knative.dev/revisionUID: u1}
                                        ports:
                                        - {name: http, protocol: TCP, port: 80, targetPort: 8012}
                                        - {name: https, protocol: TCP, port: 443, targetPort: 8112}
                                        - {name: http-autometric, protocol: TCP, port: 9090, targetPort: http-autometric}
                                        - {name: http-usermetric, protocol: TCP, port: 9091, targetPort: http-usermetric}
                                        - {name: http-istio, protocol: TCP, port: 8012, targetPort: 8012}
                                        """)));
        assertThat(created.labels())
                .containsEntry("networking.internal.knative.dev/serverlessservice", "hello-00001")
                .containsEntry("networking.internal.knative.dev/serviceType", "Private")
                .containsEntry("app", "hello");
    }

    @Test
    void selectsNothingWithThePublicService() {
        publicService = Optional.empty();
        KubeObject created = reconcile().written(Kinds.SERVICE);
        assertThat(show(created.spec()))
                .isEqualTo(
                        show(
                                yaml(
                                        """
                                        ports:
                                        - {name: http, protocol: TCP, port: 80, targetPort: 8012}
                                        - {name: https, protocol: TCP, port: 443, targetPort: 8112}
                                        """)));
    }

    @Test
    void usesPort81ForH2c() {
        sks = with(sks, "/spec/protocolType", "h2c");
        publicService = Optional.empty();
        privateService =
                Optional.of(
                        stored(
                                new Children(sks)
                                        .privateService(
                                                yaml("{serving.knative.dev/revisionUID: u1}"))));
        assertThat(reconcile().written(Kinds.SERVICE).spec().path("ports").path(0))
                .isEqualTo(
                        yaml(
                                "{name: http2, protocol: TCP, port: 81, targetPort: 8013,"
                                        + " appProtocol: kubernetes.io/h2c}"));
        assertThat(privateService.orElseThrow().spec().path("ports").path(0).path("port").asInt())
                .isEqualTo(80);
    }

    /** Row: "steady state". */
    @Test
    void leadsToThePodsInServeMode() {
        pods = List.of("10.0.0.1", "10.0.0.2");
        PlanText plan = reconcile();
        assertThat(addresses(plan)).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(plan.condition("EndpointsPopulated")).isEqualTo("True");
        assertThat(plan.condition("ActivatorEndpointsPopulated"))
                .isEqualTo("False ActivatorEndpointsPopulated: Revision is backed by Activator");
        assertThat(plan.ready()).isEqualTo("True");
    }

    @Test
    void passesOnThePortOfTheProtocolAndTheOneForTls() {
        pods = List.of("10.0.0.1");
        assertThat(
                        reconcile()
                                .written(Kinds.ENDPOINTS)
                                .tree()
                                .path("subsets")
                                .path(0)
                                .path("ports"))
                .isEqualTo(yaml("[{name: http, port: 8012}, {name: https, port: 8112}]"));
    }

    /** Row: "many activator endpoints, prefer the activators in Proxy mode". */
    @Test
    void leadsToSomeActivatorsInProxyMode() {
        sks = with(sks, "/spec/mode", "Proxy");
        pods = List.of("10.0.0.1");
        activators =
                List.of(
                        "10.0.0.1",
                        "10.0.0.2",
                        "10.0.0.3",
                        "10.0.0.4",
                        "10.0.0.5",
                        "10.0.0.6",
                        "10.0.0.7");
        PlanText plan = reconcile();
        assertThat(addresses(plan))
                .as("the ones that the reference chooses for hello-00001")
                .containsExactly("10.0.0.4", "10.0.0.7");
        assertThat(plan.condition("EndpointsPopulated")).isEqualTo("True");
        assertThat(plan.condition("ActivatorEndpointsPopulated")).startsWith("True");
    }

    @Test
    void leadsToAllActivatorsIfNobodySaysHowMany() {
        sks = with(with(sks, "/spec/mode", "Proxy"), "/spec/numActivators", "0");
        assertThat(addresses(reconcile())).containsExactly("10.9.0.1", "10.9.0.2");
    }

    /** Row: "serving - no backends". */
    @Test
    void leadsToTheActivatorsIfThereIsNoPodEvenInServeMode() {
        PlanText plan = reconcile();
        assertThat(addresses(plan)).containsExactly("10.9.0.1", "10.9.0.2");
        assertThat(plan.condition("EndpointsPopulated")).isEqualTo(NOT_READY);
        assertThat(plan.condition("ActivatorEndpointsPopulated")).startsWith("True");
    }

    /** Row: "no activators, in Proxy mode". */
    @Test
    void leadsToThePodsIfThereIsNoActivator() {
        sks = with(sks, "/spec/mode", "Proxy");
        activators = List.of();
        pods = List.of("10.0.0.1");
        assertThat(addresses(reconcile())).containsExactly("10.0.0.1");
    }

    @Test
    void writesEndpointsOnlyIfTheyChange() {
        pods = List.of("10.0.0.1");
        publicEndpoints = Optional.of(stored(reconcile().written(Kinds.ENDPOINTS)));
        assertThat(reconcile().changes()).isEmpty();
        pods = List.of("10.0.0.1", "10.0.0.2");
        assertThat(reconcile().changes()).containsExactly("update endpoints hello-00001");
    }

    /** Rows: "user changes public svc", "user changes priv svc". */
    @Test
    void repairsPortsAndSelectorsAndLeavesTheRestOfTheServices() {
        publicService =
                publicService.map(service ->
                        with(
                                with(service, "/spec/clusterIP", "10.96.0.1"),
                                "/spec/selector",
                                "{app: mine}"));
        privateService = privateService.map(service -> with(service, "/spec/ports", "[]"));
        PlanText plan = reconcile();
        assertThat(plan.changes())
                .startsWith("update services hello-00001-private", "update services hello-00001");
        JsonNode repaired = ((Change.Update) plan.plan().changes().get(1)).object().spec();
        assertThat(repaired.has("selector")).isFalse();
        assertThat(repaired.path("clusterIP").asText()).isEqualTo("10.96.0.1");
    }

    /** Rows: "OnCreate-no-eps / not owned". */
    @Test
    void leavesAForeignServiceAlone() {
        privateService =
                Optional.of(
                        object(
                                "{apiVersion: v1, kind: Service, metadata: {name:"
                                        + " hello-00001-private}, spec: {}}"));
        PlanText plan = reconcile();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.condition("EndpointsPopulated"))
                .isEqualTo(
                        "False NotOwned: Resource hello-00001-private of type Service is not owned"
                                + " by SKS");
        assertThat(plan.requeue())
                .isEqualTo("retry: SKS: hello-00001 does not own Service: hello-00001-private");
    }

    @Test
    void retriesUntilItsDeploymentIsThere() {
        target = Optional.empty();
        assertThat(reconcile().requeue())
                .isEqualTo(
                        "retry: error retrieving deployment selector spec: Deployment"
                                + " \"hello-00001-deployment\" not found");
    }

    private PlanText reconcile() {
        return PlanText.of(
                new ServerlessServiceReconciler()
                        .reconcile(
                                new Observed(
                                        sks,
                                        target,
                                        privateService.map(this::ours),
                                        publicService.map(this::ours),
                                        publicEndpoints.map(this::ours),
                                        endpoints("hello-00001-private", pods),
                                        endpoints("activator-service", activators)),
                                FakeClock.START));
    }

    private KubeObject ours(KubeObject object) {
        return object.controller().isPresent() ? owned(sks, object) : object;
    }

    private static Optional<KubeObject> endpoints(String name, List<String> ips) {
        if (ips.isEmpty()) {
            return Optional.empty();
        }
        String addresses = String.join(", ", ips.stream().map(ip -> "{ip: " + ip + "}").toList());
        return Optional.of(
                object(
                        String.format(
                                """
                                apiVersion: v1
                                kind: Endpoints
                                metadata: {name: %s}
                                subsets:
                                - addresses: [%s]
                                  ports: [{name: http, port: 8012}, {name: h, port: 9090}, {name: https, port: 8112}]
                                """,
                                name, addresses)));
    }

    private static List<String> addresses(PlanText plan) {
        List<String> ips = new ArrayList<>();
        for (JsonNode subset : plan.written(Kinds.ENDPOINTS).tree().path("subsets")) {
            subset.path("addresses").forEach(address -> ips.add(address.path("ip").asText()));
        }
        return ips;
    }
}
