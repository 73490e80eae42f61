package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.auth.Authentication;
import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.ApiHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets on loopback, with the certificates that a first start makes. */
class ApiListenerTest {
    @TempDir private Path folder;
    private Pki pki;
    private ApiListener listener;
    private ApiHandler handler = request -> ApiAnswer.text(200, request.caller().toString());

    @BeforeEach
    void start() throws Exception {
        pki = Pki.open(folder.resolve("pki"), Instant.now());
        listener =
                ApiListener.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        pki.serverTls(),
                        new Authentication(
                                pki.adminToken(),
                                new ServiceAccountTokens(
                                        pki::tokenKey,
                                        _ -> Optional.empty(),
                                        Instant::now,
                                        new Random(1))),
                        request -> handler.handle(request),
                        Executors.newVirtualThreadPerTaskExecutor());
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    @Test
    void whoShowsTheAdminsCertificateIsTheAdmin() throws Exception {
        handler = request -> ApiAnswer.text(200, ((Caller.Known) request.caller()).user().name());
        assertThat(get(withCertificate(), "/api").body()).isEqualTo("kubernetes-admin");
    }

    @Test
    void aClientWithoutCertificateIsAnonymous() throws Exception {
        assertThat(get(anonymous(), "/api").body()).isEqualTo("Anonymous[]");
    }

    @Test
    void aSecondOpenReadsTheSameAuthority() throws Exception {
        assertThat(Pki.open(folder.resolve("pki"), Instant.now()).authority())
                .isEqualTo(pki.authority());
    }

    @Test
    void keysAndKubeconfigAreForTheirOwnerOnly() throws Exception {
        Path kubeconfig = folder.resolve("kubeconfig");
        pki.adminKubeconfig("https://127.0.0.1:6443").write(kubeconfig);
        for (Path file :
                new Path[] {
                    kubeconfig, folder.resolve("pki/ca.key"), folder.resolve("pki/admin.token")
                }) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void pathAndQueryArriveDecodedAndTheBodyWhole() throws Exception {
        handler =
                request ->
                        ApiAnswer.text(
                                201,
                                request.method()
                                        + " "
                                        + request.path()
                                        + " "
                                        + request.parameter("labelSelector").orElse("")
                                        + " "
                                        + new String(
                                                request.body().bytes(), StandardCharsets.UTF_8));
        HttpResponse<String> response =
                anonymous()
                        .send(
                                request("/api/v1/pods?labelSelector=a%3Db")
                                        .POST(BodyPublishers.ofString("{}"))
                                        .build(),
                                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("POST /api/v1/pods a=b {}");
    }

    @Test
    void aBodyOfMoreThanThreeMebibytesIsRefusedWithAStatus() throws Exception {
        HttpResponse<String> response =
                anonymous()
                        .send(
                                request("/api")
                                        .POST(
                                                BodyPublishers.ofByteArray(
                                                        new byte[BodyCollector.LIMIT + 1]))
                                        .build(),
                                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("Request entity too large: limit is 3145728");
    }

    @Test
    void aStreamArrivesChunkByChunkAndTheConnectionServesOn() throws Exception {
        handler =
                _ ->
                        ApiAnswer.stream(
                                "application/json",
                                sink -> {
                                    sink.write("one\n".getBytes(StandardCharsets.UTF_8));
                                    sink.write("two\n".getBytes(StandardCharsets.UTF_8));
                                    sink.end();
                                    return () -> {};
                                });
        HttpClient client = anonymous();
        assertThat(
                        client.send(request("/watch").build(), BodyHandlers.ofLines())
                                .body()
                                .collect(Collectors.toList()))
                .containsExactly("one", "two");
        handler = _ -> ApiAnswer.text(200, "next");
        assertThat(get(client, "/api").body()).isEqualTo("next");
    }

    @Test
    void aWatcherThatLeavesStopsItsFeed() throws Exception {
        var stopped = new CountDownLatch(1);
        handler =
                _ ->
                        ApiAnswer.stream(
                                "application/json",
                                sink -> {
                                    sink.write("one\n".getBytes(StandardCharsets.UTF_8));
                                    return stopped::countDown;
                                });
        try (var client = anonymous()) {
            var lines = client.send(request("/watch").build(), BodyHandlers.ofInputStream());
            assertThat(lines.body().read()).isEqualTo('o');
            lines.body().close();
        }
        assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aWebSocketGetsOneMessagePerChunk() throws Exception {
        handler =
                _ ->
                        ApiAnswer.stream(
                                "application/json",
                                sink -> {
                                    sink.write("one".getBytes(StandardCharsets.UTF_8));
                                    sink.write("two".getBytes(StandardCharsets.UTF_8));
                                    return () -> {};
                                });
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        WebSocket socket =
                anonymous()
                        .newWebSocketBuilder()
                        .buildAsync(
                                URI.create("wss://" + authority() + "/watch"),
                                new WebSocket.Listener() {
                                    @Override
                                    public @Nullable CompletionStage<?> onText(
                                            WebSocket webSocket, CharSequence data, boolean last) {
                                        messages.add(data.toString());
                                        webSocket.request(1);
                                        return null;
                                    }
                                })
                        .get(10, TimeUnit.SECONDS);
        assertThat(messages.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(messages.poll(10, TimeUnit.SECONDS)).isEqualTo("two");
        socket.abort();
    }

    @Test
    void closingLetsAnAnswerComeToItsEndAndEndsStreams() throws Exception {
        var asked = new CountDownLatch(2);
        var goOn = new CountDownLatch(1);
        handler =
                request -> {
                    asked.countDown();
                    if (request.path().equals("/watch")) {
                        return ApiAnswer.stream(
                                "application/json",
                                sink -> {
                                    sink.write("one\n".getBytes(StandardCharsets.UTF_8));
                                    return () -> {};
                                });
                    }
                    await(goOn);
                    return ApiAnswer.text(200, "late");
                };
        var late = anonymous().sendAsync(request("/late").build(), BodyHandlers.ofString());
        var watch = anonymous().send(request("/watch").build(), BodyHandlers.ofInputStream());
        assertThat(watch.body().read()).isEqualTo('o');
        await(asked);

        Thread closing = Thread.ofVirtual().start(listener::close);

        assertThat(new String(watch.body().readAllBytes(), StandardCharsets.UTF_8))
                .as("the stream has an end, it does not break off")
                .isEqualTo("ne\n");
        goOn.countDown();
        assertThat(late.get(10, TimeUnit.SECONDS).body()).isEqualTo("late");
        closing.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> get(HttpClient client, String target)
            throws IOException, InterruptedException {
        return client.send(request(target).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("https://" + authority() + target));
    }

    private String authority() {
        return "localhost:" + listener.address().getPort();
    }

    private HttpClient anonymous() throws Exception {
        return HttpClient.newBuilder().sslContext(tls(false)).build();
    }

    private HttpClient withCertificate() throws Exception {
        return HttpClient.newBuilder().sslContext(tls(true)).build();
    }

    private SSLContext tls(boolean admin) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        trusted.setCertificateEntry("ca", Pem.certificate(pki.authority()));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);

        KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
        own.load(null);
        if (admin) {
            var certificate = Pem.certificate(Files.readString(folder.resolve("pki/admin.crt")));
            var key = Pem.key(Files.readString(folder.resolve("pki/admin.key")), "EC");
            own.setKeyEntry("admin", key, new char[0], new Certificate[] {certificate});
        }
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
