package dev.perk.control.workloads.replicaset;

import static dev.perk.control.workloads.Given.created;
import static dev.perk.control.workloads.Given.deleted;
import static dev.perk.control.workloads.Given.events;
import static dev.perk.control.workloads.Given.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.control.workloads.Given;
import dev.perk.control.workloads.model.ReplicaSet;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Refusal;
import dev.perk.kube.control.Requeue;
import dev.perk.kube.store.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code pkg/controller/replicaset} TestSyncReplicaSetDoesNothing,
 * TestSyncReplicaSetCreates, TestSyncReplicaSetDormancy, TestControllerBurstReplicas,
 * TestCalculateStatus, TestCalculateStatusConditions, TestUpdatePods.
 */
class ReplicaSetReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final ReplicaSetReconciler RECONCILER = new ReplicaSetReconciler();

    @Test
    void makesPodsFromItsTemplateInTheSamePass() {
        Plan plan = reconcile(replicaSet(2, ""));
        assertThat(created(plan)).hasSize(2).doesNotHaveDuplicates();
        KubeObject pod = created(plan).getFirst();
        assertThat(pod.name()).matches("web-abc-[a-z0-9]{5}");
        assertThat(pod.namespace()).isEqualTo("ns");
        assertThat(pod.labels()).containsOnlyKeys("app", "pod-template-hash");
        assertThat(pod.annotation("note")).contains("x");
        assertThat(pod.isControlledBy(replicaSet(2, ""))).isTrue();
        assertThat(pod.spec()).isEqualTo(replicaSet(2, "").spec().at("/template/spec"));
        assertThat(events(plan))
                .containsExactlyElementsOf(
                        created(plan).stream()
                                .map(each -> "Normal SuccessfulCreate Created pod: " + each.name())
                                .toList());
    }

    @Test
    void countsPodsThatItHasJustMadeSoThatTheyTakeNoSecondStatus() {
        Plan plan = reconcile(replicaSet(2, ""));
        assertThat(status(plan))
                .isEqualTo(
                        Given.yaml(
                                "{replicas: 2, fullyLabeledReplicas: 2, observedGeneration: 7}"));
        List<KubeObject> pods =
                created(plan).stream().map(ReplicaSetReconcilerTest::stored).toList();
        assertThat(status(reconcile(replicaSet(2, ""), pods))).isEqualTo(status(plan));
    }

    @Test
    void leavesAloneWhatIsRight() {
        Plan plan = reconcile(replicaSet(2, ""), pods(2, "Running", true));
        assertThat(plan.changes()).isEmpty();
        assertThat(status(plan))
                .isEqualTo(
                        Given.yaml(
                                """
                                replicas: 2
                                fullyLabeledReplicas: 2
                                readyReplicas: 2
                                availableReplicas: 2
                                observedGeneration: 7
                                """));
    }

    @Test
    void replacesPodsThatHaveEndedOrAreBeingDeleted() {
        KubeObject going =
                pod("going", "Running", true)
                        .with(tree ->
                                tree.withObject("/metadata")
                                        .put("deletionTimestamp", "2026-01-01T00:00:00Z"));
        List<KubeObject> pods = List.of(going, pod("failed", "Failed", false));
        assertThat(created(reconcile(replicaSet(2, ""), pods))).hasSize(2);
    }

    @Test
    void deletesWhatIsTooMuch() {
        Plan plan = reconcile(replicaSet(0, ""), pods(2, "Running", true));
        assertThat(deleted(plan)).containsExactly("pod-0", "pod-1");
        assertThat(events(plan))
                .containsExactly(
                        "Normal SuccessfulDelete Deleted pod: pod-0",
                        "Normal SuccessfulDelete Deleted pod: pod-1");
        assertThat(status(plan)).isEqualTo(Given.yaml("{replicas: 0, observedGeneration: 7}"));
        assertThat(((Change.Delete) plan.changes().getFirst()).how().uid()).contains("uid-pod-0");
    }

    @Test
    void makesAtMostFiveHundredAtATime() {
        assertThat(created(reconcile(replicaSet(700, "")))).hasSize(500);
    }

    @Test
    void makesNoPodsWhileItIsBeingDeleted() {
        KubeObject going =
                replicaSet(2, "")
                        .with(tree ->
                                tree.withObject("/metadata")
                                        .put("deletionTimestamp", "2026-01-01T00:00:00Z"));
        assertThat(reconcile(going).changes()).isEmpty();
    }

    @Test
    void adoptsBeforeItCounts() {
        KubeObject orphan =
                pod("orphan", "Running", true)
                        .with(tree -> tree.withObject("/metadata").remove("ownerReferences"));
        Plan plan = reconcile(replicaSet(1, ""), List.of(orphan));
        assertThat(plan.changes()).singleElement().isInstanceOf(Change.Merge.class);
        assertThat(plan.status()).isEmpty();
    }

    @Test
    void saysWhyPodsCannotBeMadeAndTriesAgain() {
        Plan plan = reconcile(replicaSet(2, ""));
        Plan failed = refused(plan, 1, "pods \"x\" is forbidden: exceeded quota: q");
        assertThat(status(failed))
                .isEqualTo(
                        Given.yaml(
                                """
                                replicas: 1
                                fullyLabeledReplicas: 1
                                observedGeneration: 7
                                conditions:
                                - type: ReplicaFailure
                                  status: "True"
                                  lastTransitionTime: "2026-01-01T00:10:00Z"
                                  reason: FailedCreate
                                  message: 'pods "x" is forbidden: exceeded quota: q'
                                """));
        assertThat(events(failed))
                .containsExactly(
                        "Warning FailedCreate Error creating: pods \"x\" is forbidden: exceeded"
                                + " quota: q",
                        "Normal SuccessfulCreate Created pod: " + created(plan).getFirst().name());
        assertThat(failed.requeue()).isEqualTo(new Requeue.After(Duration.ofMillis(250)));
    }

    @Test
    void waitsAsLongAgainAsItHasBeenFailing() {
        String failing =
                """
                status:
                  conditions:
                  - {type: ReplicaFailure, status: "True", reason: FailedCreate, message: before,
                     lastTransitionTime: "%s"}
                """;
        Plan soon = reconcile(replicaSet(1, failing.formatted("2026-01-01T00:09:52Z")));
        assertThat(refused(soon, 0, "no").requeue())
                .isEqualTo(new Requeue.After(Duration.ofSeconds(8)));
        Plan late = reconcile(replicaSet(1, failing.formatted("2025-01-01T00:00:00Z")));
        assertThat(refused(late, 0, "no").requeue())
                .isEqualTo(new Requeue.After(Duration.ofSeconds(60)));
        assertThat(status(soon).path("conditions")).as("once it works").isEmpty();
    }

    @Test
    void givesUpWhereTheNamespaceEnds() {
        String ending =
                "pods \"x\" is forbidden: unable to create new content in namespace ns because it"
                        + " is being terminated";
        assertThat(refused(reconcile(replicaSet(1, "")), 0, ending)).isEqualTo(Plan.NOTHING);
    }

    @Test
    void aPodIsAvailableOnlyAfterMinReadySeconds() {
        KubeObject patient =
                replicaSet(1, "").with(tree -> tree.withObject("/spec").put("minReadySeconds", 10));
        KubeObject fresh = readySince("2026-01-01T00:09:55Z");
        Plan plan = reconcile(patient, List.of(fresh));
        assertThat(status(plan).path("readyReplicas").asInt()).isEqualTo(1);
        assertThat(status(plan).has("availableReplicas")).isFalse();
        assertThat(plan.requeue()).isEqualTo(new Requeue.After(Duration.ofMillis(5001)));

        Plan later = reconcile(patient, List.of(readySince("2026-01-01T00:09:49Z")));
        assertThat(status(later).path("availableReplicas").asInt()).isEqualTo(1);
        assertThat(later.requeue()).isEqualTo(new Requeue.Never());
    }

    @Test
    void countsPodsThatLackALabelOfTheTemplate() {
        KubeObject bare =
                pod("bare", "Running", true)
                        .with(tree -> tree.withObject("/metadata/labels").remove("app"));
        KubeObject loose =
                replicaSet(1, "")
                        .with(tree ->
                                tree.withObject("/spec/selector")
                                        .set(
                                                "matchLabels",
                                                Given.yaml("{pod-template-hash: abc}")));
        JsonNode status = status(reconcile(loose, List.of(bare)));
        assertThat(status.path("replicas").asInt()).isEqualTo(1);
        assertThat(status.has("fullyLabeledReplicas")).isFalse();
    }

    private static Plan refused(Plan plan, int change, String message) {
        var cause = new ApiException(403, "Forbidden", message, ApiException.Details.NONE);
        return plan.ifRefused().orElseThrow().apply(new Refusal(plan.changes().get(change), cause));
    }

    private static Plan reconcile(KubeObject replicaSet) {
        return reconcile(replicaSet, List.of());
    }

    private static Plan reconcile(KubeObject replicaSet, List<KubeObject> pods) {
        var seen = new ReplicaSetReconciler.Observed(new ReplicaSet(replicaSet), pods, List.of());
        return RECONCILER.reconcile(seen, NOW);
    }

    private static KubeObject replicaSet(int replicas, String more) {
        return Given.object(
                Kinds.REPLICA_SET,
                "web-abc",
                """
                metadata: {generation: 7}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web, pod-template-hash: abc}}
                  template:
                    metadata:
                      labels: {app: web, pod-template-hash: abc}
                      annotations: {note: x}
                    spec: {containers: [{name: c, image: nginx}]}
                """
                                .formatted(replicas)
                        + more);
    }

    private static List<KubeObject> pods(int count, String phase, boolean ready) {
        List<KubeObject> pods = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pods.add(pod("pod-" + i, phase, ready));
        }
        return pods;
    }

    private static KubeObject readySince(String time) {
        return pod("pod", "Running", true)
                .with(tree ->
                        tree.withObject("/status")
                                .withArray("conditions")
                                .set(
                                        0,
                                        Given.yaml(
                                                "{type: Ready, status: 'True', lastTransitionTime:"
                                                        + " '"
                                                        + time
                                                        + "'}")));
    }

    private static KubeObject pod(String name, String phase, boolean ready) {
        return Given.object(
                Kinds.POD,
                name,
                """
                metadata:
                  labels: {app: web, pod-template-hash: abc}
                  ownerReferences:
                  - {apiVersion: apps/v1, kind: ReplicaSet, name: web-abc, uid: uid-web-abc,
                     controller: true}
                status:
                  phase: %s
                  conditions:
                  - {type: Ready, status: "%s", lastTransitionTime: "2026-01-01T00:00:00Z"}
                """
                        .formatted(phase, ready ? "True" : "False"));
    }

    private static KubeObject stored(KubeObject pod) {
        return pod.with(tree ->
                tree.withObject("/metadata")
                        .put("uid", "uid-" + pod.name())
                        .put("resourceVersion", "2"));
    }
}
