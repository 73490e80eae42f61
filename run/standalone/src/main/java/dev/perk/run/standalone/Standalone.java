package dev.perk.run.standalone;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.RevisionKey;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.why.Journal;
import dev.perk.control.apiserver.admission.Rules;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.builtin.ServiceAddresses;
import dev.perk.control.apiserver.builtin.TakenAddresses;
import dev.perk.control.apiserver.io.ApiServer;
import dev.perk.control.apiserver.openapi.CustomResourceDefinitions;
import dev.perk.control.apiserver.registry.EmbeddedStore;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.rest.Health;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.io.StorageFolder;
import dev.perk.control.apiserver.storage.io.StoreUnavailable;
import dev.perk.control.controllers.ServingControllers;
import dev.perk.control.controllers.ingress.GatewayNames;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.control.node.agent.ColdStart;
import dev.perk.control.node.agent.io.NodeAgent;
import dev.perk.control.node.agent.io.NodeParts;
import dev.perk.control.node.image.io.ImageStore;
import dev.perk.control.node.runtime.io.Runtimes;
import dev.perk.control.workloads.Workloads;
import dev.perk.http.Stage;
import dev.perk.http.io.HttpEngine;
import dev.perk.http.io.HttpListener;
import dev.perk.kube.KubeObject;
import dev.perk.kube.config.LiveConfig;
import dev.perk.kube.control.EventRecorder;
import dev.perk.kube.io.SystemScheduler;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.request.activator.Activator;
import dev.perk.request.activator.ConcurrencyReporter;
import dev.perk.request.activator.Throttler;
import dev.perk.request.gateway.Gateway;
import dev.perk.request.gateway.Visibility;
import dev.perk.run.ports.ReadyPodCount;
import dev.perk.run.ports.Routes;
import dev.perk.run.ports.ScalingDecisions;
import dev.perk.run.standalone.Options.RuntimeChoice;
import dev.perk.run.standalone.ports.AgentLogs;
import dev.perk.run.standalone.ports.ExcludedNamespaces;
import dev.perk.run.standalone.ports.GatewayUrl;
import dev.perk.run.standalone.ports.LocalDigests;
import dev.perk.run.standalone.ports.ServingModes;
import dev.perk.run.standalone.ports.ServingPods;
import dev.perk.scaling.autoscaler.Autoscaler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The whole system in one JVM: {@code perk up}, and Perk inside a test.
 *
 * <p>Read {@link #start} from top to bottom to see what depends on what. What was started is
 * stopped in reverse.
 */
public final class Standalone implements AutoCloseable {
    private static final int WORKERS = 4;
    private static final int JOURNAL_SUBJECTS = 10_000;
    private static final int JOURNAL_ENTRIES = 256;
    private static final String CLUSTER_DOMAIN = ServingConfig.CLUSTER_DOMAIN;
    private static final Duration DRAIN = Duration.ofSeconds(5);

    /** Several threads share it, each with a generator of its own behind it. */
    private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Journal journal = new Journal(JOURNAL_SUBJECTS, JOURNAL_ENTRIES);
    private final ColdStarts coldStarts = new ColdStarts();
    private final ObjectCaches caches;
    private final ServingPods servingPods;
    private final Throttler throttler;
    private final ApiServer api;
    private final HttpListener gateway;
    private final String runtime;

    private Standalone(Options options, Consumer<String> progress) throws StartFailedException {
        try {
            Path data = folder(options.dataFolder());
            SystemScheduler scheduler = keep(new SystemScheduler());

            // Objects.
            StorageFolder storage =
                    keep(StorageFolder.open(data, Kinds.SERVED, Limits.DEFAULT, scheduler));
            var config = new LiveConfig(ServingConfig.inCluster(CLUSTER_DOMAIN));
            var taken = new TakenAddresses();
            var excluded = new ExcludedNamespaces();
            var registry =
                    new Registry(
                            storage.storage(),
                            Rules.all(config::current, excluded, new ServiceAddresses(taken)),
                            scheduler,
                            new SecureRandom());
            CustomResourceDefinitions.install(
                    registry, WriteOptions.by(User.CONTROLLER), scheduler.instant());
            var store = new EmbeddedStore(registry, User.CONTROLLER);
            new FirstObjects(store).create(options.domain(), options.apiPort());
            progress.accept("store      " + data);

            caches = keep(new ObjectCaches(store, scheduler));
            config.follow(caches.of(Kinds.CONFIG_MAP));
            taken.follow(caches.of(Kinds.SERVICE));
            excluded.follow(caches);
            var events = new EventRecorder(store, scheduler);

            // Pods.
            ImageStore images = ImageStore.open(data.resolve("images"));
            Runtimes.Choice choice =
                    Runtimes.detect(
                            wish(options.runtime()),
                            data,
                            images,
                            Runtimes.DEFAULT_SUBNET,
                            scheduler);
            keep(choice.runtime());
            runtime = choice.runtime().name();
            servingPods = new ServingPods(caches, scheduler);
            var agent =
                    new NodeAgent(
                            new NodeParts(
                                    Machine.nodeName(),
                                    InetAddress.getLoopbackAddress().getHostAddress(),
                                    data.resolve("pods"),
                                    choice.runtime(),
                                    images,
                                    store,
                                    events,
                                    scheduler,
                                    servingPods,
                                    coldStarts),
                            Machine.describe(data),
                            caches.of(Kinds.POD));
            progress.accept("containers " + choice.reason());

            // Scaling path.
            Autoscaler autoscaler =
                    keep(
                            new Autoscaler(
                                    scheduler, new ReadyPodCount(caches), servingPods, journal));

            // Request path.
            var modes = new ServingModes(caches);
            var routes = new Routes(caches);
            throttler = new Throttler(servingPods, RANDOM);
            ConcurrencyReporter reporter =
                    keep(
                            new ConcurrencyReporter(
                                    "activator",
                                    scheduler,
                                    messages ->
                                            messages.forEach(message ->
                                                    autoscaler.record(
                                                            message.revision(), message.stat()))));
            Stage pods = servingPods.chosenPod();
            Stage activator =
                    Activator.activator(
                            new Activator.Parts(
                                    throttler,
                                    reporter,
                                    dev.perk.request.activator.Health.ALWAYS,
                                    CLUSTER_DOMAIN),
                            pods);
            Stage entry =
                    Gateway.gateway(
                            new Gateway.Parts(
                                    routes, Visibility.EXTERNAL_IP, modes, RANDOM, journal),
                            activator,
                            Activator.direct(throttler, pods, activator));
            HttpEngine engine = keep(HttpEngine.start());
            gateway = engine.listen(loopback(options.httpPort()), entry);
            keep(() -> gateway.close(DRAIN));
            progress.accept("gateway    " + gatewayUrl());

            // Control path.
            String gatewayName =
                    FirstObjects.GATEWAY_SERVICE + ".knative-serving.svc." + CLUSTER_DOMAIN;
            ServingControllers controllers =
                    keep(
                            new ServingControllers(
                                    new ControllerParts(
                                            store, caches, config, events, journal, scheduler,
                                            WORKERS, _ -> true),
                                    new ServingControllers.Ports(
                                            new LocalDigests(images, scheduler),
                                            ScalingDecisions.deciders(autoscaler),
                                            ScalingDecisions.collector(autoscaler),
                                            modes,
                                            routes,
                                            new GatewayUrl(gateway.address().getPort()),
                                            new GatewayNames(gatewayName, gatewayName))));
            api =
                    keep(
                            ApiServer.start(
                                    registry,
                                    new AgentLogs(agent),
                                    Health.ping(),
                                    loopback(options.apiPort()),
                                    data,
                                    scheduler));
            Workloads workloads =
                    keep(new Workloads(store, caches, events, scheduler, WORKERS, api.authority()));

            // All caches before anybody acts on what is in them.
            caches.start();
            keep(agent).start();
            autoscaler.start();
            controllers.start();
            workloads.start();
            progress.accept("api        " + api.url());
        } catch (StoreUnavailable | IOException e) {
            throw abandoned(new StartFailedException(explanation(e), e));
        } catch (RuntimeException e) {
            throw abandoned(new StartFailedException("cannot start: " + e, e));
        }
    }

    /**
     * Starts everything and returns when all is ready.
     *
     * @param progress is told in a line what has been started
     * @throws StartFailedException saying what is in the way; whatever had been started is stopped
     *     again
     */
    public static Standalone start(Options options, Consumer<String> progress)
            throws StartFailedException {
        return new Standalone(options, progress);
    }

    private <T extends AutoCloseable> T keep(T part) {
        started.push(part);
        return part;
    }

    private StartFailedException abandoned(StartFailedException failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private static String explanation(Exception e) {
        Throwable cause = e.getCause();
        return cause instanceof BindException
                ? e.getMessage()
                        + ": the address is in use (choose another port, or 0 for any free one)"
                : String.valueOf(e.getMessage());
    }

    private static Path folder(Path wanted) throws IOException {
        try {
            return Files.createDirectories(wanted.toAbsolutePath().normalize()).toRealPath();
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    "the data folder " + wanted + " is a file (expected: a folder, or nothing yet)",
                    e);
        } catch (AccessDeniedException e) {
            throw new IOException("the data folder " + wanted + " cannot be written", e);
        }
    }

    private static Runtimes.Wish wish(RuntimeChoice choice) {
        return switch (choice) {
            case AUTO -> Runtimes.Wish.AUTO;
            case RUNC -> Runtimes.Wish.RUNC;
            case PROCESS -> Runtimes.Wish.PROCESS;
        };
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Where the API is, such as {@code https://127.0.0.1:6443}. */
    public String apiUrl() {
        return api.url();
    }

    /** The file that lets {@code kubectl} in. */
    public Path kubeconfig() {
        return api.kubeconfig();
    }

    /**
     * Where requests go, with the Service's name in the Host header: such as {@code
     * http://127.0.0.1:8080}.
     */
    public String gatewayUrl() {
        return "http://127.0.0.1:" + gateway.address().getPort();
    }

    /** What runs containers: {@code runc}, {@code crun} or {@code process}. */
    public String runtime() {
        return runtime;
    }

    /** Why things happened. */
    public Journal journal() {
        return journal;
    }

    /** How long pods took to start, the last ones. */
    public List<ColdStart> coldStarts() {
        return coldStarts.all();
    }

    /** A revision at this moment. */
    public Snapshot snapshot(RevisionKey revision) {
        List<KubeObject> pods =
                caches.of(Kinds.POD)
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

    /** Stops everything, in the opposite order; what could not be stopped is told together. */
    @Override
    public void close() {
        var failure = new IllegalStateException("not everything could be stopped");
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
