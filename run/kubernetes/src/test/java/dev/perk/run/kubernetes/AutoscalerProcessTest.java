package dev.perk.run.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.RevisionKey;
import dev.perk.api.stats.Stat;
import dev.perk.api.stats.StatCodec;
import dev.perk.api.stats.StatMessage;
import dev.perk.api.time.Timer;
import dev.perk.kube.KubeObject;
import dev.perk.run.kubernetes.fixture.TestCluster;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The processes {@code controller} and {@code autoscaler} together, and a report of load. */
class AutoscalerProcessTest {
    private static final ResourceKey LEASE =
            ResourceKey.of(Kinds.LEASE, "knative-serving", "autoscaler-bucket-00-of-01");

    @TempDir private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private TestCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.withKnative(folder);
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    private AutoscalerProcess autoscaler(String identity) throws ProcessFailedException {
        return AutoscalerProcess.start(
                new AutoscalerProcess.Options(
                        Optional.of(cluster.kubeconfig()), identity, new InetSocketAddress(0)));
    }

    private WebSocket connect(AutoscalerProcess autoscaler) throws Exception {
        URI uri = URI.create("ws://127.0.0.1:" + autoscaler.address().getPort() + "/");
        return client.newWebSocketBuilder()
                .buildAsync(uri, new WebSocket.Listener() {})
                .get(60, TimeUnit.SECONDS);
    }

    @Test
    void scalesADeploymentByTheLoadThatActivatorsReport() throws Exception {
        var controllerOptions =
                new ControllerProcess.Options(Optional.of(cluster.kubeconfig()), "controller", 0);
        try (var _ = ControllerProcess.start(controllerOptions);
                AutoscalerProcess autoscaler = autoscaler("autoscaler")) {
            cluster.create(
                    Kinds.KNATIVE_SERVICE,
                    """
                    apiVersion: serving.knative.dev/v1
                    kind: Service
                    metadata: {name: hello, namespace: default}
                    spec:
                      template:
                        spec:
                          containers: [{image: "example.com/hello@sha256:%s"}]
                    """
                            .formatted("ab".repeat(32)));
            cluster.await(ResourceKey.of(Kinds.METRIC, "default", "hello-00001"), _ -> true);
            cluster.await(
                    LEASE,
                    lease -> lease.spec().path("holderIdentity").asText().equals("autoscaler"));
            WebSocket socket = connect(autoscaler);
            var message =
                    new StatMessage(
                            new RevisionKey("default", "hello-00001"),
                            Stat.ofActivator("activator", 1000, 1000));
            byte[] report = StatCodec.encode(List.of(message));
            Timer reports =
                    cluster.scheduler()
                            .every(
                                    Duration.ofMillis(300),
                                    () -> socket.sendBinary(ByteBuffer.wrap(report), true).join());
            KubeObject scaled =
                    cluster.await(
                            ResourceKey.of(Kinds.DEPLOYMENT, "default", "hello-00001-deployment"),
                            deployment -> deployment.spec().path("replicas").asInt() > 1);
            reports.cancel();
            assertThat(scaled.spec().path("replicas").asInt())
                    .as("1000 at a time, 70 for each pod")
                    .isBetween(2, 30);
            socket.abort();
        }
    }

    @Test
    void whoComesByABucketsServiceMeetsItsHolderOrNobody() throws Exception {
        try (AutoscalerProcess first = autoscaler("first")) {
            cluster.await(
                    LEASE, lease -> lease.spec().path("holderIdentity").asText().equals("first"));
            try (AutoscalerProcess second = autoscaler("second")) {
                String bucket = "autoscaler-bucket-00-of-01.knative-serving.svc.cluster.local";
                assertThat(statusOfUpgrade(first, bucket)).isEqualTo("HTTP/1.1 101 ");
                assertThat(statusOfUpgrade(second, bucket)).isEqualTo("HTTP/1.1 503 ");
                assertThat(statusOfUpgrade(second, "10.0.0.7:8080"))
                        .as("an activator; its reports are sent on")
                        .isEqualTo("HTTP/1.1 101 ");
                URI uri = URI.create("http://127.0.0.1:" + second.address().getPort() + "/");
                var probe =
                        HttpRequest.newBuilder(uri).header("User-Agent", "kube-probe/1.32").build();
                assertThat(client.send(probe, BodyHandlers.discarding()).statusCode())
                        .isEqualTo(200);
            }
        }
    }

    /** The JDK's client cannot set the Host. */
    private static String statusOfUpgrade(AutoscalerProcess autoscaler, String host)
            throws Exception {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), autoscaler.address().getPort())) {
            String request =
                    "GET / HTTP/1.1\r\nHost: "
                            + host
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(13), StandardCharsets.US_ASCII);
        }
    }
}
