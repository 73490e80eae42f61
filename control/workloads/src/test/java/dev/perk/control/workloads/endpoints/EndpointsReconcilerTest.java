package dev.perk.control.workloads.endpoints;

import static dev.perk.control.workloads.Given.created;
import static dev.perk.control.workloads.Given.deleted;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.control.workloads.Given;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code pkg/controller/endpoint} TestSyncEndpointsItems,
 * TestSyncEndpointsItemsPreserveNoSelector, TestSyncEndpointsProtocolTCP,
 * TestSyncEndpointsNewNoSubsets, TestSyncEndpointsHeadlessService,
 * TestSyncEndpointsItemsPreexistingIdentical, TestSyncEndpointsItemsWithLabels,
 * TestSyncEndpointsPodsWithPublishNotReadyAddresses, TestShouldPodBeInEndpoints.
 */
class EndpointsReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SELECTING =
            "{selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}";

    @Test
    void listsReadyAndUnreadyPods() {
        Plan plan =
                reconcile(
                        service(SELECTING),
                        pod("b", "10.0.0.2", "True"),
                        pod("a", "10.0.0.1", "True"),
                        pod("c", "10.0.0.3", "False"));
        KubeObject endpoints = created(plan).getFirst();
        assertThat(endpoints.name()).isEqualTo("web");
        assertThat(endpoints.tree().path("subsets"))
                .isEqualTo(
                        tree(
                                """
                                - addresses:
                                  - {ip: 10.0.0.1, nodeName: n1, targetRef: {kind: Pod, namespace: ns, name: a, uid: uid-a}}
                                  - {ip: 10.0.0.2, nodeName: n1, targetRef: {kind: Pod, namespace: ns, name: b, uid: uid-b}}
                                  notReadyAddresses:
                                  - {ip: 10.0.0.3, nodeName: n1, targetRef: {kind: Pod, namespace: ns, name: c, uid: uid-c}}
                                  ports: [{port: 8080, protocol: TCP}]
                                """));
    }

    @Test
    void writesNothingThatIsThereAlready() {
        Pod pod = pod("a", "10.0.0.1", "True");
        KubeObject written = stored(created(reconcile(service(SELECTING), pod)).getFirst());
        assertThat(reconcile(service(SELECTING), Optional.of(written), pod))
                .isEqualTo(Plan.NOTHING);
    }

    @Test
    void aChangeIsOneWriteThatKeepsWhatOthersWrote() {
        KubeObject before =
                Given.object(
                        Kinds.ENDPOINTS,
                        "web",
                        "metadata: {annotations: {note: x}, labels: {stale: 'yes'},"
                                + " resourceVersion: '7'}");
        Plan plan =
                reconcile(service(SELECTING), Optional.of(before), pod("a", "10.0.0.1", "True"));
        KubeObject after = ((Change.Update) plan.changes().getFirst()).object();
        assertThat(after.annotation("note")).contains("x");
        assertThat(after.labels()).as("those of the Service").isEmpty();
        assertThat(after.revision()).isEqualTo(7);
    }

    @Test
    void hasTheLabelsOfItsService() {
        KubeObject service =
                service(SELECTING)
                        .with(tree ->
                                tree.withObject("/metadata")
                                        .set(
                                                "labels",
                                                Given.yaml(
                                                        "{networking.internal.knative.dev/serviceType:"
                                                            + " Private}")));
        assertThat(created(reconcile(service)).getFirst().labels())
                .containsExactly(
                        java.util.Map.entry(
                                "networking.internal.knative.dev/serviceType", "Private"));
    }

    @Test
    void withoutPodsThereAreNoSubsets() {
        assertThat(created(reconcile(service(SELECTING))).getFirst().tree().has("subsets"))
                .isFalse();
    }

    @Test
    void podsThatGoLeaveAtOnce() {
        Pod going =
                new Pod(
                        pod("a", "10.0.0.1", "True")
                                .object()
                                .with(tree ->
                                        tree.withObject("/metadata")
                                                .put("deletionTimestamp", "2026-01-01T00:00:00Z")));
        assertThat(subsets(reconcile(service(SELECTING), going))).isEmpty();
        String patient = SELECTING.replace("selector", "publishNotReadyAddresses: true, selector");
        assertThat(subsets(reconcile(service(patient), going)).at("/0/addresses")).hasSize(1);
    }

    @Test
    void podsWithoutAnAddressOrThatHaveEndedAreLeftOut() {
        Pod ended =
                new Pod(
                        pod("a", "10.0.0.1", "True")
                                .object()
                                .with(tree ->
                                        tree.withObject("/status").put("phase", "Succeeded")));
        assertThat(subsets(reconcile(service(SELECTING), ended, pod("b", "", "False")))).isEmpty();
    }

    @Test
    void publishesUnreadyPodsWhereAskedTo() {
        String eager = SELECTING.replace("selector", "publishNotReadyAddresses: true, selector");
        JsonNode subset = subsets(reconcile(service(eager), pod("a", "10.0.0.1", "False"))).path(0);
        assertThat(subset.path("addresses")).hasSize(1);
        assertThat(subset.has("notReadyAddresses")).isFalse();
    }

    @Test
    void findsTargetPortsByName() {
        String named =
                "{selector: {app: web}, ports: [{name: http, port: 80, targetPort: user}, {name:"
                        + " admin, port: 81, targetPort: none}]}";
        assertThat(subsets(reconcile(service(named), pod("a", "10.0.0.1", "True"))).at("/0/ports"))
                .isEqualTo(tree("[{name: http, port: 9000, protocol: TCP}]"));
    }

    @Test
    void podsWithOtherPortsAreInAnotherSubset() {
        String named = "{selector: {app: web}, ports: [{name: http, port: 80, targetPort: user}]}";
        Pod other =
                new Pod(
                        pod("b", "10.0.0.2", "True")
                                .object()
                                .with(tree ->
                                        tree.withObject("/spec/containers/0/ports/0")
                                                .put("containerPort", 9001)));
        JsonNode subsets = subsets(reconcile(service(named), pod("a", "10.0.0.1", "True"), other));
        assertThat(subsets.findValuesAsText("ip")).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(subsets).hasSize(2);
    }

    @Test
    void aTargetPortDefaultsToThePort() {
        String bare = "{selector: {app: web}, ports: [{port: 80}]}";
        assertThat(subsets(reconcile(service(bare), pod("a", "10.0.0.1", "True"))).at("/0/ports"))
                .isEqualTo(tree("[{port: 80, protocol: TCP}]"));
    }

    @Test
    void aHeadlessServiceSaysSoAndNeedsNoPorts() {
        KubeObject endpoints =
                created(
                                reconcile(
                                        service("{clusterIP: None, selector: {app: web}}"),
                                        pod("a", "10.0.0.1", "True")))
                        .getFirst();
        assertThat(endpoints.labels()).containsKey("service.kubernetes.io/headless");
        assertThat(endpoints.tree().at("/subsets/0/addresses")).hasSize(1);
        assertThat(endpoints.tree().at("/subsets/0").has("ports")).isFalse();
    }

    @Test
    void aPodHasAHostNameBelowItsSubdomain() {
        Pod named =
                new Pod(
                        pod("a", "10.0.0.1", "True")
                                .object()
                                .with(tree ->
                                        tree.withObject("/spec")
                                                .put("hostname", "a-0")
                                                .put("subdomain", "web")));
        assertThat(
                        subsets(reconcile(service(SELECTING), named))
                                .at("/0/addresses/0/hostname")
                                .asText())
                .isEqualTo("a-0");
    }

    @Test
    void servicesWithoutSelectorBelongToOthers() {
        KubeObject byHand =
                Given.object(Kinds.ENDPOINTS, "web", "subsets: [{addresses: [{ip: 1.2.3.4}]}]");
        for (String spec :
                List.of(
                        "{ports: [{port: 80}]}",
                        "{type: ExternalName, externalName: x, selector: {app: web}}")) {
            assertThat(reconcile(service(spec), Optional.of(byHand))).isEqualTo(Plan.NOTHING);
        }
    }

    @Test
    void goWithTheirService() {
        KubeObject orphan = Given.object(Kinds.ENDPOINTS, "web", "");
        Plan plan =
                new EndpointsReconciler()
                        .reconcile(
                                new EndpointsReconciler.Observed(
                                        Optional.empty(), Optional.of(orphan), List.of()),
                                NOW);
        assertThat(deleted(plan)).containsExactly("web");
    }

    private static JsonNode subsets(Plan plan) {
        return Json.canonical(created(plan).getFirst().tree().path("subsets"));
    }

    private static Plan reconcile(KubeObject service, Pod... pods) {
        return reconcile(service, Optional.empty(), pods);
    }

    private static Plan reconcile(KubeObject service, Optional<KubeObject> endpoints, Pod... pods) {
        return new EndpointsReconciler()
                .reconcile(
                        new EndpointsReconciler.Observed(
                                Optional.of(new Service(service)), endpoints, List.of(pods)),
                        NOW);
    }

    static JsonNode tree(String yaml) {
        return Given.yaml("value:\n" + yaml.indent(2)).path("value");
    }

    static KubeObject service(String spec) {
        return Given.object(Kinds.SERVICE, "web", "spec: " + spec);
    }

    static KubeObject stored(KubeObject object) {
        return KubeObject.of(
                object.type(),
                (com.fasterxml.jackson.databind.node.ObjectNode)
                        Json.canonical(
                                object.with(tree ->
                                                tree.withObject("/metadata")
                                                        .put("uid", "uid-" + object.name())
                                                        .put("resourceVersion", "1"))
                                        .tree()));
    }

    static Pod pod(String name, String ip, String ready) {
        return new Pod(
                Given.object(
                        Kinds.POD,
                        name,
                        """
                        metadata: {labels: {app: web}}
                        spec:
                          nodeName: n1
                          containers: [{name: c, ports: [{name: user, containerPort: 9000}]}]
                        status:
                          phase: Running
                          podIP: "%s"
                          conditions: [{type: Ready, status: "%s"}]
                        """
                                .formatted(ip, ready)));
    }
}
