package dev.perk.run.standalone;

import dev.perk.api.Kinds;
import dev.perk.api.RevisionKey;
import dev.perk.api.why.Journal;
import dev.perk.control.apiserver.io.Access;
import dev.perk.control.apiserver.io.ApiServer;
import dev.perk.control.apiserver.io.Pki;
import dev.perk.control.apiserver.rest.Health;
import dev.perk.control.apiserver.rest.Ports;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.io.StorageFolder;
import dev.perk.control.apiserver.storage.io.StoreUnavailable;
import dev.perk.control.node.agent.ColdStart;
import dev.perk.control.node.agent.io.SocketDial;
import dev.perk.control.node.image.io.ImageStore;
import dev.perk.control.node.runtime.io.Runtimes;
import dev.perk.http.io.HttpEngine;
import dev.perk.http.io.HttpListener;
import dev.perk.kube.io.SystemScheduler;
import dev.perk.run.ports.Started;
import dev.perk.run.standalone.Options.RuntimeChoice;
import dev.perk.run.standalone.ports.AgentLogs;
import dev.perk.run.standalone.ports.AgentPods;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The whole system in one JVM: {@code perk up}, and Perk inside a test.
 *
 * <p>Read {@link #start} from top to bottom to see what depends on what. What was started is
 * stopped in reverse.
 */
public final class Standalone implements Running {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration KEY_DELAY = Duration.ofMillis(500);

    /** Several threads share it, each with a generator of its own behind it. */
    private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

    private final Started started = new Started();
    private final PerkSystem system;
    private final ApiServer api;
    private final HttpListener gateway;
    private final String runtime;
    private final String podsApiHost;

    private Standalone(Options options, Consumer<String> progress) throws StartFailedException {
        try {
            Path data = folder(options.dataFolder());
            SystemScheduler scheduler = keep(new SystemScheduler());

            // Objects.
            StorageFolder storage =
                    keep(StorageFolder.open(data, Kinds.SERVED, Limits.DEFAULT, scheduler));
            // After the folder is ours. Keys take a fifth of a first start.
            Meanwhile<Pki> pki =
                    Meanwhile.make(
                            () -> Pki.open(data.resolve("pki"), scheduler.instant()), scheduler);
            Objects objects =
                    keep(
                            Objects.open(
                                    storage.storage(),
                                    scheduler,
                                    new SecureRandom(),
                                    options.domain(),
                                    options.apiPort()));
            Access access =
                    Access.of(
                            pki.await(), objects.authorizer(), objects.registry()::get, scheduler);
            progress.accept("store      " + data);

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
            system =
                    keep(
                            new PerkSystem(
                                    new PerkSystem.Surroundings(
                                            objects,
                                            access.tokens(),
                                            scheduler,
                                            RANDOM,
                                            new PerkSystem.Node(
                                                    Machine.nodeName(),
                                                    LOOPBACK.getHostAddress(),
                                                    Machine.describe(data),
                                                    data.resolve("pods"),
                                                    choice.runtime(),
                                                    images,
                                                    new SocketDial(),
                                                    this::apiVariables))));
            progress.accept("containers " + choice.reason());

            // Doors.
            HttpEngine engine = keep(HttpEngine.start());
            gateway = engine.listen(loopback(options.httpPort()), system.entry());
            keep(() -> gateway.close(DRAIN));
            progress.accept("gateway    " + gatewayUrl());

            podsApiHost = choice.runtime().machineAddress();
            api =
                    keep(
                            ApiServer.start(
                                    objects.registry(),
                                    access,
                                    new Ports(
                                            new AgentLogs(system.agent()),
                                            new AgentPods(system.agent()),
                                            system.explanations(),
                                            Health.ping()),
                                    loopback(options.apiPort()),
                                    podsApiHost,
                                    data,
                                    scheduler));

            system.start(gateway.address().getPort(), api.authority());
            progress.accept("api        " + api.url());
            // Before the first pod needs it, as making it takes long; after the start, for the
            // same.
            scheduler.after(KEY_DELAY, access.pki()::tokenKey);
        } catch (StoreUnavailable | IOException e) {
            throw started.abandoned(failed(e));
        } catch (RuntimeException e) {
            throw started.abandoned(new StartFailedException("cannot start: " + e, e));
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

    /**
     * Begins to load what {@link #start} will need, on a thread of its own: for a caller that has
     * yet to find out what to start. Holds nothing, and may be left out.
     */
    public static void prepare() {
        Meanwhile.prepare();
    }

    /** As Kubernetes sets them in every container. */
    private Map<String, String> apiVariables() {
        String port = String.valueOf(api.address().getPort());
        return Map.of(
                "KUBERNETES_SERVICE_HOST",
                podsApiHost,
                "KUBERNETES_SERVICE_PORT",
                port,
                "KUBERNETES_SERVICE_PORT_HTTPS",
                port);
    }

    private <T extends AutoCloseable> T keep(T part) {
        return started.keep(part);
    }

    static StartFailedException failed(Exception e) {
        return new StartFailedException(explanation(e), e);
    }

    private static String explanation(Exception e) {
        Throwable cause = e.getCause();
        // The native transports have exceptions of their own; the kernel's words are the same.
        boolean inUse =
                cause != null
                        && String.valueOf(cause.getMessage()).contains("Address already in use");
        return inUse
                ? e.getMessage() + ": in use (choose another port, or 0 for any free one)"
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
        return new InetSocketAddress(LOOPBACK, port);
    }

    @Override
    public String apiUrl() {
        return api.url();
    }

    @Override
    public Path kubeconfig() {
        return api.kubeconfig();
    }

    @Override
    public List<String> places() {
        return List.of("gateway     " + gatewayUrl());
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
        return system.journal();
    }

    /** How long pods took to start, the last ones. */
    public List<ColdStart> coldStarts() {
        return system.coldStarts();
    }

    /** A revision at this moment. */
    public PerkSystem.Snapshot snapshot(RevisionKey revision) {
        return system.snapshot(revision);
    }

    /** Stops everything, in the opposite order; what could not be stopped is told together. */
    @Override
    public void close() {
        started.close();
    }
}
