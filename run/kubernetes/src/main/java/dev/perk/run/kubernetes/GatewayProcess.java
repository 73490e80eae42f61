package dev.perk.run.kubernetes;

import dev.perk.api.why.Journal;
import dev.perk.http.Stage;
import dev.perk.http.io.HttpEngine;
import dev.perk.http.io.HttpListener;
import dev.perk.kube.io.SystemScheduler;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.request.gateway.Gateway;
import dev.perk.request.gateway.RevisionModes;
import dev.perk.request.gateway.Visibility;
import dev.perk.run.kubernetes.ports.PublicEndpoints;
import dev.perk.run.kubernetes.store.Cluster;
import dev.perk.run.ports.Routes;
import dev.perk.run.ports.Started;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The built-in gateway as a process: routes what comes in by the Ingresses of its class.
 *
 * <p>TLS and HTTP/2 are not built yet: it speaks HTTP/1.1 in the clear.
 */
public final class GatewayProcess implements ClusterProcess {
    private static final int JOURNAL_SUBJECTS = 10_000;
    private static final int JOURNAL_ENTRIES = 16;
    private static final Duration DRAIN = Duration.ofSeconds(45);

    /** Several threads share it, each with a generator of its own behind it. */
    private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

    /**
     * How to start it.
     *
     * @param kubeconfig empty inside a pod
     * @param httpPort for requests from outside, 0 for any free one
     * @param localPort for requests from inside the cluster, and for the question which version of
     *     an Ingress is served; 0 for any free one
     * @param probePort where the kubelet asks, 0 for any free one
     */
    public record Options(Optional<Path> kubeconfig, int httpPort, int localPort, int probePort) {}

    private final Started started = new Started();
    private final HttpListener outside;
    private final HttpListener inside;
    private final int probePort;

    private GatewayProcess(Options options) throws ProcessFailedException {
        try {
            Cluster connection = started.keep(Cluster.connect(options.kubeconfig()));
            ProbePort probes = started.keep(new ProbePort(options.probePort()));
            probePort = probes.port();
            SystemScheduler scheduler = started.keep(new SystemScheduler());
            ObjectCaches caches = started.keep(new ObjectCaches(connection.store(), scheduler));
            var routes = new Routes(caches);
            var endpoints = new PublicEndpoints(caches);
            var journal = new Journal(JOURNAL_SUBJECTS, JOURNAL_ENTRIES);

            // No port opens before all routes are known: a missing one would be answered with 404.
            caches.start();
            HttpEngine engine = started.keep(HttpEngine.start());
            outside =
                    listen(
                            engine,
                            options.httpPort(),
                            chain(routes, Visibility.EXTERNAL_IP, endpoints, journal));
            inside =
                    listen(
                            engine,
                            options.localPort(),
                            chain(routes, Visibility.CLUSTER_LOCAL, endpoints, journal));
            probes.ready();
        } catch (IOException | ApiException | IllegalArgumentException e) {
            throw started.abandoned(new ProcessFailedException(String.valueOf(e.getMessage()), e));
        }
    }

    /**
     * The addresses behind a revision's public Service are already those of its pods or of
     * activators, so either way of its mode leads there.
     */
    private static Stage chain(
            Routes routes, Visibility entry, PublicEndpoints endpoints, Journal journal) {
        RevisionModes modes = _ -> RevisionModes.Mode.SERVE;
        return Gateway.gateway(
                new Gateway.Parts(routes, entry, modes, RANDOM, journal), endpoints, endpoints);
    }

    private HttpListener listen(HttpEngine engine, int port, Stage stage) throws IOException {
        HttpListener listener = engine.listen(new InetSocketAddress(port), stage);
        started.keep(() -> listener.close(DRAIN));
        return listener;
    }

    /**
     * Starts and returns when it routes.
     *
     * @throws ProcessFailedException saying what is in the way
     */
    public static GatewayProcess start(Options options) throws ProcessFailedException {
        return new GatewayProcess(options);
    }

    @Override
    public String greeting() {
        return "gateway listens on " + outside.address();
    }

    /** Where it takes requests from outside. */
    public InetSocketAddress address() {
        return outside.address();
    }

    /** Where it takes requests from inside the cluster. */
    public InetSocketAddress localAddress() {
        return inside.address();
    }

    public int probePort() {
        return probePort;
    }

    /** Takes no more connections, lets requests end, and stops. */
    @Override
    public void close() {
        started.close();
    }
}
