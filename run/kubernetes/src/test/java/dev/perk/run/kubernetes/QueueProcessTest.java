package dev.perk.run.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.perk.api.stats.Stat;
import dev.perk.api.stats.StatCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstream: cmd/queue/main_test.go, pkg/queue/sharedmain/main_test.go. */
class QueueProcessTest {
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer container;

    @BeforeEach
    void startContainer() throws Exception {
        container = HttpServer.create(loopback(0), 0);
        container.createContext(
                "/",
                exchange -> {
                    byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        container.start();
        int port = container.getAddress().getPort();
        environment.put("CONTAINER_CONCURRENCY", "10");
        environment.put("QUEUE_SERVING_PORT", "0");
        environment.put("QUEUE_SERVING_TLS_PORT", "8112");
        environment.put("USER_PORT", Integer.toString(port));
        environment.put("REVISION_TIMEOUT_SECONDS", "300");
        environment.put("SERVING_LOGGING_CONFIG", "");
        environment.put("SERVING_LOGGING_LEVEL", "");
        environment.put("SERVING_NAMESPACE", "default");
        environment.put("SERVING_CONFIGURATION", "hello");
        environment.put("SERVING_REVISION", "hello-00001");
        environment.put("SERVING_POD", "hello-00001-pod");
        environment.put("SERVING_POD_IP", "10.0.0.1");
        environment.put(
                "SERVING_READINESS_PROBE",
                "{\"tcpSocket\":{\"host\":\"127.0.0.1\",\"port\":" + port + "}}");
    }

    @AfterEach
    void stop() {
        container.stop(0);
        client.close();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private QueueProcess start() throws ProcessFailedException {
        return QueueProcess.start(new QueueProcess.Options(environment, 0, 0, Duration.ZERO));
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> get(QueueProcess queue, String... headers) throws Exception {
        HttpRequest.Builder request = request(queue.address().getPort(), "/");
        return client.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                BodyHandlers.ofString());
    }

    @Test
    void standsInFrontOfTheContainer() throws Exception {
        try (QueueProcess queue = start()) {
            assertThat(get(queue).body()).isEqualTo("hello");
        }
    }

    @Test
    void missesWhatThePodsTemplateShouldHaveSet() {
        for (String name : environment.keySet().toArray(String[]::new)) {
            if (name.equals("SERVING_READINESS_PROBE")) {
                continue;
            }
            String value = environment.remove(name);
            assertThatThrownBy(this::start)
                    .isInstanceOf(ProcessFailedException.class)
                    .hasMessage("required key " + name + " missing value");
            environment.put(name, value);
        }
    }

    @Test
    void saysWhatIsNotBuiltOrCannotBe() {
        environment.put("QUEUE_SERVING_PORT", "8013");
        assertThatThrownBy(this::start).hasMessageContaining("h2c is not built yet");
        environment.put("QUEUE_SERVING_PORT", "many");
        assertThatThrownBy(this::start)
                .hasMessage("QUEUE_SERVING_PORT = \"many\" (expected: a whole number, 0 or more)");
        environment.put("QUEUE_SERVING_PORT", "0");
        environment.put("SERVING_READINESS_PROBE", "{\"grpc\":{\"port\":1}}");
        assertThatThrownBy(this::start).hasMessageContaining("gRPC are not built yet");
    }

    @Test
    void isReadyWhenTheContainerIs() throws Exception {
        try (QueueProcess queue = start()) {
            HttpResponse<String> answer =
                    get(queue, "User-Agent", "kube-probe/1.32", "K-Network-Probe", "queue");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("queue");
        }
    }

    @Test
    void isNotReadyWhileTheContainerSaysNo() throws Exception {
        container.createContext(
                "/never",
                exchange -> {
                    exchange.sendResponseHeaders(500, -1);
                    exchange.close();
                });
        int port = container.getAddress().getPort();
        environment.put(
                "SERVING_READINESS_PROBE",
                "{\"periodSeconds\":1,\"httpGet\":{\"host\":\"127.0.0.1\",\"path\":\"/never\",\"port\":"
                        + port
                        + "}}");
        try (QueueProcess queue = start()) {
            assertThat(
                            get(queue, "User-Agent", "kube-probe/1.32", "K-Network-Probe", "queue")
                                    .statusCode())
                    .isEqualTo(503);
        }
    }

    @Test
    void tellsTheAutoscalerInProtobuf() throws Exception {
        try (QueueProcess queue = start()) {
            HttpResponse<byte[]> answer =
                    client.send(
                            request(queue.statsPort(), "/metrics").build(),
                            BodyHandlers.ofByteArray());
            assertThat(answer.headers().firstValue("Content-Type"))
                    .contains("application/protobuf");
            Stat stat = StatCodec.decode(answer.body()).optional().orElseThrow();
            assertThat(stat.podName()).isEqualTo("hello-00001-pod");
        }
    }

    @Test
    void theKubeletNeedNotWaitIfNobodyStopsThePod() throws Exception {
        try (QueueProcess queue = start()) {
            HttpResponse<String> answer =
                    client.send(
                            request(queue.adminPort(), "/wait-for-drain").build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(
                            client.send(
                                            request(queue.adminPort(), "/other").build(),
                                            BodyHandlers.ofString())
                                    .body())
                    .isEqualTo("404 page not found\n");
        }
    }

    @Test
    void letsARequestUnderWayEndBeforeTheContainerMayStop() throws Exception {
        var arrived = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        container.createContext(
                "/slow",
                exchange -> {
                    arrived.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        QueueProcess queue = start();
        CompletableFuture<HttpResponse<String>> slow =
                client.sendAsync(
                        request(queue.address().getPort(), "/slow").build(),
                        BodyHandlers.ofString());
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();

        Thread closing = Thread.ofVirtual().start(queue::close);
        CompletableFuture<HttpResponse<String>> drained =
                client.sendAsync(
                        request(queue.adminPort(), "/wait-for-drain").build(),
                        BodyHandlers.ofString());
        HttpResponse<String> probe;
        do {
            probe = get(queue, "User-Agent", "kube-probe/1.32", "K-Network-Probe", "queue");
        } while (probe.statusCode() == 200);
        assertThat(probe.body()).isEqualTo("shutting down\n");
        assertThat(drained).isNotDone();

        goOn.countDown();
        assertThat(slow.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        assertThat(drained.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        closing.join();
    }
}
