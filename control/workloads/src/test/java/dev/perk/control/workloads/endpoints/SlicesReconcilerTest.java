package dev.perk.control.workloads.endpoints;

import static dev.perk.control.workloads.Given.created;
import static dev.perk.control.workloads.Given.deleted;
import static dev.perk.control.workloads.endpoints.EndpointsReconcilerTest.pod;
import static dev.perk.control.workloads.endpoints.EndpointsReconcilerTest.service;
import static dev.perk.control.workloads.endpoints.EndpointsReconcilerTest.stored;
import static dev.perk.control.workloads.endpoints.EndpointsReconcilerTest.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code pkg/controller/endpointslice} TestSyncServiceNoSelector, {@code
 * staging/src/k8s.io/endpointslice} TestReconcileEmpty, TestReconcile1Pod, TestReconcileManyPods,
 * TestReconcileEndpointSlicesUpdatingSlices, TestReconcileEndpointSlicesRecycling,
 * TestReconcileEndpointSlicesNamedPorts, TestPodToEndpoint.
 */
class SlicesReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SPEC =
            "{selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}";

    @Test
    void anEmptySliceIsThereWithTheService() {
        KubeObject slice = created(reconcile(List.of())).getFirst();
        assertThat(slice.name()).matches("web-[a-z0-9]{5}");
        assertThat(slice.labels())
                .containsEntry("kubernetes.io/service-name", "web")
                .containsEntry(
                        "endpointslice.kubernetes.io/managed-by",
                        "endpointslice-controller.k8s.io");
        assertThat(slice.isControlledBy(service(SPEC))).isTrue();
        assertThat(slice.tree().path("addressType").asText()).isEqualTo("IPv4");
        assertThat(slice.tree().path("endpoints")).isEmpty();
        assertThat(slice.tree().path("ports").isNull()).isTrue();
    }

    @Test
    void tellsWhetherAPodIsReadyServingAndTerminating() {
        Pod going =
                new Pod(
                        pod("b", "10.0.0.2", "True")
                                .object()
                                .with(tree ->
                                        tree.withObject("/metadata")
                                                .put("deletionTimestamp", "2026-01-01T00:00:00Z")));
        KubeObject slice =
                created(
                                reconcile(
                                        List.of(),
                                        pod("a", "10.0.0.1", "True"),
                                        going,
                                        pod("c", "10.0.0.3", "False")))
                        .getFirst();
        assertThat(slice.tree().path("endpoints"))
                .isEqualTo(
                        tree(
                                """
                                - addresses: [10.0.0.1]
                                  conditions: {ready: true, serving: true, terminating: false}
                                  nodeName: n1
                                  targetRef: {kind: Pod, namespace: ns, name: a, uid: uid-a}
                                - addresses: [10.0.0.2]
                                  conditions: {ready: false, serving: true, terminating: true}
                                  nodeName: n1
                                  targetRef: {kind: Pod, namespace: ns, name: b, uid: uid-b}
                                - addresses: [10.0.0.3]
                                  conditions: {ready: false, serving: false, terminating: false}
                                  nodeName: n1
                                  targetRef: {kind: Pod, namespace: ns, name: c, uid: uid-c}
                                """));
        assertThat(slice.tree().path("ports"))
                .isEqualTo(tree("[{name: '', port: 8080, protocol: TCP}]"));
    }

    @Test
    void fromZeroToOneAndBackTheSameSliceIsWritten() {
        KubeObject empty = stored(created(reconcile(List.of())).getFirst());
        Plan up = reconcile(List.of(empty), pod("a", "10.0.0.1", "True"));
        KubeObject one = updated(up);
        assertThat(one.name()).isEqualTo(empty.name());
        assertThat(reconcile(List.of(stored(one)), pod("a", "10.0.0.1", "True")))
                .isEqualTo(Plan.NOTHING);
        KubeObject again = updated(reconcile(List.of(stored(one))));
        assertThat(again.tree().path("endpoints")).isEmpty();
        assertThat(reconcile(List.of(stored(again)))).isEqualTo(Plan.NOTHING);
    }

    @Test
    void aSliceHoldsAHundred() {
        Plan plan = reconcile(List.of(), pods(250));
        assertThat(created(plan))
                .extracting(slice -> slice.tree().path("endpoints").size())
                .containsExactly(100, 100, 50);
        assertThat(created(plan)).extracting(KubeObject::name).doesNotHaveDuplicates();
    }

    @Test
    void anEndpointStaysWhereItIs() {
        List<KubeObject> slices =
                created(reconcile(List.of(), pods(150))).stream()
                        .map(EndpointsReconcilerTest::stored)
                        .toList();
        List<Pod> fewer = new ArrayList<>(Arrays.asList(pods(151)));
        fewer.remove(3);
        Plan plan = reconcile(slices, fewer.toArray(Pod[]::new));
        assertThat(created(plan)).isEmpty();
        assertThat(plan.changes()).as("the one that lost a pod takes the new one").hasSize(1);
        assertThat(updated(plan).tree().path("endpoints")).hasSize(100);
    }

    @Test
    void podsWithOtherPortsAreInAnotherSlice() {
        String named = "{selector: {app: web}, ports: [{name: http, port: 80, targetPort: user}]}";
        Pod other =
                new Pod(
                        pod("b", "10.0.0.2", "True")
                                .object()
                                .with(tree ->
                                        tree.withObject("/spec/containers/0/ports/0")
                                                .put("containerPort", 9001)));
        Plan plan = reconcile(named, List.of(), pod("a", "10.0.0.1", "True"), other);
        assertThat(created(plan))
                .extracting(slice -> slice.tree().at("/ports/0/port").asInt())
                .containsExactly(9000, 9001);
    }

    @Test
    void aSliceTooManyIsDeleted() {
        List<KubeObject> slices =
                created(reconcile(List.of(), pods(150))).stream()
                        .map(EndpointsReconcilerTest::stored)
                        .toList();
        Plan plan = reconcile(slices, pods(5));
        assertThat(deleted(plan)).hasSize(1);
        assertThat(updated(plan).tree().path("endpoints")).hasSize(5);
    }

    @Test
    void eachAddressFamilyHasItsSlices() {
        String dual = "{ipFamilies: [IPv4, IPv6], selector: {app: web}, ports: [{port: 80}]}";
        Pod pod =
                new Pod(
                        pod("a", "10.0.0.1", "True")
                                .object()
                                .with(tree ->
                                        tree.withObject("/status")
                                                .set(
                                                        "podIPs",
                                                        tree(
                                                                "[{ip: 10.0.0.1}, {ip:"
                                                                        + " 'fd00::1'}]"))));
        List<JsonNode> slices = new ArrayList<>();
        created(reconcile(dual, List.of(), pod)).forEach(slice -> slices.add(slice.tree()));
        assertThat(slices)
                .extracting(slice ->
                        slice.path("addressType").asText()
                                + " "
                                + slice.at("/endpoints/0/addresses/0").asText())
                .containsExactly("IPv4 10.0.0.1", "IPv6 fd00::1");
    }

    @Test
    void servicesWithoutSelectorBelongToOthers() {
        assertThat(reconcile("{ports: [{port: 80}]}", List.of())).isEqualTo(Plan.NOTHING);
    }

    private static KubeObject updated(Plan plan) {
        return plan.changes().stream()
                .filter(Change.Update.class::isInstance)
                .map(change -> ((Change.Update) change).object())
                .findFirst()
                .orElseThrow();
    }

    private static Pod[] pods(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> pod("pod-" + i, "10.0." + i / 250 + "." + i % 250, "True"))
                .toArray(Pod[]::new);
    }

    private static Plan reconcile(List<KubeObject> slices, Pod... pods) {
        return reconcile(SPEC, slices, pods);
    }

    private static Plan reconcile(String spec, List<KubeObject> slices, Pod... pods) {
        return new SlicesReconciler()
                .reconcile(
                        new SlicesReconciler.Observed(
                                new Service(service(spec)), List.of(pods), slices),
                        NOW);
    }
}
