package dev.perk.scaling.metrics.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.Aggregation;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.stats.Stat;
import dev.perk.api.stats.StatCodec;
import dev.perk.scaling.metrics.PodSample.Candidate;
import dev.perk.scaling.metrics.Scrape;
import dev.perk.testing.testkit.FakeClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Upstream: TestPodDirectScrapeSuccess, TestPodDirectPassthroughScrapeNoneSucceed,
 * TestPodDirectScrapeSomeFailButSuccess, TestPodDirectScrapeAllFailWithMeshError,
 * TestHTTPScrapeClientScrapeErrorCases. Pods are loopback addresses that share a port.
 */
class PodScraperTest {
    private static final RevisionKey HELLO = new RevisionKey("default", "hello-00001");
    private static final MetricSpec SPEC =
            new MetricSpec(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(6),
                    "hello-private",
                    Aggregation.LINEAR);

    /** How a pod behaves. */
    private interface Pod {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<Candidate> pods = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private int port;

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void fewPodsAreAllAsked() throws Exception {
        pod(telling(3));
        pod(telling(5));
        pod(telling(3));
        assertThat(answered().averageConcurrentRequests()).isEqualTo(11);
        assertThat(asked).hasValue(3);
    }

    @Test
    void aSampleStandsForManyPods() throws Exception {
        for (int count = 0; count < 20; count++) {
            pod(telling(4));
        }
        assertThat(answered().averageConcurrentRequests()).isEqualTo(80);
        assertThat(asked).hasValue(9);
    }

    @Test
    void aPodThatFailsIsReplacedByAnother() throws Exception {
        for (int count = 0; count < 6; count++) {
            pod(count == 2 ? status(500) : telling(2));
        }
        assertThat(answered().averageConcurrentRequests()).isEqualTo(12);
    }

    @Test
    void withoutPodsThereIsNothingWrong() throws Exception {
        assertThat(scrape()).isEqualTo(new Scrape.NoPods());
    }

    @Test
    void tooFewAnswersAreNone() throws Exception {
        pod(telling(3));
        pod(status(404));
        assertThat(failure()).startsWith("pods exhausted: GET request").contains("status 404");
    }

    @Test
    void aMeshRefusesEveryPod() throws Exception {
        pod(status(503));
        pod(status(502));
        assertThat(failure()).isEqualTo("all pod scrapes returned 503 error");
    }

    @Test
    void oneOtherFailureMeansThatItIsNoMesh() throws Exception {
        pod(status(503));
        pod(status(500));
        assertThat(failure()).startsWith("pods exhausted: ");
    }

    @Test
    void onlyProtobufIsAStat() throws Exception {
        pod(body("text/plain", "requests 3".getBytes(UTF_8)));
        assertThat(failure()).contains("unsupported metric type: text/plain");
    }

    @Test
    void garbageIsNoStat() throws Exception {
        pod(body("application/protobuf", new byte[] {0x0a, 0x7f}));
        assertThat(failure()).contains("unmarshalling failed: unexpected EOF");
    }

    /** TestHTTPScrapeClient…, "LongStat". */
    @Test
    void aLongBodyIsNoStat() throws Exception {
        byte[] large = StatCodec.encode(Stat.ofActivator("p".repeat(400), 1, 1));
        pod(body("application/protobuf", large));
        assertThat(failure()).startsWith("pods exhausted: ");
    }

    @Test
    void aDeadPodIsAFailure() throws Exception {
        pod(telling(1));
        stop();
        assertThat(failure()).startsWith("pods exhausted: 127.0.0.1: ");
    }

    private Stat answered() throws Exception {
        assertThat(scrape()).isInstanceOf(Scrape.Answered.class);
        asked.set(0);
        return ((Scrape.Answered) scrape()).stat();
    }

    private String failure() throws Exception {
        Scrape scrape = scrape();
        assertThat(scrape).isInstanceOf(Scrape.Failed.class);
        return ((Scrape.Failed) scrape).message();
    }

    private Scrape scrape() throws Exception {
        var result = new CompletableFuture<Scrape>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            new PodScraper(client, port, revision -> pods, new FakeClock(), new Random(1))
                    .scrape(HELLO, SPEC, result::complete);
            return result.get();
        }
    }

    private void pod(Pod pod) throws IOException {
        String address = "127.0.0." + (servers.size() + 1);
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        port = server.getAddress().getPort();
        server.createContext(
                "/metrics",
                exchange -> {
                    asked.incrementAndGet();
                    assertThat(exchange.getRequestHeaders().getFirst("Accept"))
                            .isEqualTo("application/protobuf");
                    pod.answer(exchange);
                    exchange.close();
                });
        server.start();
        servers.add(server);
        pods.add(new Candidate(address, FakeClock.START));
    }

    private static Pod telling(double concurrency) {
        return body(
                "application/protobuf",
                StatCodec.encode(Stat.ofActivator("pod", concurrency, concurrency)));
    }

    private static Pod body(String type, byte[] body) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    private static Pod status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }
}
