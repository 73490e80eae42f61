package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.ApiAnswer.Sink;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that no decent client sends, on raw connections: spec §2.1, RFC 9112 §6.1 and §11.2. */
class HostileClientsTest {
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
    void aRequestWithTwoEndsIsRefusedAndItsConnectionClosed() throws Exception {
        var handled = new AtomicInteger();
        api.handler =
                _ -> {
                    handled.incrementAndGet();
                    return ApiAnswer.text(200, "smuggled");
                };
        Map<String, Future<String>> answers = new HashMap<>();
        try (var together = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String ambiguous :
                    List.of(
                            "Content-Length: 5\nTransfer-Encoding: chunked\n",
                            "Content-Length: 5\nContent-Length: 6\n",
                            "Transfer-Encoding: chunked\nTransfer-Encoding: identity\n",
                            "Transfer-Encoding: xchunked\n",
                            "Content-Length: +5\n",
                            "Content-Length : 5\n",
                            "Host: other\n")) {
                answers.put(
                        ambiguous,
                        together.submit(() ->
                                api.exchange(
                                        "POST /api HTTP/1.1\nHost: a\n"
                                                + ambiguous
                                                + "\n0\n\nGET /smuggled HTTP/1.1\n"
                                                + "Host: a\n\n")));
            }
        }
        for (var answer : answers.entrySet()) {
            assertThat(answer.getValue().get())
                    .as(answer.getKey())
                    .matches("(?s)HTTP/1.1 (400|501) .*")
                    .contains("connection: close");
        }
        assertThat(handled).hasValue(0);
    }

    @Test
    void aHeadOfMoreThanAMebibyteIsRefused() throws Exception {
        String flood = ("X-Flood: " + "x".repeat(8000) + "\n").repeat(200);

        String answer = sendUntilClosed("GET /api HTTP/1.1\nHost: a\n" + flood);

        assertThat(answer).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void aLongSelectorIsNoFlood() throws Exception {
        String answer =
                api.exchange(
                        "GET /api?labelSelector="
                                + "a".repeat(500_000)
                                + " HTTP/1.1\nHost: a\nConnection: close\n\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIsRefusedBeforeItComes() throws Exception {
        String answer =
                api.exchange("POST /api HTTP/1.1\nHost: a\nContent-Length: 3145729\n\nbegun");

        assertThat(answer)
                .startsWith("HTTP/1.1 413 ")
                .contains("Request entity too large: limit is 3145728");
    }

    @Test
    void aBodyWithoutAnEndIsRefusedWhereItBecomesTooLarge() throws Exception {
        String chunk = "10000\n" + "x".repeat(0x10000) + "\n";

        String answer =
                sendUntilClosed(
                        "POST /api HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n"
                                + chunk.repeat(49));

        assertThat(answer).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void whoAsksFirstHearsBeforeSending() throws Exception {
        try (SSLSocket socket = api.socket()) {
            socket.getOutputStream()
                    .write(
                            """
                            POST /api HTTP/1.1\r
                            Host: a\r
                            Content-Length: 2\r
                            Expect: 100-continue\r
                            Connection: close\r
                            \r
                            """
                                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(25), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            socket.getOutputStream().write(new byte[] {'{', '}'});
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // the yield is a chance to begin the next too early
    void requestsThatComeTogetherAreAnsweredOneAfterTheOther() throws Exception {
        var together = new AtomicInteger();
        var most = new AtomicInteger();
        api.handler =
                request -> {
                    most.accumulateAndGet(together.incrementAndGet(), Math::max);
                    Thread.yield();
                    together.decrementAndGet();
                    return ApiAnswer.text(200, "[" + request.path() + "]");
                };
        var requests = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            requests.append("GET /").append(i).append(" HTTP/1.1\nHost: a\n\n");
        }

        String answers =
                api.exchange(requests + "GET /last HTTP/1.1\nHost: a\nConnection: close\n\n");

        assertThat(most).hasValue(1);
        for (int i = 0; i < 49; i++) {
            assertThat(answers.indexOf("[/" + i + "]"))
                    .isPositive()
                    .isLessThan(answers.indexOf("[/" + (i + 1) + "]"));
        }
        assertThat(answers).endsWith("[/last]");
    }

    @Test
    void anUpgradeThatIsNoWebSocketIsRefused() throws Exception {
        api.handler = _ -> ApiAnswer.stream("application/json", _ -> () -> {});
        String head = "GET /watch HTTP/1.1\nHost: a\nConnection: Upgrade\nUpgrade: websocket\n";

        assertThat(api.exchange(head + "Sec-WebSocket-Version: 99\n\n"))
                .startsWith("HTTP/1.1 426 ")
                .contains("sec-websocket-version: 13");
        assertThat(api.exchange(head + "Sec-WebSocket-Version: 13\n\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void watchersThatDoNotReadLoseTheirStreamsAndWaitInTheSameBytes() throws Exception {
        int watchers = 20;
        BlockingQueue<Sink> sinks = new LinkedBlockingQueue<>();
        var stopped = new CountDownLatch(watchers);
        api.handler =
                _ ->
                        ApiAnswer.stream(
                                "application/json",
                                sink -> {
                                    sinks.add(sink);
                                    return stopped::countDown;
                                });
        List<SSLSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < watchers; i++) {
                SSLSocket socket = api.socket();
                socket.getOutputStream()
                        .write(
                                "GET /w HTTP/1.1\r\nHost: a\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            List<Sink> all = new ArrayList<>();
            for (int i = 0; i < watchers; i++) {
                all.add(sinks.take());
            }

            for (int i = 0; i < 100; i++) {
                byte[] shared = new byte[100_000];
                all.forEach(sink -> sink.write(shared));
            }

            assertThat(all.getFirst().awaitRoom()).as("it has no stream any more").isFalse();
        } finally {
            for (SSLSocket socket : sockets) {
                socket.close();
            }
        }
        assertThat(stopped.await(40, TimeUnit.SECONDS)).isTrue();
    }

    private String sendUntilClosed(String text) throws Exception {
        var answer = new StringBuilder();
        byte[] sent = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        try (SSLSocket socket = api.socket()) {
            Thread.ofVirtual().start(() -> sendWhatIsTaken(socket, sent));
            byte[] some = new byte[8192];
            InputStream in = socket.getInputStream();
            for (int n = in.read(some); n > 0; n = in.read(some)) {
                answer.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException _) {
            // A reset after the answer.
        }
        return answer.toString();
    }

    private static void sendWhatIsTaken(SSLSocket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException _) {
            // The server has had enough, which is what this is about.
        }
    }
}
