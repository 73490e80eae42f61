package dev.perk.control.workloads;

import static dev.perk.control.workloads.Watches.controllerOf;
import static dev.perk.control.workloads.Watches.versions;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.control.workloads.access.AggregationReconciler;
import dev.perk.control.workloads.access.TokenSecretReconciler;
import dev.perk.control.workloads.endpoints.SelectorIndex;
import dev.perk.control.workloads.model.Pod;
import dev.perk.control.workloads.namespaces.NamespaceObserver;
import dev.perk.control.workloads.scheduling.SchedulingReconciler;
import dev.perk.kube.KubeObject;
import dev.perk.kube.disruption.DisruptionBudget;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.kube.store.Selector;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys that a change wakes, where that is more than the object itself or its controller. */
record Mappings(ObjectCaches caches, SelectorIndex services) {

    Collection<NamespacedName> aggregatedRoles() {
        return caches.of(Kinds.CLUSTER_ROLE).all().stream()
                .filter(AggregationReconciler::isAggregated)
                .map(KubeObject::namespacedName)
                .toList();
    }

    static Collection<NamespacedName> tokenSecret(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        return Stream.ofNullable(after)
                .filter(TokenSecretReconciler::keepsToken)
                .map(KubeObject::namespacedName)
                .toList();
    }

    Collection<NamespacedName> tokenSecretsOfAccount(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        return versions(before, after)
                .flatMap(account ->
                        caches.of(Kinds.SECRET).inNamespace(account.namespace()).stream()
                                .filter(secret ->
                                        TokenSecretReconciler.account(secret)
                                                .filter(account.name()::equals)
                                                .isPresent()))
                .map(KubeObject::namespacedName)
                .distinct()
                .toList();
    }

    Collection<NamespacedName> deploymentsForOrphan(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        return orphan(before, after)
                .flatMap(replicaSet -> selecting(Kinds.DEPLOYMENT, replicaSet))
                .toList();
    }

    Collection<NamespacedName> replicaSetsForOrphan(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        return orphan(before, after).flatMap(pod -> selecting(Kinds.REPLICA_SET, pod)).toList();
    }

    /** An object without a controller that might find one now. */
    private static Stream<KubeObject> orphan(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        boolean known =
                before != null
                        && after != null
                        && before.controller().isEmpty()
                        && before.labels().equals(after.labels());
        return Stream.ofNullable(after)
                .filter(object -> !known)
                .filter(object -> object.controller().isEmpty() && !object.isDeleting());
    }

    private Stream<NamespacedName> selecting(ResourceType type, KubeObject object) {
        return caches.of(type).inNamespace(object.namespace()).stream()
                .filter(owner ->
                        Selector.of(owner.spec().path("selector")).matches(object.labels()))
                .map(KubeObject::namespacedName);
    }

    Collection<NamespacedName> deploymentOfPod(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        ObjectCache sets = caches.of(Kinds.REPLICA_SET);
        return versions(before, after)
                .flatMap(pod -> controllerOf(Kinds.REPLICA_SET, pod))
                .flatMap(name -> sets.get(name).stream())
                .flatMap(replicaSet -> controllerOf(Kinds.DEPLOYMENT, replicaSet))
                .distinct()
                .toList();
    }

    Collection<NamespacedName> waitingPod(@Nullable KubeObject before, @Nullable KubeObject after) {
        return Stream.ofNullable(after)
                .filter(SchedulingReconciler::isOurs)
                .map(KubeObject::namespacedName)
                .toList();
    }

    Collection<NamespacedName> waitingPodsWhenRoomIsMade(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        boolean tookRoom = before != null && takesRoom(before);
        boolean takesRoom = after != null && takesRoom(after);
        return tookRoom && !takesRoom ? waitingPods() : List.of();
    }

    private static boolean takesRoom(KubeObject object) {
        Pod pod = new Pod(object);
        return pod.node().isPresent() && !pod.isTerminal();
    }

    Collection<NamespacedName> waitingPods() {
        return caches.of(Kinds.POD).all().stream()
                .filter(SchedulingReconciler::isOurs)
                .map(KubeObject::namespacedName)
                .toList();
    }

    Collection<NamespacedName> servicesOfPod(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        return versions(before, after)
                .flatMap(pod -> services.selecting(pod).stream())
                .distinct()
                .toList();
    }

    Collection<NamespacedName> budgetsOfPod(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        ObjectCache budgets = caches.of(StoredKinds.POD_DISRUPTION_BUDGET);
        return versions(before, after)
                .flatMap(pod ->
                        budgets.inNamespace(pod.namespace()).stream()
                                .filter(budget -> DisruptionBudget.covers(budget, pod.labels())))
                .map(KubeObject::namespacedName)
                .distinct()
                .toList();
    }

    /** All of the namespace, when another number of pods may be wanted. */
    Collection<NamespacedName> budgetsBeside(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        boolean same = before != null && after != null && before.spec().equals(after.spec());
        return same
                ? List.of()
                : versions(before, after)
                        .map(KubeObject::namespace)
                        .distinct()
                        .flatMap(namespace ->
                                caches
                                        .of(StoredKinds.POD_DISRUPTION_BUDGET)
                                        .inNamespace(namespace)
                                        .stream())
                        .map(KubeObject::namespacedName)
                        .toList();
    }

    static Collection<NamespacedName> serviceOfSlice(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        return versions(before, after)
                .flatMap(slice ->
                        slice
                                .label(Labels.SLICE_SERVICE_NAME)
                                .map(name -> new NamespacedName(slice.namespace(), name))
                                .stream())
                .distinct()
                .toList();
    }

    static Collection<NamespacedName> namespace(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        return versions(before, after)
                .map(object -> new NamespacedName("", object.namespace()))
                .distinct()
                .toList();
    }

    static Collection<NamespacedName> namespaceOfRootCa(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        boolean isRootCa = versions(before, after).anyMatch(NamespaceObserver::isRootCa);
        return isRootCa ? namespace(before, after) : List.of();
    }

    Collection<NamespacedName> namespaceBeingCleared(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        ObjectCache all = caches.of(Kinds.NAMESPACE);
        return namespace(before, after).stream()
                .filter(name -> all.get(name).filter(KubeObject::isDeleting).isPresent())
                .toList();
    }
}
