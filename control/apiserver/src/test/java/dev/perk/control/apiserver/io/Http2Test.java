package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.ApiAnswer.Sink;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2, which Go clients choose in the handshake: RFC 9113, spec §2.1. */
class Http2Test {
    private static final int WATCHES = 100;

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

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void isWhatAClientGetsThatOffersIt() throws Exception {
        HttpResponse<String> two = api.get(api.anonymous(), "/api");
        HttpResponse<String> one = api.get(api.client(HttpClient.Version.HTTP_1_1), "/api");

        assertThat(two.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(two.body()).isEqualTo("GET /api");
        assertThat(one.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(one.body()).isEqualTo("GET /api");
    }

    @Test
    void knowsWhoIsBehindEveryStreamOfAConnection() throws Exception {
        api.handler =
                request ->
                        ApiAnswer.text(
                                200,
                                request.caller() instanceof Caller.Known(var user)
                                        ? user.name()
                                        : "nobody");
        HttpClient client = api.withCertificate();

        assertThat(api.get(client, "/one").body()).isEqualTo("kubernetes-admin");
        HttpResponse<String> second = api.get(client, "/two");
        assertThat(second.body()).isEqualTo("kubernetes-admin");
        assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }

    @Test
    void carriesManyWatchesAndTheRequestsBetweenThemOnOneConnection() throws Exception {
        List<Sink> sinks = new ArrayList<>();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        var begun = new CountDownLatch(WATCHES);
        api.handler =
                request ->
                        request.path().startsWith("/watch")
                                ? ApiAnswer.stream(
                                        "application/json",
                                        sink -> {
                                            synchronized (sinks) {
                                                sinks.add(sink);
                                            }
                                            begun.countDown();
                                            return () -> {};
                                        })
                                : ApiAnswer.text(200, request.body().length() + " bytes");
        HttpClient client = api.anonymous();
        for (int i = 0; i < WATCHES; i++) {
            client.sendAsync(api.request("/watch/" + i).build(), BodyHandlers.ofInputStream())
                    .thenAcceptAsync(
                            response -> firstLine(response, heard),
                            task -> Thread.ofVirtual().start(task));
        }
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        sinks.forEach(sink -> sink.write(bytes("event\n")));

        for (int i = 0; i < WATCHES; i++) {
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("HTTP_2 event");
        }
        HttpResponse<String> posted =
                client.send(
                        api.request("/api")
                                .POST(BodyPublishers.ofByteArray(new byte[1_000_000]))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(posted.body()).as("while all of them go on").isEqualTo("1000000 bytes");
        sinks.forEach(Sink::end);
    }

    private static void firstLine(HttpResponse<InputStream> response, BlockingQueue<String> heard) {
        var lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        heard.add(response.version() + " " + lines.lines().findFirst().orElse("nothing"));
    }

    @Test
    void aBodyOfMoreThanThreeMebibytesCostsItsSenderOneStreamOnly() throws Exception {
        HttpClient client = api.anonymous();

        HttpResponse<String> refused =
                client.send(
                        api.request("/api")
                                .POST(BodyPublishers.ofByteArray(new byte[RequestReader.LIMIT + 1]))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(api.get(client, "/api").statusCode()).isEqualTo(200);
    }

    @Test
    void aWatchThatIsNotReadLosesItsStreamAndTheOthersGoOn() throws Exception {
        BlockingQueue<Sink> slow = new LinkedBlockingQueue<>();
        var stopped = new CountDownLatch(1);
        api.handler =
                request ->
                        request.path().equals("/slow")
                                ? ApiAnswer.stream(
                                        "application/json",
                                        sink -> {
                                            slow.add(sink);
                                            return stopped::countDown;
                                        })
                                : ApiAnswer.text(200, "served");
        HttpClient client = api.anonymous();
        HttpResponse<InputStream> unread =
                client.send(api.request("/slow").build(), BodyHandlers.ofInputStream());
        Sink sink = slow.take();

        byte[] frame = new byte[100_000];
        for (int i = 0; i < 200; i++) {
            sink.write(frame);
        }

        assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(api.get(client, "/api").body()).isEqualTo("served");
        unread.body().close();
    }

    @Test
    void curlSpeaksIt() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is missing");
        Process curl =
                new ProcessBuilder(
                                "/usr/bin/curl",
                                "--silent",
                                "--http2",
                                "--insecure",
                                "--max-time",
                                "20",
                                "--write-out",
                                " %{http_version}",
                                "https://" + api.authority() + "/api")
                        .start();
        assertThat(new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("GET /api 2");
    }
}
