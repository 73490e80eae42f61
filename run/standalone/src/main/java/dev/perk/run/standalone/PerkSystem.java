package dev.perk.run.standalone;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.RevisionKey;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Journal;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.rest.Explanations;
import dev.perk.control.controllers.ServingControllers;
import dev.perk.control.controllers.ingress.GatewayNames;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.control.node.agent.ColdStart;
import dev.perk.control.node.agent.PodStop;
import dev.perk.control.node.agent.ProbeDial;
import dev.perk.control.node.agent.io.NodeAgent;
import dev.perk.control.node.agent.io.NodeParts;
import dev.perk.control.node.agent.io.NodeRegistration.NodeInfo;
import dev.perk.control.node.image.LocalImages;
import dev.perk.control.node.runtime.ContainerRuntime;
import dev.perk.control.workloads.Workloads;
import dev.perk.http.Stage;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.EventRecorder;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.request.activator.Activator;
import dev.perk.request.activator.ConcurrencyReporter;
import dev.perk.request.activator.Health;
import dev.perk.request.activator.Throttler;
import dev.perk.request.gateway.Gateway;
import dev.perk.request.gateway.Visibility;
import dev.perk.run.ports.ReadyPodCount;
import dev.perk.run.ports.Routes;
import dev.perk.run.ports.ScalingDecisions;
import dev.perk.run.ports.Started;
import dev.perk.run.standalone.arrivals.ArrivalPages;
import dev.perk.run.standalone.arrivals.ArrivalRecorder;
import dev.perk.run.standalone.ports.AccountTokens;
import dev.perk.run.standalone.ports.GatewayUrl;
import dev.perk.run.standalone.ports.JournalPages;
import dev.perk.run.standalone.ports.LocalDigests;
import dev.perk.run.standalone.ports.ServingModes;
import dev.perk.run.standalone.ports.ServingPods;
import dev.perk.scaling.autoscaler.Autoscaler;
import dev.perk.scaling.autoscaler.DecisionLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The three paths, wired to each other: everything of Perk that is the same whoever keeps the
 * objects, runs the containers, moves the bytes and tells the time. {@link Standalone} gives it a
 * machine; the simulation gives it a scheduler and fakes.
 *
 * <p>Made before its caches start, and {@link #start started} once the doors are open that its
 * objects tell of.
 */
public final class PerkSystem implements AutoCloseable {
    private static final int WORKERS = 4;
    private static final int JOURNAL_SUBJECTS = 10_000;
    private static final int JOURNAL_ENTRIES = 256;
    private static final int DECISIONS = 64;
    private static final String CLUSTER_DOMAIN = ServingConfig.CLUSTER_DOMAIN;
    private static final String GATEWAY_NAME =
            FirstObjects.GATEWAY_SERVICE + ".knative-serving.svc." + CLUSTER_DOMAIN;

    /**
     * What differs between the machine and the simulation.
     *
     * @param objects whose caches have not been started
     * @param tokens those of ServiceAccounts
     * @param random may be used by several threads at a time
     */
    public record Surroundings(
            Objects objects,
            ServiceAccountTokens tokens,
            Scheduler scheduler,
            RandomGenerator random,
            Node node) {}

    /**
     * What runs the pods.
     *
     * @param podFolder where pods keep their files
     * @param dial how their health is checked
     * @param apiVariables tell containers where the API is
     */
    public record Node(
            String name,
            String address,
            NodeInfo info,
            Path podFolder,
            ContainerRuntime runtime,
            LocalImages images,
            ProbeDial dial,
            Supplier<Map<String, String>> apiVariables) {}

    private final Started started = new Started();
    private final Journal journal = new Journal(JOURNAL_SUBJECTS, JOURNAL_ENTRIES);
    private final DecisionLog decisions = new DecisionLog(JOURNAL_SUBJECTS, DECISIONS);
    private final Recent<ColdStart> coldStarts = new Recent<>();
    private final Recent<PodStop> podStops = new Recent<>();
    private final Surroundings given;
    private final EventRecorder events;
    private final ServingPods servingPods;
    private final NodeAgent agent;
    private final Autoscaler autoscaler;
    private final JournalPages explanations;
    private final ServingModes modes;
    private final Routes routes;
    private final Throttler throttler;
    private final Stage entry;

    public PerkSystem(Surroundings given) {
        this.given = given;
        Scheduler scheduler = given.scheduler();
        ObjectCaches caches = given.objects().caches();
        events = new EventRecorder(given.objects().store(), scheduler);

        // Pods.
        servingPods = new ServingPods(caches, scheduler);
        agent = agent(given.node());

        // Scaling path.
        var arrivals = new ArrivalRecorder(scheduler);
        autoscaler =
                started.keep(
                        new Autoscaler(scheduler, new ReadyPodCount(caches), servingPods, journal));
        autoscaler.traceTo(decisions);
        explanations =
                new JournalPages(
                        journal,
                        decisions,
                        new ArrivalPages(arrivals, caches, coldStarts::all, podStops::all),
                        caches);

        // Request path.
        modes = new ServingModes(caches);
        routes = new Routes(caches);
        throttler = new Throttler(servingPods, given.random());
        ConcurrencyReporter reporter =
                started.keep(
                        new ConcurrencyReporter(
                                "activator",
                                scheduler,
                                messages ->
                                        messages.forEach(message ->
                                                autoscaler.record(
                                                        message.revision(), message.stat()))));
        Stage pods = arrivals.beginning(servingPods.chosenPod());
        Stage activator =
                Activator.activator(
                        new Activator.Parts(throttler, reporter, Health.ALWAYS, CLUSTER_DOMAIN),
                        pods);
        entry =
                Gateway.gateway(
                        new Gateway.Parts(
                                routes, Visibility.EXTERNAL_IP, modes, given.random(), journal),
                        arrivals.arriving(activator),
                        arrivals.arriving(Activator.direct(throttler, pods, activator)));
    }

    private NodeAgent agent(Node node) {
        return new NodeAgent(
                new NodeParts(
                        node.name(),
                        node.address(),
                        node.podFolder(),
                        node.runtime(),
                        node.images(),
                        node.dial(),
                        given.objects().store(),
                        events,
                        given.scheduler(),
                        servingPods,
                        new AccountTokens(given.tokens(), given.objects().registry()),
                        node.apiVariables(),
                        this::started,
                        podStops),
                node.info(),
                given.objects().caches().of(Kinds.POD));
    }

    private void started(ColdStart start) {
        coldStarts.accept(start);
        given.objects()
                .caches()
                .of(Kinds.POD)
                .get(start.pod())
                .flatMap(pod -> pod.label(Labels.REVISION))
                .map(revision -> new RevisionKey(start.pod().namespace(), revision))
                .ifPresent(revision ->
                        journal.record(revision.toString(), start.ready(), "node", start.reason()));
    }

    /**
     * Begins to act on everything that exists.
     *
     * @param gatewayPort where requests come in, for the addresses in objects
     * @param authority the API's CA in PEM, for the pods
     */
    public void start(int gatewayPort, String authority) {
        // Control path.
        ServingControllers controllers =
                started.keep(
                        new ServingControllers(
                                new ControllerParts(
                                        given.objects().store(),
                                        given.objects().caches(),
                                        given.objects().config(),
                                        events,
                                        journal,
                                        given.scheduler(),
                                        WORKERS,
                                        _ -> true),
                                new ServingControllers.Ports(
                                        new LocalDigests(given.node().images(), given.scheduler()),
                                        ScalingDecisions.deciders(autoscaler),
                                        ScalingDecisions.collector(autoscaler),
                                        modes,
                                        routes,
                                        new GatewayUrl(gatewayPort),
                                        new GatewayNames(GATEWAY_NAME, GATEWAY_NAME))));
        Workloads workloads =
                started.keep(
                        new Workloads(
                                given.objects().store(),
                                given.objects().caches(),
                                given.objects().registry().definitions().catalog(),
                                events,
                                given.scheduler(),
                                WORKERS,
                                authority,
                                given.tokens()::issueFor));

        // All caches before anybody acts on what is in them.
        given.objects().caches().start();
        started.keep(agent).start();
        autoscaler.start();
        controllers.start();
        workloads.start();
    }

    /** Where requests come in. */
    public Stage entry() {
        return entry;
    }

    /** What runs the pods, and knows their logs. */
    public NodeAgent agent() {
        return agent;
    }

    /** Why things happened. */
    public Journal journal() {
        return journal;
    }

    /** Why things happened, for those who ask the API. */
    public Explanations explanations() {
        return explanations;
    }

    /** How long pods took to start, the last ones. */
    public List<ColdStart> coldStarts() {
        return coldStarts.all();
    }

    /** A revision at this moment. */
    public Snapshot snapshot(RevisionKey revision) {
        List<KubeObject> pods =
                given.objects()
                        .caches()
                        .of(Kinds.POD)
                        .labelled(revision.namespace(), Labels.REVISION, revision.name());
        return new Snapshot(
                pods.size(),
                servingPods.find(revision).map(backends -> backends.pods().size()).orElse(0),
                servingPods.inPods(revision),
                throttler.waiting(revision));
    }

    /**
     * A revision at one moment.
     *
     * @param pods all of its pods, also those that start or stop
     * @param ready pods that take requests
     * @param inPods requests in the pods, where a containerConcurrency limits them
     * @param waiting requests that wait for a pod
     */
    public record Snapshot(int pods, int ready, int inPods, int waiting) {}

    @Override
    public void close() {
        started.close();
    }
}
