package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.api.text.Yaml;
import dev.perk.control.apiserver.webhooks.Webhook;
import dev.perk.control.apiserver.webhooks.Webhook.Place;
import dev.perk.control.apiserver.webhooks.WebhookCaller.Outcome;
import dev.perk.control.apiserver.webhooks.io.HttpsWebhookCaller;
import dev.perk.kube.KubeObject;
import dev.perk.kube.io.SystemScheduler;
import dev.perk.kube.store.Selector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real webhooks: TLS on loopback. Spec: Kubernetes API §2.13. */
class HttpsWebhookCallerTest {
    private static final String NAME = "hook.tools.svc";

    private final Certificates certificates = new Certificates(Instant.now());
    private final Certificates.Pair authority = certificates.authority("webhook-ca");
    private final SystemScheduler scheduler = new SystemScheduler();
    private final Map<ResourceKey, KubeObject> objects = new HashMap<>();
    private final HttpsWebhookCaller caller =
            new HttpsWebhookCaller(key -> Optional.ofNullable(objects.get(key)), scheduler);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private HttpsServer server;
    private String heard = "";

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        Certificates.Pair pair =
                certificates.server(authority, List.of(NAME, "localhost"), List.of("127.0.0.1"));
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        keys.setKeyEntry(
                "webhook",
                pair.key().getPrivate(),
                new char[0],
                new Certificate[] {pair.certificate()});
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/ok", exchange -> answer(exchange, 200));
        server.createContext("/broken", exchange -> answer(exchange, 500));
        server.createContext(
                "/slow",
                exchange -> {
                    try {
                        stopped.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.close();
                });
        server.start();
    }

    private void answer(HttpExchange exchange, int code) throws IOException {
        heard =
                exchange.getRequestMethod()
                        + " "
                        + exchange.getRequestURI()
                        + " "
                        + exchange.getRequestHeaders().getFirst("User-Agent")
                        + " "
                        + new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void stop() {
        stopped.countDown();
        server.stop(0);
        scheduler.close();
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private static String bundle(Certificates.Pair pair) {
        String pem = Pem.write(pair.certificate());
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private Outcome call(Place place, Duration timeout) {
        var webhook =
                new Webhook(
                        "v.ex.io",
                        place,
                        List.of(),
                        false,
                        true,
                        false,
                        true,
                        Selector.EVERYTHING,
                        Selector.EVERYTHING,
                        timeout,
                        List.of());
        return caller.call(webhook, "{\"a\":1}".getBytes(StandardCharsets.UTF_8)).join();
    }

    private Outcome call(String path) {
        return call(
                new Place.Url("https://localhost:" + port() + path, bundle(authority)),
                Duration.ofSeconds(10));
    }

    private static String why(Outcome outcome) {
        return outcome instanceof Outcome.Unreachable(String why) ? why : "answered";
    }

    @Test
    void postsTheReviewToTheUrl() {
        assertThat(call("/ok")).isInstanceOf(Outcome.Answered.class);
        assertThat(heard).isEqualTo("POST /ok?timeout=10s kube-apiserver-admission {\"a\":1}");
    }

    @Test
    void findsAServiceThroughItsEndpointsAndKnowsItByItsName() {
        put(
                Kinds.SERVICE,
                "{metadata: {namespace: tools, name: hook}, spec: {ports: [{name: h, port:"
                        + " 443}]}}");
        put(
                Kinds.ENDPOINTS,
                "{metadata: {namespace: tools, name: hook}, subsets: [{addresses: [{ip:"
                        + " 127.0.0.1}], ports: [{name: h, port: "
                        + port()
                        + "}]}]}");
        Outcome outcome =
                call(
                        new Place.Service("tools", "hook", 443, "/ok", bundle(authority)),
                        Duration.ofSeconds(10));
        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    }

    private void put(ResourceType type, String text) {
        KubeObject object =
                KubeObject.of(type, (ObjectNode) Yaml.parse(text).optional().orElseThrow());
        objects.put(object.key(), object);
    }

    @Test
    void saysWhatIsMissingOfAService() {
        var place = new Place.Service("tools", "hook", 443, "/ok", bundle(authority));
        String url = "Post \"https://hook.tools.svc:443/ok?timeout=10s\": ";
        assertThat(why(call(place, Duration.ofSeconds(10))))
                .isEqualTo(url + "service \"hook\" not found");
        put(
                Kinds.SERVICE,
                "{metadata: {namespace: tools, name: hook}, spec: {ports: [{port: 443}]}}");
        assertThat(why(call(place, Duration.ofSeconds(10))))
                .isEqualTo(url + "no endpoints available for service \"hook\"");
    }

    @Test
    void trustsNobodyElse() {
        String stranger = bundle(certificates.authority("somebody"));
        assertThat(
                        why(
                                call(
                                        new Place.Url(
                                                "https://localhost:" + port() + "/ok", stranger),
                                        Duration.ofSeconds(10))))
                .contains("tls: failed to verify certificate: x509: ");
    }

    @Test
    void refusesACertificateOfAnotherName() {
        put(
                Kinds.SERVICE,
                "{metadata: {namespace: tools, name: other}, spec: {ports: [{port: 443}]}}");
        put(
                Kinds.ENDPOINTS,
                "{metadata: {namespace: tools, name: other}, subsets: [{addresses: [{ip:"
                        + " 127.0.0.1}], ports: [{port: "
                        + port()
                        + "}]}]}");
        assertThat(
                        why(
                                call(
                                        new Place.Service(
                                                "tools", "other", 443, "/ok", bundle(authority)),
                                        Duration.ofSeconds(10))))
                .contains("tls: failed to verify certificate: x509: ")
                .contains("other.tools.svc");
    }

    @Test
    void givesUpAtTheDeadline() {
        assertThat(
                        why(
                                call(
                                        new Place.Url(
                                                "https://localhost:" + port() + "/slow",
                                                bundle(authority)),
                                        Duration.ofSeconds(1))))
                .isEqualTo(
                        "Post \"https://localhost:"
                                + port()
                                + "/slow?timeout=1s\": context deadline exceeded");
    }

    @Test
    void saysWhenNobodyListensOrTheServerFails() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(
                        why(
                                call(
                                        new Place.Url(
                                                "https://127.0.0.1:" + free + "/",
                                                bundle(authority)),
                                        Duration.ofSeconds(10))))
                .isEqualTo(
                        "Post \"https://127.0.0.1:"
                                + free
                                + "/?timeout=10s\": dial tcp 127.0.0.1:"
                                + free
                                + ": connect: connection refused");
        assertThat(why(call("/broken"))).contains("status 500");
    }
}
