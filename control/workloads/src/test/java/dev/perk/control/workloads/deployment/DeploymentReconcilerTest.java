package dev.perk.control.workloads.deployment;

import static dev.perk.control.workloads.Given.created;
import static dev.perk.control.workloads.Given.deleted;
import static dev.perk.control.workloads.Given.events;
import static dev.perk.control.workloads.Given.status;
import static dev.perk.control.workloads.deployment.Rollouts.annotated;
import static dev.perk.control.workloads.deployment.Rollouts.madeFor;
import static dev.perk.control.workloads.deployment.Rollouts.replicaSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.control.workloads.Given;
import dev.perk.control.workloads.model.Pod;
import dev.perk.control.workloads.model.ReplicaSet;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Refusal;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Subresource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code pkg/controller/deployment} TestSyncDeploymentCreatesReplicaSet,
 * TestSyncDeploymentDontDoAnythingDuringDeletion, TestGetReplicaSetsForDeployment,
 * TestDeploymentController_cleanupDeployment, TestScaleDownOldReplicaSets (recreate), {@code
 * deployment/util} TestAnnotationUtils; the timeline of a cluster with two replicas.
 */
class DeploymentReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private final DeploymentReconciler reconciler = new DeploymentReconciler();

    @Test
    void makesAReplicaSetFromItsTemplate() {
        Deployment deployment = deployment(2, "");
        Plan plan = reconcile(deployment);
        KubeObject made = created(plan).getFirst();
        String hash = deployment.template().hash(0);
        assertThat(made.name()).isEqualTo("web-" + hash);
        assertThat(made.labels())
                .containsEntry("app", "web")
                .containsEntry("pod-template-hash", hash);
        assertThat(made.annotations())
                .containsEntry("deployment.kubernetes.io/revision", "1")
                .containsEntry("deployment.kubernetes.io/desired-replicas", "2")
                .containsEntry("deployment.kubernetes.io/max-replicas", "3");
        assertThat(made.isControlledBy(deployment.object())).isTrue();
        assertThat(made.spec().at("/selector/matchLabels"))
                .isEqualTo(Given.yaml("{app: web, pod-template-hash: " + hash + "}"));
        assertThat(made.spec().at("/template/metadata/labels/pod-template-hash").asText())
                .isEqualTo(hash);
        assertThat(made.spec().path("replicas").asInt()).isEqualTo(2);
        assertThat(events(plan))
                .containsExactly(
                        "Normal ScalingReplicaSet Scaled up replica set "
                                + made.name()
                                + " from 0 to 2");
        assertThat(status(plan))
                .isEqualTo(
                        Given.yaml(
                                """
                                observedGeneration: 2
                                unavailableReplicas: 2
                                conditions:
                                - type: Progressing
                                  status: "True"
                                  lastUpdateTime: "2026-01-01T00:10:00Z"
                                  lastTransitionTime: "2026-01-01T00:10:00Z"
                                  reason: NewReplicaSetCreated
                                  message: Created new replica set "%s"
                                - type: Available
                                  status: "False"
                                  lastUpdateTime: "2026-01-01T00:10:00Z"
                                  lastTransitionTime: "2026-01-01T00:10:00Z"
                                  reason: MinimumReplicasUnavailable
                                  message: Deployment does not have minimum availability.
                                """
                                        .formatted(made.name())));
    }

    @Test
    void handsItsAnnotationsOnButNotThoseOfItsOwn() {
        Deployment deployment =
                Deployment.of(
                        deployment(1, "")
                                .object()
                                .with(tree ->
                                        tree.withObject("/metadata")
                                                .set(
                                                        "annotations",
                                                        Given.yaml(
                                                                """
                                                                note: x
                                                                kubectl.kubernetes.io/last-applied-configuration: "{}"
                                                                deployment.kubernetes.io/revision: "9"
                                                                """))));
        assertThat(created(reconcile(deployment)).getFirst().annotations())
                .containsEntry("note", "x")
                .containsEntry("deployment.kubernetes.io/revision", "1")
                .doesNotContainKey("kubectl.kubernetes.io/last-applied-configuration");
    }

    @Test
    void aNewSizeIsOneWriteToTheReplicaSet() {
        ReplicaSet asleep = revision(madeFor(replicaSet("v2", 0), 0, 1), 1);
        Plan plan = reconcile(deployment(1, "1"), asleep);
        assertThat(plan.changes())
                .containsExactly(
                        new Change.Merge(
                                asleep.object().key(),
                                Given.yaml(
                                        """
                                        metadata:
                                          resourceVersion: "1"
                                          annotations:
                                            deployment.kubernetes.io/desired-replicas: "1"
                                            deployment.kubernetes.io/max-replicas: "2"
                                        spec: {replicas: 1}
                                        """)));
        assertThat(events(plan))
                .containsExactly(
                        "Normal ScalingReplicaSet Scaled up replica set web-v2 from 0 to 1");
        assertThat(status(plan).path("unavailableReplicas").asInt()).isEqualTo(1);
    }

    @Test
    void scalingToZeroKeepsItAvailable() {
        ReplicaSet current = revision(madeFor(replicaSet("v2", 1), 1, 2), 1);
        Plan plan = reconcile(deployment(0, "1"), current);
        assertThat(size(plan, current)).isZero();
        assertThat(condition(plan, "Available")).startsWith("True MinimumReplicasAvailable");
    }

    @Test
    void aRolloutGoesStepByStep() {
        ReplicaSet v1 = revision(madeFor(replicaSet("v1", 2), 2, 3), 1);
        Plan first = reconcile(deployment(2, "1"), v1);
        KubeObject made = created(first).getFirst();
        assertThat(made.spec().path("replicas").asInt()).as("within the surge").isEqualTo(1);
        assertThat(made.annotation("deployment.kubernetes.io/revision")).contains("2");
        assertThat(mergeWithStatus(first, deployment(2, "1").object()))
                .isEqualTo(
                        Given.yaml(
                                "metadata: {annotations: {deployment.kubernetes.io/revision:"
                                        + " '2'}}"));

        ReplicaSet v2 = revision(madeFor(replicaSet("v2", 1, 1, 0), 2, 3), 2);
        assertThat(reconcile(deployment(2, "2"), v1, v2).changes()).as("not ready yet").isEmpty();

        v2 = revision(madeFor(replicaSet("v2", 1), 2, 3), 2);
        Plan second = reconcile(deployment(2, "2"), v1, v2);
        assertThat(size(second, v1)).as("one old goes").isEqualTo(1);
        assertThat(events(second))
                .containsExactly(
                        "Normal ScalingReplicaSet Scaled down replica set web-v1 from 2 to 1");
        assertThat(condition(second, "Progressing"))
                .isEqualTo("True ReplicaSetUpdated ReplicaSet \"web-v2\" is progressing.");
    }

    @Test
    void aRollbackReusesTheOldReplicaSetAndRenumbersIt() {
        ReplicaSet v2 = revision(madeFor(replicaSet("v2", 0), 2, 3), 1);
        ReplicaSet v3 = revision(madeFor(replicaSet("v3", 2), 2, 3), 2);
        Plan plan = reconcile(deployment(2, "2"), v2, v3);
        assertThat(created(plan)).isEmpty();
        assertThat(merge(plan, v2.object()))
                .isEqualTo(
                        Given.yaml(
                                """
                                metadata:
                                  resourceVersion: "1"
                                  annotations:
                                    deployment.kubernetes.io/revision: "3"
                                    deployment.kubernetes.io/revision-history: "1"
                                spec: {replicas: 1}
                                """));
        assertThat(
                        mergeWithStatus(plan, deployment(2, "2").object())
                                .at("/metadata/annotations")
                                .toString())
                .contains("\"3\"");
    }

    @Test
    void saysThatItFoundAReplicaSetWhenNothingWasSaidBefore() {
        ReplicaSet current = revision(madeFor(replicaSet("v2", 2, 2, 0), 2, 3), 1);
        assertThat(condition(reconcile(deployment(2, "1"), current), "Progressing"))
                .isEqualTo("True ReplicaSetUpdated ReplicaSet \"web-v2\" is progressing.");
        ReplicaSet still = revision(madeFor(replicaSet("v2", 2, 0, 0), 2, 3), 1);
        assertThat(condition(reconcile(deployment(2, "1"), still), "Progressing"))
                .isEqualTo("True FoundNewReplicaSet Found new replica set \"web-v2\"");
    }

    @Test
    void deletesOldReplicaSetsBeyondTheHistoryOnceItIsComplete() {
        ReplicaSet v2 = revision(madeFor(replicaSet("v5", 1), 1, 2), 5);
        Deployment done =
                with(
                        deployment(1, "5"),
                        "{revisionHistoryLimit: 1}",
                        "{observedGeneration: 2, replicas: 1, updatedReplicas: 1,"
                                + " availableReplicas: 1}");
        ReplicaSet current =
                new ReplicaSet(
                        v2.object()
                                .with(tree ->
                                        tree.withObject("/spec/template/spec/containers/0")
                                                .put("image", "v2")));
        ReplicaSet gone = revision(replicaSet("v1", 0), 1);
        ReplicaSet busy = revision(replicaSet("v2", 0, 1, 0), 2);
        ReplicaSet kept = revision(replicaSet("v3", 0), 3);
        busy =
                new ReplicaSet(
                        busy.object()
                                .with(tree ->
                                        tree.withObject("/spec/template/spec/containers/0")
                                                .put("image", "old")));
        Plan plan = reconcile(done, gone, busy, kept, current);
        assertThat(deleted(plan)).as("one has a pod left").containsExactly("web-v1");
        Deployment busyOne = with(done, "{revisionHistoryLimit: 1}", "{observedGeneration: 1}");
        assertThat(deleted(reconcile(busyOne, gone, kept, current))).as("not before").isEmpty();
        Deployment all = with(done, "{revisionHistoryLimit: 2147483647}", "{}");
        assertThat(deleted(reconcile(all, gone, kept, current))).isEmpty();
    }

    @Test
    void aPausedOneIsResizedButNotRolled() {
        ReplicaSet v1 = revision(madeFor(replicaSet("v1", 2), 2, 3), 1);
        Deployment paused = with(deployment(3, "1"), "{paused: true}", "{}");
        Plan plan = reconcile(paused, v1);
        assertThat(created(plan)).isEmpty();
        assertThat(size(plan, v1)).isEqualTo(3);
        assertThat(condition(plan, "Progressing"))
                .isEqualTo("Unknown DeploymentPaused Deployment is paused");
    }

    @Test
    void recreatingWaitsUntilAllOldPodsAreGone() {
        ReplicaSet v1 = revision(madeFor(replicaSet("v1", 2), 2, 2), 1);
        Deployment deployment = recreated(2);
        Plan down = reconcile(deployment, v1);
        assertThat(size(down, v1)).isZero();
        assertThat(created(down)).isEmpty();

        ReplicaSet empty = revision(madeFor(replicaSet("v1", 0), 2, 2), 1);
        Pod last =
                new Pod(
                        Given.object(
                                Kinds.POD,
                                "last",
                                """
                                metadata:
                                  deletionTimestamp: "2026-01-01T00:00:00Z"
                                  ownerReferences: [{uid: uid-web-v1, controller: true}]
                                status: {phase: Running}
                                """));
        assertThat(created(reconcile(deployment, List.of(last), empty))).isEmpty();
        KubeObject made = created(reconcile(deployment, empty)).getFirst();
        assertThat(made.spec().path("replicas").asInt()).as("all at once").isEqualTo(2);
    }

    @Test
    void doesNothingButCountWhileItIsBeingDeleted() {
        Deployment going =
                Deployment.of(
                        deployment(2, "1")
                                .object()
                                .with(tree ->
                                        tree.withObject("/metadata")
                                                .put("deletionTimestamp", "2026-01-01T00:00:00Z")));
        Plan plan = reconcile(going, replicaSet("v1", 2));
        assertThat(plan.changes()).isEmpty();
        assertThat(status(plan).path("replicas").asInt()).isEqualTo(2);
    }

    @Test
    void refusesToSelectAllPods() {
        Deployment all = with(deployment(1, ""), "{selector: {}}", "{}");
        assertThat(events(reconcile(all)))
                .containsExactly(
                        "Warning SelectingAll This deployment is selecting all pods. A non-empty"
                                + " selector is required.");
        assertThat(created(reconcile(all))).isEmpty();
    }

    @Test
    void adoptsAReplicaSetThatItSelects() {
        ReplicaSet orphan =
                new ReplicaSet(
                        replicaSet("v2", 2)
                                .object()
                                .with(tree ->
                                        tree.withObject("/metadata").remove("ownerReferences")));
        Plan plan = reconcile(deployment(2, ""), orphan);
        assertThat(plan.changes()).singleElement().isInstanceOf(Change.Merge.class);
    }

    @Test
    void looksForAnotherNameWhenItsHashIsTaken() {
        Deployment deployment = deployment(1, "");
        KubeObject stranger = Given.object(Kinds.REPLICA_SET, deployment.replicaSetName(), "");
        Plan plan =
                reconciler.reconcile(
                        new DeploymentReconciler.Observed(
                                deployment, List.of(), Optional.of(stranger), List.of()),
                        NOW);
        assertThat(plan.changes()).isEmpty();
        assertThat(status(plan).path("collisionCount").asInt()).isEqualTo(1);
        Deployment next =
                Deployment.of(deployment.object().withStatus(plan.status().orElseThrow()));
        assertThat(next.replicaSetName()).isNotEqualTo(deployment.replicaSetName());
    }

    @Test
    void saysWhyAReplicaSetCannotBeMade() {
        Plan plan = reconcile(deployment(1, ""));
        var cause = new ApiException(403, "Forbidden", "no", ApiException.Details.NONE);
        Plan failed =
                plan.ifRefused().orElseThrow().apply(new Refusal(plan.changes().getFirst(), cause));
        String message =
                "Failed to create new replica set \"" + created(plan).getFirst().name() + "\": no";
        assertThat(condition(failed, "Progressing"))
                .isEqualTo("False ReplicaSetCreateError " + message);
        assertThat(events(failed)).containsExactly("Warning ReplicaSetCreateError " + message);
    }

    private Plan reconcile(Deployment deployment, ReplicaSet... replicaSets) {
        return reconcile(deployment, List.of(), replicaSets);
    }

    private Plan reconcile(Deployment deployment, List<Pod> pods, ReplicaSet... replicaSets) {
        List<KubeObject> objects = Stream.of(replicaSets).map(ReplicaSet::object).toList();
        return reconciler.reconcile(
                new DeploymentReconciler.Observed(deployment, objects, Optional.empty(), pods),
                NOW);
    }

    /** With a surge of one and none unavailable; {@code revision} is what it says of itself. */
    private static Deployment deployment(int replicas, String revision) {
        Deployment deployment =
                Rollouts.with(
                        replicas,
                        "{type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}",
                        "  progressDeadlineSeconds: 600");
        return revision.isEmpty()
                ? deployment
                : Deployment.of(
                        deployment
                                .object()
                                .with(tree ->
                                        tree.withObject("/metadata")
                                                .withObjectProperty("annotations")
                                                .put(Annotations.DEPLOYMENT_REVISION, revision)));
    }

    private static Deployment recreated(int replicas) {
        return with(deployment(replicas, "1"), "{strategy: {type: Recreate}}", "{}");
    }

    private static Deployment with(Deployment deployment, String spec, String status) {
        return Deployment.of(
                deployment
                        .object()
                        .with(tree -> {
                            tree.withObject("/spec").setAll(Given.yaml(spec));
                            tree.set("status", Given.yaml(status));
                        }));
    }

    private static ReplicaSet revision(ReplicaSet replicaSet, int revision) {
        return annotated(replicaSet, Annotations.DEPLOYMENT_REVISION, revision);
    }

    private static ObjectNode merge(Plan plan, KubeObject object) {
        return plan.changes().stream()
                .filter(Change.Merge.class::isInstance)
                .map(Change.Merge.class::cast)
                .filter(merge -> merge.key().equals(object.key()))
                .map(merge -> (ObjectNode) Json.canonical(merge.changes()))
                .findFirst()
                .orElseThrow();
    }

    /** What comes with the status of a Deployment, and so does not change its generation. */
    private static ObjectNode mergeWithStatus(Plan plan, KubeObject object) {
        return plan.changes().stream()
                .filter(Change.MergePart.class::isInstance)
                .map(Change.MergePart.class::cast)
                .filter(merge -> merge.part() == Subresource.STATUS)
                .filter(merge -> merge.key().equals(object.key()))
                .map(merge -> (ObjectNode) Json.canonical(merge.changes()))
                .findFirst()
                .orElseThrow();
    }

    private static int size(Plan plan, ReplicaSet replicaSet) {
        return merge(plan, replicaSet.object()).at("/spec/replicas").asInt(-1);
    }

    private static String condition(Plan plan, String type) {
        for (var condition : status(plan).path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText()
                        + " "
                        + condition.path("reason").asText()
                        + " "
                        + condition.path("message").asText();
            }
        }
        return "absent";
    }
}
