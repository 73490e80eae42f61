package dev.perk.control.workloads.endpoints;

import static dev.perk.control.workloads.Given.created;
import static dev.perk.control.workloads.Given.deleted;
import static dev.perk.control.workloads.endpoints.EndpointsReconcilerTest.service;
import static dev.perk.control.workloads.endpoints.EndpointsReconcilerTest.stored;
import static dev.perk.control.workloads.endpoints.EndpointsReconcilerTest.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.workloads.Given;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code pkg/controller/endpointslicemirroring} TestReconcile, TestSyncEndpoints,
 * TestShouldMirror.
 */
class MirrorReconcilerTest {
    private static final String SUBSETS =
            """
            subsets:
            - addresses: [{ip: 10.0.0.1, nodeName: n1, targetRef: {kind: Pod, name: a}}]
              notReadyAddresses: [{ip: 10.0.0.2}]
              ports: [{name: http, port: 8012, protocol: TCP}, {port: 8112}]
            """;

    private final KubeObject byHand = service("{ports: [{port: 80}]}");

    @Test
    void mirrorsASubset() {
        KubeObject slice = created(reconcile(endpoints(SUBSETS), byHand, List.of())).getFirst();
        assertThat(slice.labels())
                .containsEntry("team", "a")
                .containsEntry("kubernetes.io/service-name", "web")
                .containsEntry(
                        "endpointslice.kubernetes.io/managed-by",
                        "endpointslicemirroring-controller.k8s.io");
        assertThat(slice.annotations()).containsOnlyKeys("note");
        assertThat(slice.isControlledBy(endpoints(SUBSETS))).isTrue();
        assertThat(slice.tree().path("endpoints"))
                .isEqualTo(
                        tree(
                                """
                                - {addresses: [10.0.0.1], conditions: {ready: true}, nodeName: n1, targetRef: {kind: Pod, name: a}}
                                - {addresses: [10.0.0.2], conditions: {ready: false}}
                                """));
        assertThat(slice.tree().path("ports"))
                .isEqualTo(
                        tree(
                                "[{name: http, port: 8012, protocol: TCP}, {name: '', port: 8112,"
                                        + " protocol: TCP}]"));
    }

    @Test
    void writesNothingThatIsThereAlready() {
        KubeObject slice =
                stored(created(reconcile(endpoints(SUBSETS), byHand, List.of())).getFirst());
        assertThat(reconcile(endpoints(SUBSETS), byHand, List.of(slice))).isEqualTo(Plan.NOTHING);
    }

    @Test
    void nothingToMirrorLeavesNoSlices() {
        KubeObject slice =
                stored(created(reconcile(endpoints(SUBSETS), byHand, List.of())).getFirst());
        assertThat(deleted(reconcile(endpoints(""), byHand, List.of(slice))))
                .containsExactly(slice.name());
    }

    @Test
    void leavesAloneWhatOthersCareFor() {
        KubeObject skipped =
                endpoints(SUBSETS)
                        .with(tree ->
                                tree.withObject("/metadata/labels")
                                        .put("endpointslice.kubernetes.io/skip-mirror", "true"));
        KubeObject leader =
                endpoints(SUBSETS)
                        .with(tree ->
                                tree.withObject("/metadata/annotations")
                                        .put("control-plane.alpha.kubernetes.io/leader", "{}"));
        KubeObject selecting = service("{selector: {app: web}}");
        assertThat(reconcile(skipped, byHand, List.of())).isEqualTo(Plan.NOTHING);
        assertThat(reconcile(leader, byHand, List.of())).isEqualTo(Plan.NOTHING);
        assertThat(reconcile(endpoints(SUBSETS), selecting, List.of())).isEqualTo(Plan.NOTHING);
        assertThat(
                        new MirrorReconciler()
                                .reconcile(
                                        new MirrorReconciler.Observed(
                                                Optional.of(endpoints(SUBSETS)),
                                                Optional.empty(),
                                                List.of()),
                                        Instant.EPOCH))
                .as("no Service")
                .isEqualTo(Plan.NOTHING);
    }

    private static Plan reconcile(
            KubeObject endpoints, KubeObject service, List<KubeObject> slices) {
        return new MirrorReconciler()
                .reconcile(
                        new MirrorReconciler.Observed(
                                Optional.of(endpoints), Optional.of(new Service(service)), slices),
                        Instant.EPOCH);
    }

    private static KubeObject endpoints(String subsets) {
        return Given.object(
                Kinds.ENDPOINTS,
                "web",
                """
                metadata:
                  labels: {team: a}
                  annotations: {note: x, endpoints.kubernetes.io/last-change-trigger-time: y}
                """
                        + subsets);
    }
}
