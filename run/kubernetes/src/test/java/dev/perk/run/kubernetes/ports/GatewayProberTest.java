package dev.perk.run.kubernetes.ports;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.perk.api.HttpHeaders;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import dev.perk.control.controllers.ingress.IngressProgram.State;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.run.kubernetes.fixture.TestCluster;
import dev.perk.run.ports.Routes;
import dev.perk.testing.testkit.FakeClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upstream: knative/networking pkg/status, TestProbeAllHosts, TestProbeLifecycle. */
class GatewayProberTest {
    @TempDir Path folder;

    private final FakeClock clock = new FakeClock();
    private final AtomicReference<String> served = new AtomicReference<>("");
    private TestCluster cluster;
    private ObjectCaches caches;
    private HttpServer gateway;
    private Routes routes;
    private GatewayProber prober;
    private KubeObject ingress;

    @BeforeEach
    void oneGatewayAndOneIngress() throws IOException {
        cluster = TestCluster.withKnative(folder);
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().set(HttpHeaders.NETWORK_HASH, served.get());
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        gateway.start();
        cluster.create(
                Kinds.ENDPOINTS,
                """
                apiVersion: v1
                kind: Endpoints
                metadata: {name: perk-gateway, namespace: knative-serving}
                subsets:
                - addresses: [{ip: 127.0.0.1}]
                  ports: [{name: http-local, port: %d, protocol: TCP}]
                """
                        .formatted(gateway.getAddress().getPort()));
        ingress =
                cluster.create(
                        Kinds.INGRESS,
                        """
                        apiVersion: networking.internal.knative.dev/v1alpha1
                        kind: Ingress
                        metadata:
                          name: hello
                          namespace: default
                          annotations:
                            networking.knative.dev/ingress.class: perk.ingress.networking.knative.dev
                        spec:
                          rules:
                          - hosts: [hello.default.example.com]
                            visibility: ExternalIP
                            http:
                              paths:
                              - splits:
                                - serviceName: hello-00001
                                  serviceNamespace: default
                                  servicePort: 80
                                  percent: 100
                        """);
        caches = new ObjectCaches(cluster.store(), cluster.scheduler());
        routes = new Routes(caches);
        prober = new GatewayProber(routes, caches, new AtOnce(clock));
        caches.start();
    }

    @AfterEach
    void stop() {
        caches.close();
        gateway.stop(0);
        cluster.close();
    }

    @Test
    void anAnswerThatIsThereBeforeTheQuestionerGoesOnCounts() {
        served.set(version());
        assertThat(prober.of(ingress)).isEqualTo(new State.Served());
    }

    @Test
    void asksAgainUntilTheGatewayRoutesByTheNewestVersion() {
        served.set("an older one");
        var told = new AtomicReference<NamespacedName>();
        prober.onChange(told::set);
        assertThat(prober.of(ingress)).isEqualTo(new State.Waiting());

        served.set(version());
        clock.advance(Duration.ofMillis(50));
        assertThat(told).hasValue(ingress.namespacedName());
        assertThat(prober.of(ingress)).isEqualTo(new State.Served());
    }

    private String version() {
        return routes.get().version(ingress.namespacedName()).orElseThrow();
    }

    /** Does at once what has to be done soon: the earliest that another thread could be. */
    private record AtOnce(FakeClock clock) implements Scheduler {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return clock.after(delay, task);
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }
    }
}
