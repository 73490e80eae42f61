package dev.perk.control.apiserver.io;

import dev.perk.api.Kinds;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.definitions.DefinitionController;
import dev.perk.control.apiserver.definitions.Definitions;
import dev.perk.control.apiserver.openapi.CustomResourceDefinitions;
import dev.perk.control.apiserver.rbac.Authorizer;
import dev.perk.control.apiserver.rbac.BootstrapRepair;
import dev.perk.control.apiserver.rbac.PolicyFeed;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.EmbeddedStore;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.rest.Explanations;
import dev.perk.control.apiserver.rest.Health;
import dev.perk.control.apiserver.rest.PodAccess;
import dev.perk.control.apiserver.rest.PodLogs;
import dev.perk.control.apiserver.rest.Ports;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.MemoryLog;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.io.SystemScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An API server on a free port of loopback, with an empty store in memory. */
final class TestServer implements AutoCloseable {
    private final SystemScheduler scheduler = new SystemScheduler();
    private final ExecutorService commits = Executors.newSingleThreadExecutor();
    private final ExecutorService events = Executors.newSingleThreadExecutor();
    private final Registry registry;
    private final DefinitionController definitions;
    private final ApiServer server;

    /** One that takes everything. */
    TestServer(Path folder, PodLogs logs) throws IOException {
        this(folder, logs, Admission.NONE);
    }

    TestServer(Path folder, PodLogs logs, Admission admission) throws IOException {
        this(folder, logs, PodAccess.none(), admission);
    }

    /**
     * @param rules made from what custom kinds are
     */
    TestServer(Path folder, PodLogs logs, Function<Definitions, Admission> rules)
            throws IOException {
        this(folder, logs, PodAccess.none(), rules);
    }

    TestServer(Path folder, PodLogs logs, PodAccess pods, Admission admission) throws IOException {
        this(folder, logs, pods, _ -> admission);
    }

    private TestServer(
            Path folder, PodLogs logs, PodAccess pods, Function<Definitions, Admission> rules)
            throws IOException {
        Storage storage =
                Storage.open(
                        new MemoryLog(), Kinds.SERVED, Limits.DEFAULT, scheduler, commits, events);
        var kinds = Definitions.follow(storage);
        registry = new Registry(storage, rules.apply(kinds), kinds, scheduler, new SecureRandom());
        WriteOptions options = WriteOptions.by(User.CONTROLLER);
        Authorizer authorizer = new Authorizer(PolicyFeed.of(storage));
        Bootstrap.createNamespaces(registry, options);
        CustomResourceDefinitions.install(registry, options, scheduler.instant());
        BootstrapRepair.install(registry, options);
        definitions =
                DefinitionController.start(new EmbeddedStore(registry, User.CONTROLLER), scheduler);
        server =
                ApiServer.start(
                        registry,
                        Access.open(folder, authorizer, registry::get, scheduler),
                        new Ports(logs, pods, Explanations.none(), Health.ping()),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        "127.0.0.1",
                        folder,
                        scheduler);
    }

    Registry registry() {
        return registry;
    }

    SystemScheduler scheduler() {
        return scheduler;
    }

    Path kubeconfig() {
        return server.kubeconfig();
    }

    String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
        definitions.close();
        scheduler.close();
        commits.shutdownNow();
        events.shutdownNow();
    }
}
