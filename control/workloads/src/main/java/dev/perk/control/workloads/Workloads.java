package dev.perk.control.workloads;

import static dev.perk.control.workloads.Watches.controller;
import static dev.perk.control.workloads.Watches.whenGone;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import dev.perk.control.workloads.access.AggregationReconciler;
import dev.perk.control.workloads.access.SecretTokens;
import dev.perk.control.workloads.access.TokenSecretReconciler;
import dev.perk.control.workloads.deployment.DeploymentObserver;
import dev.perk.control.workloads.deployment.DeploymentReconciler;
import dev.perk.control.workloads.disruption.DisruptionReconciler;
import dev.perk.control.workloads.endpoints.EndpointsObserver;
import dev.perk.control.workloads.endpoints.EndpointsReconciler;
import dev.perk.control.workloads.endpoints.MirrorReconciler;
import dev.perk.control.workloads.endpoints.SelectorIndex;
import dev.perk.control.workloads.endpoints.SlicesReconciler;
import dev.perk.control.workloads.gc.EventExpiry;
import dev.perk.control.workloads.gc.GarbageObserver;
import dev.perk.control.workloads.gc.GarbageReconciler;
import dev.perk.control.workloads.model.Live;
import dev.perk.control.workloads.namespaces.NamespaceObserver;
import dev.perk.control.workloads.namespaces.NamespaceReconciler;
import dev.perk.control.workloads.replicaset.ReplicaSetObserver;
import dev.perk.control.workloads.replicaset.ReplicaSetReconciler;
import dev.perk.control.workloads.scheduling.SchedulingObserver;
import dev.perk.control.workloads.scheduling.SchedulingReconciler;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.ControlLoop;
import dev.perk.kube.control.EventRecorder;
import dev.perk.kube.control.Observer;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.disruption.DisruptionBudget;
import dev.perk.kube.store.Catalog;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.Store;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * All of these controllers, running: which loop there is, what it watches, and which of its keys a
 * change wakes.
 *
 * <p>Construct it before the caches start, start it after them, close it before them.
 */
public final class Workloads implements AutoCloseable {
    private static final Duration EVENT_SWEEP = Duration.ofMinutes(1);

    private final Store store;
    private final ObjectCaches caches;
    private final EventRecorder events;
    private final Scheduler scheduler;
    private final List<ControlLoop<?>> loops = new CopyOnWriteArrayList<>();
    private final Watches watches;
    private final Mappings keys;
    private final Catalog catalog;
    private final Set<ResourceType> followed = new LinkedHashSet<>();

    private final ControlLoop<DeploymentReconciler.Observed> deployments;
    private final ControlLoop<ReplicaSetReconciler.Observed> replicaSets;
    private final ControlLoop<SchedulingReconciler.Observed> scheduling;
    private final ControlLoop<EndpointsReconciler.Observed> endpoints;
    private final ControlLoop<SlicesReconciler.Observed> slices;
    private final ControlLoop<MirrorReconciler.Observed> mirror;
    private final ControlLoop<NamespaceReconciler.Observed> namespaces;
    private final ControlLoop<AggregationReconciler.Observed> aggregation;
    private final ControlLoop<TokenSecretReconciler.Observed> tokenSecrets;
    private final ControlLoop<DisruptionBudget> disruptions;
    private final ControlLoop<KubeObject> eventExpiry;
    private final QuotaLoop quotas;
    private final GarbageLoops garbage;
    private @Nullable Timer eventSweep;

    /**
     * @param catalog the kinds whose objects are cleared away; new ones are followed, too
     * @param parallelism how many keys each loop works on at a time, 1 or more
     * @param certificates the CA of the API server in PEM, for the pods
     * @param tokens what Secrets keep for ServiceAccounts
     */
    public Workloads(
            Store store,
            ObjectCaches caches,
            Catalog catalog,
            EventRecorder events,
            Scheduler scheduler,
            int parallelism,
            String certificates,
            SecretTokens tokens) {
        this.store = store;
        this.caches = caches;
        this.events = events;
        this.scheduler = scheduler;
        this.watches = new Watches(caches);
        var services = new SelectorIndex();
        // Before the caches start, so that it hears of every Service from the first on.
        caches.of(Kinds.SERVICE).addHandler(services);
        followed.addAll(catalog.now().resources());
        followed.forEach(caches::of);
        this.catalog = catalog;

        var live = new Live(store, caches, catalog);
        deployments =
                loop(
                        "deployment-controller",
                        Kinds.DEPLOYMENT,
                        new DeploymentObserver(live),
                        new DeploymentReconciler(),
                        parallelism);
        replicaSets =
                loop(
                        "replicaset-controller",
                        Kinds.REPLICA_SET,
                        new ReplicaSetObserver(live),
                        new ReplicaSetReconciler(),
                        parallelism);
        // One pod after the other: two at a time could both be given the last room on a node.
        scheduling =
                loop(
                        "default-scheduler",
                        Kinds.POD,
                        new SchedulingObserver(live),
                        new SchedulingReconciler(),
                        1);
        var addresses = new EndpointsObserver(live);
        endpoints =
                loop(
                        "endpoint-controller",
                        Kinds.SERVICE,
                        addresses::endpoints,
                        new EndpointsReconciler(),
                        parallelism);
        slices =
                loop(
                        "endpoint-slice-controller",
                        Kinds.SERVICE,
                        addresses::slices,
                        new SlicesReconciler(),
                        parallelism);
        mirror =
                loop(
                        "endpoint-slice-mirroring-controller",
                        Kinds.ENDPOINTS,
                        addresses::mirror,
                        new MirrorReconciler(),
                        parallelism);
        namespaces =
                loop(
                        "namespace-controller",
                        Kinds.NAMESPACE,
                        new NamespaceObserver(live),
                        new NamespaceReconciler(certificates),
                        parallelism);
        aggregation =
                loop(
                        "clusterrole-aggregation-controller",
                        Kinds.CLUSTER_ROLE,
                        key ->
                                live.get(Kinds.CLUSTER_ROLE, "", key.name())
                                        .map(role ->
                                                new AggregationReconciler.Observed(
                                                        role,
                                                        live.listed(
                                                                Kinds.CLUSTER_ROLE,
                                                                "",
                                                                Selector.EVERYTHING))),
                        new AggregationReconciler(),
                        1);
        tokenSecrets =
                loop(
                        "tokens-controller",
                        Kinds.SECRET,
                        key ->
                                live.get(Kinds.SECRET, key.namespace(), key.name())
                                        .map(secret ->
                                                new TokenSecretReconciler.Observed(
                                                        secret, accountOf(live, secret))),
                        new TokenSecretReconciler(certificates, tokens),
                        parallelism);
        disruptions =
                loop(
                        "disruption-controller",
                        StoredKinds.POD_DISRUPTION_BUDGET,
                        key -> budget(live, key),
                        new DisruptionReconciler(),
                        parallelism);
        eventExpiry =
                loop(
                        "event-expiry",
                        Kinds.EVENT,
                        key -> caches.of(Kinds.EVENT).get(key),
                        new EventExpiry(),
                        1);
        BatchLoops.add(this::loop, live, watches, parallelism);
        quotas = new QuotaLoop(this::loop, live, watches, parallelism);
        followed.forEach(quotas::add);
        var dependents = new GarbageObserver(live);
        garbage =
                new GarbageLoops(
                        caches,
                        dependents,
                        type ->
                                this.<GarbageReconciler.Observed>loop(
                                        "garbage-collector-controller",
                                        type,
                                        key -> dependents.observe(type, key),
                                        new GarbageReconciler(),
                                        parallelism));
        followed.forEach(garbage::add);
        keys = new Mappings(caches, services);
        watchAll();
    }

    private static Optional<KubeObject> accountOf(Live live, KubeObject secret) {
        return TokenSecretReconciler.account(secret)
                .flatMap(name -> live.get(Kinds.SERVICE_ACCOUNT, secret.namespace(), name));
    }

    private static Optional<DisruptionBudget> budget(Live live, NamespacedName key) {
        return live.get(StoredKinds.POD_DISRUPTION_BUDGET, key.namespace(), key.name())
                .map(budget ->
                        DisruptionBudget.count(
                                budget,
                                live.listed(Kinds.POD, key.namespace(), Selector.EVERYTHING),
                                live.store()::get));
    }

    private <O> ControlLoop<O> loop(
            String name,
            ResourceType type,
            Observer<O> observer,
            Reconciler<O> reconciler,
            int parallelism) {
        var loop =
                new ControlLoop<>(
                        name,
                        type,
                        observer,
                        reconciler,
                        store,
                        events,
                        scheduler,
                        key -> true,
                        parallelism);
        loops.add(loop);
        return loop;
    }

    /** What is watched, and how it maps to keys. */
    private void watchAll() {
        // Deployments: one step per change of their ReplicaSets; recreating waits for pods to go.
        watches.add(Kinds.DEPLOYMENT, deployments, Watches::itself);
        watches.add(Kinds.REPLICA_SET, deployments, controller(Kinds.DEPLOYMENT));
        watches.add(Kinds.REPLICA_SET, deployments, keys::deploymentsForOrphan);
        watches.add(Kinds.POD, deployments, whenGone(keys::deploymentOfPod));

        // ReplicaSets: every change of their pods counts.
        watches.add(Kinds.REPLICA_SET, replicaSets, Watches::itself);
        watches.add(Kinds.POD, replicaSets, controller(Kinds.REPLICA_SET));
        watches.add(Kinds.POD, replicaSets, keys::replicaSetsForOrphan);

        // Scheduling: a pod that waits for a node; all of them when there may be more room.
        watches.add(Kinds.POD, scheduling, keys::waitingPod);
        watches.add(Kinds.POD, scheduling, keys::waitingPodsWhenRoomIsMade);
        watches.add(Kinds.NODE, scheduling, (before, after) -> keys.waitingPods());

        // Endpoints and slices: a Service, and its pods before and after a change.
        watches.add(Kinds.SERVICE, endpoints, Watches::itself);
        watches.add(Kinds.POD, endpoints, keys::servicesOfPod);
        watches.add(Kinds.ENDPOINTS, endpoints, whenGone(Watches::itself));
        watches.add(Kinds.SERVICE, slices, Watches::itself);
        watches.add(Kinds.POD, slices, keys::servicesOfPod);
        watches.add(Kinds.ENDPOINT_SLICE, slices, whenGone(Mappings::serviceOfSlice));

        // Mirrored slices: Endpoints, and whether there is a Service that leaves them to others.
        watches.add(Kinds.ENDPOINTS, mirror, Watches::itself);
        watches.add(Kinds.SERVICE, mirror, Watches::itself);
        watches.add(Kinds.ENDPOINT_SLICE, mirror, whenGone(Mappings::serviceOfSlice));

        // Namespaces: their furniture; and what leaves one that is being cleared out.
        watches.add(Kinds.NAMESPACE, namespaces, Watches::itself);
        watches.add(Kinds.SERVICE_ACCOUNT, namespaces, whenGone(Mappings::namespace));
        watches.add(Kinds.CONFIG_MAP, namespaces, Mappings::namespaceOfRootCa);
        for (ResourceType type : followed) {
            if (type.namespaced()) {
                watches.add(type, namespaces, whenGone(keys::namespaceBeingCleared));
            }
        }

        // Roles made of others: all of them, as any change may be in what they select.
        watches.add(Kinds.CLUSTER_ROLE, aggregation, (before, after) -> keys.aggregatedRoles());
        // Secrets that keep tokens; and what becomes of the accounts.
        watches.add(Kinds.SECRET, tokenSecrets, Mappings::tokenSecret);
        watches.add(Kinds.SERVICE_ACCOUNT, tokenSecrets, keys::tokenSecretsOfAccount);
        // Disruption budgets: their pods, and how many of them are wanted.
        watches.add(StoredKinds.POD_DISRUPTION_BUDGET, disruptions, Watches::itself);
        watches.add(Kinds.POD, disruptions, keys::budgetsOfPod);
        watches.add(Kinds.DEPLOYMENT, disruptions, keys::budgetsBeside);
        watches.add(Kinds.REPLICA_SET, disruptions, keys::budgetsBeside);

        // Garbage: GarbageLoops watches every kind, and events are swept by the clock.
    }

    /** A kind that somebody has defined: its objects, too, are cleared away. */
    private void follow(ResourceType type) {
        caches.of(type);
        garbage.add(type);
        if (type.namespaced()) {
            watches.follow(type, namespaces, whenGone(keys::namespaceBeingCleared));
        }
        quotas.follow(type);
        garbage.follow(type);
    }

    private void followNew(Catalog.Served served) {
        for (ResourceType type : served.resources()) {
            boolean isNew;
            synchronized (followed) {
                isNew = followed.add(type);
            }
            if (isNew) {
                // Not on the thread that tells of the change: reading a kind takes a while.
                scheduler.execute(() -> follow(type));
            }
        }
    }

    /** Begins to act, on everything that exists. All caches must have been started. */
    public void start() {
        watches.start();
        List.copyOf(followed).forEach(garbage::follow);
        catalog.onChange(this::followNew);
        followNew(catalog.now());
        eventSweep = scheduler.every(EVENT_SWEEP, this::sweepEvents);
    }

    private void sweepEvents() {
        for (KubeObject event : caches.of(Kinds.EVENT).all()) {
            if (EventExpiry.isOver(event, scheduler.instant())) {
                eventExpiry.enqueueSlowly(event.namespacedName());
            }
        }
    }

    @Override
    public void close() {
        Optional.ofNullable(eventSweep).ifPresent(Timer::cancel);
        loops.forEach(ControlLoop::close);
    }
}
