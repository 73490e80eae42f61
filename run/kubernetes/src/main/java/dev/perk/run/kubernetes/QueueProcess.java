package dev.perk.run.kubernetes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.perk.api.stats.StatCodec;
import dev.perk.http.Hop;
import dev.perk.http.io.HttpEngine;
import dev.perk.http.io.HttpListener;
import dev.perk.kube.io.SystemScheduler;
import dev.perk.request.queueproxy.Drain;
import dev.perk.request.queueproxy.QueueProxy;
import dev.perk.run.kubernetes.ports.ContainerProbe;
import dev.perk.run.ports.Started;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Knative's process {@code queue}: stands in front of one container, in its pod. */
public final class QueueProcess implements ClusterProcess {
    private static final Duration UPGRADED_GRACE = Duration.ofSeconds(60);
    private static final Duration NOT_DRAINING_GRACE = Duration.ofSeconds(1);

    /**
     * How to start it.
     *
     * @param environment the variables that the pod's template sets
     * @param adminPort where the kubelet waits for the end, {@code 8022}
     * @param statsPort where the autoscaler asks, {@code 9090}
     * @param quietPeriod how long no request must come before the container may stop
     */
    public record Options(
            Map<String, String> environment, int adminPort, int statsPort, Duration quietPeriod) {
        public Options {
            environment = Map.copyOf(environment);
        }

        /** As the pod's template expects it. */
        public static Options inPod(Map<String, String> environment) {
            return new Options(environment, 8022, 9090, Drain.QUIET_PERIOD);
        }
    }

    private final Started started = new Started();
    private final QueueProxy proxy;
    private final HttpListener listener;
    private final HttpServer admin;
    private final HttpServer stats;
    private final Duration latestEnd;
    private final CountDownLatch drained = new CountDownLatch(1);
    private final CountDownLatch draining = new CountDownLatch(1);

    private QueueProcess(Options options) throws ProcessFailedException {
        QueueEnvironment environment = QueueEnvironment.read(options.environment());
        Duration grace = environment.settings().timeouts().total();
        // The kubelet kills after timeoutSeconds; the container needs some of that for itself.
        latestEnd = grace.minus(grace.dividedBy(10));
        try {
            SystemScheduler scheduler = started.keep(new SystemScheduler());
            ContainerProbe probe = ContainerProbe.of(environment.readinessProbe(), scheduler);
            proxy =
                    started.keep(
                            new QueueProxy(
                                    environment.settings(),
                                    probe,
                                    options.quietPeriod(),
                                    scheduler,
                                    new Hop(
                                            new InetSocketAddress(
                                                    InetAddress.getLoopbackAddress(),
                                                    environment.userPort()))));
            HttpEngine engine = started.keep(HttpEngine.start());
            listener = engine.listen(new InetSocketAddress(environment.port()), proxy);
            started.keep(() -> listener.close(UPGRADED_GRACE));
            stats = serve(options.statsPort(), "/metrics", this::answerStats);
            admin = serve(options.adminPort(), "/wait-for-drain", this::answerWhenDrained);
        } catch (IOException | IllegalArgumentException e) {
            throw started.abandoned(new ProcessFailedException(String.valueOf(e.getMessage()), e));
        }
    }

    /**
     * Starts and returns when it serves.
     *
     * @throws ProcessFailedException saying which variable is missing, or what is not built
     */
    public static QueueProcess start(Options options) throws ProcessFailedException {
        return new QueueProcess(options);
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private HttpServer serve(int port, String path, Answer answer) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException e) {
            throw new IOException("cannot listen on port " + port + ": " + e.getMessage(), e);
        }
        server.setExecutor(started.keep(Executors.newVirtualThreadPerTaskExecutor()));
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        if (exchange.getRequestURI().getPath().equals(path)) {
                            answer.to(exchange);
                        } else {
                            byte[] body = "404 page not found\n".getBytes(US_ASCII);
                            exchange.sendResponseHeaders(404, body.length);
                            exchange.getResponseBody().write(body);
                        }
                    }
                });
        server.start();
        // Whoever waits for the end must still hear of it.
        started.keep(() -> server.stop(1));
        return server;
    }

    private void answerStats(HttpExchange exchange) throws IOException {
        byte[] body = StatCodec.encode(proxy.stat());
        exchange.getResponseHeaders().set("Content-Type", "application/protobuf");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /**
     * What the kubelet calls before it stops the container. If nobody stops the pod, which is so
     * when only the container starts again, it need not wait for more than a second.
     */
    private void answerWhenDrained(HttpExchange exchange) throws IOException {
        try {
            if (draining.await(NOT_DRAINING_GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
                drained.await();
            }
            exchange.sendResponseHeaders(200, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String greeting() {
        return "queue-proxy listens on " + listener.address();
    }

    /** Where it serves. */
    public InetSocketAddress address() {
        return listener.address();
    }

    public int statsPort() {
        return stats.getAddress().getPort();
    }

    public int adminPort() {
        return admin.getAddress().getPort();
    }

    /**
     * Ends as a pod does: says no to probes at once, serves until it has been quiet for a while,
     * and stops.
     */
    @Override
    public void close() {
        draining.countDown();
        proxy.drain(latestEnd, drained::countDown);
        try {
            drained.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        started.close();
    }
}
