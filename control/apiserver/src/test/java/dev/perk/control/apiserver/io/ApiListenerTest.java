package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.rest.ApiAnswer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets on loopback, with the certificates that a first start makes. */
class ApiListenerTest {
    @TempDir private Path folder;
    private ListenerFixture api;

    @BeforeEach
    void start() throws Exception {
        api = new ListenerFixture(folder);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void whoShowsTheAdminsCertificateIsTheAdmin() throws Exception {
        api.handler =
                request -> ApiAnswer.text(200, ((Caller.Known) request.caller()).user().name());
        assertThat(api.get(api.withCertificate(), "/api").body()).isEqualTo("kubernetes-admin");
    }

    @Test
    void aClientWithoutCertificateIsAnonymous() throws Exception {
        api.handler = request -> ApiAnswer.text(200, request.caller().toString());
        assertThat(api.get(api.anonymous(), "/api").body()).isEqualTo("Anonymous[]");
    }

    @Test
    void aSecondOpenReadsTheSameAuthority() throws Exception {
        assertThat(Pki.open(folder.resolve("pki"), Instant.now()).authority())
                .isEqualTo(api.pki.authority());
    }

    @Test
    void keysAndKubeconfigAreForTheirOwnerOnly() throws Exception {
        Path kubeconfig = folder.resolve("kubeconfig");
        api.pki.adminKubeconfig("https://127.0.0.1:6443").write(kubeconfig);
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
        api.handler =
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
                api.anonymous()
                        .send(
                                api.request("/api/v1/pods?labelSelector=a%3Db")
                                        .POST(BodyPublishers.ofString("{}"))
                                        .build(),
                                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("POST /api/v1/pods a=b {}");
    }

    @Test
    void aBodyOfMoreThanThreeMebibytesIsRefusedWithAStatus() throws Exception {
        HttpResponse<String> response =
                api.anonymous()
                        .send(
                                api.request("/api")
                                        .POST(
                                                BodyPublishers.ofByteArray(
                                                        new byte[RequestReader.LIMIT + 1]))
                                        .build(),
                                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("Request entity too large: limit is 3145728");
    }

    @Test
    void aStreamArrivesChunkByChunkAndTheConnectionServesOn() throws Exception {
        api.handler =
                _ ->
                        ApiAnswer.stream(
                                "application/json",
                                sink -> {
                                    sink.write("one\n".getBytes(StandardCharsets.UTF_8));
                                    sink.write("two\n".getBytes(StandardCharsets.UTF_8));
                                    sink.end();
                                    return () -> {};
                                });
        HttpClient client = api.anonymous();
        assertThat(
                        client.send(api.request("/watch").build(), BodyHandlers.ofLines())
                                .body()
                                .collect(Collectors.toList()))
                .containsExactly("one", "two");
        api.handler = _ -> ApiAnswer.text(200, "next");
        assertThat(api.get(client, "/api").body()).isEqualTo("next");
    }

    @Test
    void aWatcherThatLeavesStopsItsFeed() throws Exception {
        var stopped = new CountDownLatch(1);
        api.handler =
                _ ->
                        ApiAnswer.stream(
                                "application/json",
                                sink -> {
                                    sink.write("one\n".getBytes(StandardCharsets.UTF_8));
                                    return stopped::countDown;
                                });
        try (var client = api.anonymous()) {
            var lines = client.send(api.request("/watch").build(), BodyHandlers.ofInputStream());
            assertThat(lines.body().read()).isEqualTo('o');
            lines.body().close();
        }
        assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aWebSocketGetsOneMessagePerChunk() throws Exception {
        api.handler =
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
                api.anonymous()
                        .newWebSocketBuilder()
                        .buildAsync(
                                URI.create("wss://" + api.authority() + "/watch"),
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
        api.handler =
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
        var late = api.anonymous().sendAsync(api.request("/late").build(), BodyHandlers.ofString());
        var watch =
                api.anonymous().send(api.request("/watch").build(), BodyHandlers.ofInputStream());
        assertThat(watch.body().read()).isEqualTo('o');
        await(asked);

        Thread closing = Thread.ofVirtual().start(api::close);

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
}
