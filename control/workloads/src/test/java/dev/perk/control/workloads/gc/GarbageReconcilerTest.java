package dev.perk.control.workloads.gc;

import static dev.perk.control.workloads.Given.events;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.workloads.Given;
import dev.perk.control.workloads.gc.OwnerState.Absent;
import dev.perk.control.workloads.gc.OwnerState.Elsewhere;
import dev.perk.control.workloads.gc.OwnerState.Present;
import dev.perk.control.workloads.gc.OwnerState.Unknown;
import dev.perk.control.workloads.gc.OwnerState.Waiting;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.store.Deletion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code pkg/controller/garbagecollector} TestAttemptToDeleteItem, TestDependentsRace,
 * TestUnblockOwnerReference, TestOrphanDependentsFailure, TestConflictingData; {@code
 * test/integration/garbagecollector} TestCascadingDeletion, TestOrphaning,
 * TestSolidOwnerDoesNotBlockWaitingOwner, TestNonBlockingOwnerRefDoesNotBlock,
 * TestDoubleDeletionWithFinalizer, TestCrossNamespaceReferencesWithWatchCache.
 */
class GarbageReconcilerTest {
    private static final OwnerRef A = ref("a", true);
    private static final OwnerRef B = ref("b", true);

    private final KubeObject object = owned("child", A, B);

    @Test
    void staysWhileAnOwnerExists() {
        assertThat(judge(new Present(A), new Present(B))).isEqualTo(Plan.NOTHING);
    }

    @Test
    void withoutOwnersItIsNobodysBusiness() {
        assertThat(reconcile(owned("free"), List.of(), List.of())).isEqualTo(Plan.NOTHING);
    }

    @Test
    void goesWhenAllOwnersAreGone() {
        assertThat(judge(new Absent(A), new Absent(B)))
                .isEqualTo(Plan.of(deletion(Deletion.Propagation.BACKGROUND)));
    }

    @Test
    void forgetsOwnersThatAreGoneWhileAnotherExists() {
        assertThat(judge(new Absent(A), new Present(B))).isEqualTo(Plan.of(owners(object, B)));
    }

    @Test
    void aSolidOwnerDoesNotBlockAWaitingOne() {
        assertThat(judge(new Waiting(A), new Present(B))).isEqualTo(Plan.of(owners(object, B)));
    }

    @Test
    void anOwnerThatNobodyCanJudgeKeepsIt() {
        assertThat(judge(new Unknown(A), new Unknown(B))).isEqualTo(Plan.NOTHING);
    }

    @Test
    void goesFirstWhenItsOwnerWaits() {
        assertThat(judge(new Waiting(A), new Absent(B)))
                .isEqualTo(Plan.of(deletion(Deletion.Propagation.BACKGROUND)));
    }

    @Test
    void letsItsOwnDependentsGoFirstWhenItsOwnerWaits() {
        Plan plan =
                reconcile(
                        object,
                        List.of(new Waiting(A), new Waiting(B)),
                        List.of(owned("grandchild", ref("child", true))));
        assertThat(plan).isEqualTo(Plan.of(deletion(Deletion.Propagation.FOREGROUND)));
    }

    @Test
    void givesWayInACircle() {
        KubeObject waiting = deleting(owned("a", ref("child", true)), "foregroundDeletion");
        Plan plan = reconcile(object, List.of(new Waiting(A), new Waiting(B)), List.of(waiting));
        assertThat(plan).isEqualTo(Plan.of(owners(object, ref("a", false), ref("b", false))));
    }

    @Test
    void anOwnerElsewhereDoesNotCountAndThatIsSaid() {
        Plan plan = judge(new Elsewhere(A), new Absent(B));
        assertThat(plan.changes()).containsExactly(deletion(Deletion.Propagation.BACKGROUND));
        assertThat(events(plan))
                .containsExactly(
                        "Warning OwnerRefInvalidNamespace ownerRef [v1/ConfigMap, namespace: ns,"
                                + " name: a, uid: uid-a] does not exist in namespace \"ns\"");
    }

    @Test
    void whatIsBeingDeletedIsNotDeletedAgain() {
        KubeObject going = deleting(object, "example.com/hold");
        assertThat(reconcile(going, List.of(new Absent(A), new Absent(B)), List.of()))
                .isEqualTo(Plan.NOTHING);
    }

    @Test
    void aForegroundDeletionWaitsForDependentsThatBlockIt() {
        KubeObject owner = deleting(owned("owner"), "foregroundDeletion");
        KubeObject blocking = owned("blocking", ref("owner", true));
        KubeObject other = owned("other", ref("owner", false));
        assertThat(reconcile(owner, List.of(), List.of(blocking, other))).isEqualTo(Plan.NOTHING);
        assertThat(reconcile(owner, List.of(), List.of(other)))
                .isEqualTo(Plan.of(finalizers(owner)));
        assertThat(reconcile(owner, List.of(), List.of())).isEqualTo(Plan.of(finalizers(owner)));
    }

    @Test
    void otherFinalizersStay() {
        KubeObject owner = deleting(owned("owner"), "foregroundDeletion", "example.com/hold");
        assertThat(reconcile(owner, List.of(), List.of()))
                .isEqualTo(Plan.of(finalizers(owner, "example.com/hold")));
    }

    @Test
    void orphansForgetTheirOwnerBeforeItGoes() {
        KubeObject owner = deleting(owned("owner"), "orphan");
        KubeObject one = owned("one", ref("owner", true));
        KubeObject two = owned("two", A, ref("owner", true));
        assertThat(reconcile(owner, List.of(), List.of(one, two)))
                .isEqualTo(Plan.of(owners(one), owners(two, A), finalizers(owner)));
    }

    @Test
    void deletesAsTheFinalizersOfTheObjectSay() {
        KubeObject orphaning = with(object, "orphan");
        Plan plan = reconcile(orphaning, List.of(new Absent(A), new Absent(B)), List.of());
        assertThat(((Change.Delete) plan.changes().getFirst()).how().propagation())
                .isEqualTo(Deletion.Propagation.ORPHAN);
    }

    private Plan judge(OwnerState... owners) {
        return reconcile(object, List.of(owners), List.of());
    }

    private static Plan reconcile(
            KubeObject object, List<OwnerState> owners, List<KubeObject> dependents) {
        return new GarbageReconciler()
                .reconcile(
                        new GarbageReconciler.Observed(object, owners, dependents), Instant.EPOCH);
    }

    private Change deletion(Deletion.Propagation how) {
        return new Change.Delete(
                ResourceKey.of(Kinds.CONFIG_MAP, "ns", "child"),
                new Deletion(
                        how, OptionalLong.empty(), Optional.of("uid-child"), OptionalLong.of(1)));
    }

    private static Change owners(KubeObject object, OwnerRef... owners) {
        var merge = Given.yaml("metadata: {resourceVersion: '1', ownerReferences: []}");
        for (OwnerRef owner : owners) {
            merge.withObject("/metadata").withArray("ownerReferences").add(owner.tree());
        }
        return new Change.Merge(object.key(), merge);
    }

    private static Change finalizers(KubeObject object, String... finalizers) {
        var merge = Given.yaml("metadata: {resourceVersion: '1', finalizers: []}");
        for (String finalizer : finalizers) {
            merge.withObject("/metadata").withArray("finalizers").add(finalizer);
        }
        return new Change.Merge(object.key(), merge);
    }

    private static OwnerRef ref(String name, boolean blocks) {
        return new OwnerRef("v1", "ConfigMap", name, "uid-" + name, false, blocks);
    }

    private static KubeObject owned(String name, OwnerRef... owners) {
        return Given.object(Kinds.CONFIG_MAP, name, "")
                .with(tree -> {
                    for (OwnerRef owner : owners) {
                        tree.withObject("/metadata").withArray("ownerReferences").add(owner.tree());
                    }
                });
    }

    private static KubeObject with(KubeObject object, String... finalizers) {
        return object.with(tree -> {
            for (String finalizer : finalizers) {
                tree.withObject("/metadata").withArray("finalizers").add(finalizer);
            }
        });
    }

    private static KubeObject deleting(KubeObject object, String... finalizers) {
        return with(object, finalizers)
                .with(tree ->
                        tree.withObject("/metadata")
                                .put("deletionTimestamp", "2026-01-01T00:00:00Z"));
    }
}
