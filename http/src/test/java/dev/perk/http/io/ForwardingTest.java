package dev.perk.http.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perk.http.End;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one side says is what the other side hears: heads, framing, order. */
@ParameterizedClass
@EnumSource(Transport.class)
class ForwardingTest {
    private final Wire wire;

    ForwardingTest(Transport transport) {
        assumeTrue(transport.isAvailable(), transport + " does not work here");
        wire = new Wire(transport);
    }

    @AfterEach
    void stop() {
        wire.close();
    }

    @Test
    void theHeadOfARequestIsPassedOnAsItCame() throws Exception {
        try (var container = Container.answering(Wire.OK);
                var client = wire.clientOf(container)) {
            client.send("GET //a/%2F?x=%zz;y HTTP/1.1\r\nHost: A:80\r\nX-Under_score: 1\r\n\r\n");
            assertThat(client.readHead() + client.read(2)).isEqualTo(Wire.OK);
            assertThat(container.heads().getFirst())
                    .startsWith("GET //a/%2F?x=%zz;y HTTP/1.1\r\n")
                    .contains("Host: A:80\r\n", "X-Under_score: 1\r\n");
            assertThat(wire.end()).isEqualTo(new End.Answered(200));
        }
    }

    @Test
    void theHeadOfAnAnswerIsPassedOnAsItCame() throws Exception {
        String answer =
                Wire.head(
                        "HTTP/1.1 299 Custom Reason",
                        "Set-Cookie: a=1",
                        "Set-Cookie: b=2",
                        "Server: mine",
                        "content-length: 0");
        try (var container = Container.answering(answer);
                var client = wire.clientOf(container)) {
            assertThat(client.send(Wire.GET).readHead()).isEqualTo(answer);
        }
    }

    @Test
    void whatConcernsOneConnectionStaysOnIt() throws Exception {
        try (var container =
                        Container.answering(
                                "HTTP/1.1 200 OK\r\nConnection: X-Mine\r\nX-Mine: 1\r\nKeep-Alive:"
                                        + " 5\r\nProxy-Authenticate: x\r\nX-Kept:"
                                        + " 1\r\nContent-Length: 0\r\n\r\n");
                var client = wire.clientOf(container)) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: X-Mine, Host, Content-Length,"
                            + " keep-alive, TE\r\nX-Mine: 1\r\nKeep-Alive: 5\r\nProxy-Connection:"
                            + " x\r\nProxy-Authorization: x\r\nTE: gzip, trailers\r\nUpgrade:"
                            + " h2c\r\nX-Kept: 1\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.readHead())
                    .contains("X-Kept")
                    .doesNotContain("X-Mine", "Keep-Alive", "Proxy-");
            assertThat(container.heads().getFirst())
                    .contains("X-Kept", "Host: a", "Content-Length: 0")
                    .containsIgnoringCase("te: trailers")
                    .doesNotContain(
                            "X-Mine", "Keep-Alive", "Proxy-", "gzip", "Upgrade", "Connection");
        }
    }

    @Test
    void connectionsAreReusedOnBothSides() throws Exception {
        try (var container = Container.answering(Wire.OK);
                var client = wire.clientOf(container)) {
            for (int i = 0; i < 10; i++) {
                client.send(Wire.GET);
                assertThat(client.readHead()).startsWith("HTTP/1.1 200");
                client.read(2);
            }
            assertThat(container.connections()).isEqualTo(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (var container =
                        Container.answeringEach(
                                connection -> connection.send("HTTP/1.1 204 No Content\r\n\r\n"));
                var client = wire.clientOf(container)) {
            var requests = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                requests.append("GET /%d HTTP/1.1\r\nHost: a\r\n\r\n".formatted(i));
            }
            client.send(requests.toString());
            for (int i = 0; i < 500; i++) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 204");
            }
            List<String> expected =
                    IntStream.range(0, 500).mapToObj("GET /%d HTTP/1.1"::formatted).toList();
            assertThat(container.heads())
                    .map(head -> head.lines().findFirst().orElse(""))
                    .isEqualTo(expected);
        }
    }

    @Test
    void bodiesOfPipelinedRequestsStayWithTheirRequest() throws Exception {
        try (var container =
                        Container.answeringEach(connection ->
                                connection.send(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
                                                + connection.read(3)));
                var client = wire.clientOf(container)) {
            var requests = new StringBuilder();
            for (int i = 100; i < 200; i++) {
                requests.append("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n" + i);
            }
            client.send(requests.toString());
            for (int i = 100; i < 200; i++) {
                client.readHead();
                assertThat(client.read(3)).isEqualTo(String.valueOf(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n",
            })
    void someAnswersHaveNoBody(String answer) throws Exception {
        try (var container = Container.answering(answer);
                var client = wire.clientOf(container)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(Wire.GET).readHead()).isEqualTo(answer);
            }
            assertThat(container.connections()).isEqualTo(1);
        }
    }

    @Test
    void theAnswerToHeadSaysItsLengthAndHasNoBody() throws Exception {
        try (var container =
                        Container.answering("HTTP/1.1 200 OK\r\ncontent-length: 12345\r\n\r\n");
                var client = wire.clientOf(container)) {
            for (int i = 0; i < 3; i++) {
                client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.readHead()).contains("content-length: 12345");
            }
            assertThat(container.connections()).isEqualTo(1);
        }
    }

    @Test
    void unknownLengthsAreChunkedOnBothSides() throws Exception {
        try (var container =
                        Container.answeringEach(connection ->
                                connection
                                        .send("HTTP/1.1 200 OK\r\n")
                                        .send("Transfer-Encoding: chunked\r\n\r\n")
                                        .send("3;ext=1\r\nabc\r\n")
                                        .send("0\r\n\r\n"));
                var client = wire.clientOf(container)) {
            for (int i = 0; i < 3; i++) {
                client.send(Wire.GET);
                assertThat(client.readHead()).containsIgnoringCase("transfer-encoding: chunked");
                assertThat(client.readUntil("0\r\n\r\n")).isEqualTo("3\r\nabc\r\n0\r\n\r\n");
            }
        }
    }

    @Test
    void trailersArePassedOnInBothDirections() throws Exception {
        try (var container =
                        Container.answeringEach(connection -> {
                            String body = connection.readUntil("\r\n\r\n");
                            connection
                                    .send("HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\n")
                                    .send("Transfer-Encoding: chunked\r\n\r\n")
                                    .send(Integer.toHexString(body.length()) + "\r\n")
                                    .send(body + "\r\n0\r\nX-Sum: 7\r\nX-More: 8\r\n\r\n");
                        });
                var client = wire.clientOf(container)) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nTrailer: X-Up\r\nTransfer-Encoding:"
                            + " chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Up: 6\r\n\r\n");
            assertThat(client.readHead()).contains("Trailer: X-Sum");
            assertThat(client.readUntil("X-More: 8\r\n\r\n"))
                    .contains("2\r\nhi\r\n0\r\nX-Up: 6\r\n")
                    .endsWith("\r\n0\r\nX-Sum: 7\r\nX-More: 8\r\n\r\n");
            assertThat(container.heads().getFirst()).contains("Trailer: X-Up");
        }
    }

    @Test
    void anOldClientGetsAnOldAnswer() throws Exception {
        try (var container =
                        Container.answering(
                                Wire.head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked")
                                        + Wire.head("3", "abc", "0"));
                var client = wire.clientOf(container)) {
            String answer = client.send("GET / HTTP/1.0\r\n\r\n").readAll();
            assertThat(answer)
                    .startsWith("HTTP/1.0 200 OK\r\n")
                    .endsWith("\r\n\r\nabc")
                    .doesNotContainIgnoringCase("transfer-encoding");
            assertThat(container.heads().getFirst())
                    .startsWith("GET / HTTP/1.1\r\n")
                    .containsIgnoringCase("host: localhost:" + container.address().getPort());
        }
    }

    @Test
    void anOldClientMayKeepItsConnection() throws Exception {
        try (var container = Container.answering(Wire.OK);
                var client = wire.clientOf(container)) {
            for (int i = 0; i < 2; i++) {
                client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
                assertThat(client.readHead())
                        .startsWith("HTTP/1.0 200")
                        .containsIgnoringCase("connection: keep-alive");
                client.read(2);
            }
        }
    }

    @Test
    void aClientMayAskToClose() throws Exception {
        try (var container = Container.answering(Wire.OK);
                var client = wire.clientOf(container)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.readAll())
                    .containsIgnoringCase("connection: close")
                    .endsWith("\r\n\r\nok");
        }
    }

    @Test
    void anAnswerThatEndsWithItsConnectionBecomesChunked() throws Exception {
        try (var container =
                        new Container(connection -> {
                            connection.readHead();
                            connection.send("HTTP/1.0 200 OK\r\n\r\nabc");
                        });
                var client = wire.clientOf(container)) {
            for (int i = 0; i < 2; i++) {
                client.send(Wire.GET);
                assertThat(client.readHead())
                        .startsWith("HTTP/1.1 200 OK")
                        .containsIgnoringCase("transfer-encoding: chunked");
                assertThat(client.readUntil("0\r\n\r\n")).contains("abc");
            }
            assertThat(container.connections()).isEqualTo(2);
        }
    }

    @Test
    void interimAnswersAreRelayedAndDoNotChangeTheFinalOne() throws Exception {
        try (var container =
                        Container.answeringEach(connection ->
                                connection
                                        .send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
                                        .send("HTTP/1.1 404 Not Found\r\n")
                                        .send("Content-Length: 0\r\n\r\n"));
                var client = wire.clientOf(container)) {
            for (int i = 0; i < 2; i++) {
                client.send(Wire.GET);
                assertThat(client.readHead()).startsWith("HTTP/1.1 103").contains("Link: x");
                assertThat(client.readHead()).startsWith("HTTP/1.1 404").doesNotContain("Link");
                assertThat(wire.end()).isEqualTo(new End.Answered(404));
            }
        }
    }

    @Test
    void theContainerDecidesWhetherABodyIsExpected() throws Exception {
        try (var container =
                        Container.answeringEach(connection -> {
                            connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                            connection.send(
                                    "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n"
                                            + connection.read(2));
                        });
                var client = wire.clientOf(container)) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length:"
                            + " 2\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100");
            client.send("hi");
            assertThat(client.readHead()).startsWith("HTTP/1.1 201");
            assertThat(client.read(2)).isEqualTo("hi");
            assertThat(container.heads().getFirst()).contains("Expect: 100-continue");
        }
    }

    @Test
    void aBodyThatIsNotWantedNeedNotBeSent() throws Exception {
        try (var container =
                        Container.answeringEach(connection ->
                                connection.send(
                                        Wire.head(
                                                "HTTP/1.1 413 Content Too Large",
                                                "Content-Length: 0")));
                var client = wire.clientOf(container)) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length:"
                            + " 1000000\r\n\r\n");
            assertThat(client.readAll())
                    .startsWith("HTTP/1.1 413")
                    .containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aRefusedConnectionIs502WithoutAddresses() throws Exception {
        InetSocketAddress nobody;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) closed.getLocalSocketAddress();
        }
        try (var client = wire.clientOf(nobody)) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(Wire.GET).readHead())
                        .startsWith("HTTP/1.1 502 ")
                        .containsIgnoringCase("x-content-type-options: nosniff");
                assertThat(client.read(12)).isEqualTo("bad gateway\n");
                assertThat(wire.end()).isEqualTo(new End.Answered(502));
                assertThat(wire.reason()).isEqualTo("UpstreamUnreachable");
            }
        }
    }

    @Test
    void garbageIs502() throws Exception {
        try (var container = Container.answering("garbage\r\n\r\n");
                var client = wire.clientOf(container)) {
            assertThat(client.send(Wire.GET).readHead()).startsWith("HTTP/1.1 502 ");
            assertThat(client.read(12)).isEqualTo("bad gateway\n");
            assertThat(wire.reason()).isEqualTo("UpstreamMalformed");
        }
    }

    @Test
    void aHugeAnswerHeadIsFine() throws Exception {
        try (var container =
                        Container.answering(
                                "HTTP/1.1 200 OK\r\nX: "
                                        + "x".repeat(2_000_000)
                                        + "\r\nContent-Length: 0\r\n\r\n");
                var client = wire.clientOf(container)) {
            assertThat(client.send(Wire.GET).readHead()).hasSizeGreaterThan(2_000_000);
        }
    }

    @Test
    void aStageThatFailsIs500() throws IOException, InterruptedException {
        try (var client =
                wire.clientOf(exchange -> {
                    throw new IllegalStateException("a bug");
                })) {
            assertThat(client.send(Wire.GET).readHead()).startsWith("HTTP/1.1 500 ");
            assertThat(wire.reason()).isEqualTo("InternalError");
        }
    }

    @Test
    void whatReachedNobodyGoesElsewhereWithAllOfItsBody() throws Exception {
        String body = "0123456789".repeat(20_000);
        try (var container =
                        Container.answeringEach(connection ->
                                connection.send(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n"
                                                + connection.read(body.length())));
                var client =
                        wire.clientOf(exchange ->
                                exchange.forward(
                                        nobody(), _ -> exchange.forward(container.address())))) {
            for (int i = 0; i < 2; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + body);
                assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK");
                assertThat(client.read(body.length())).isEqualTo(body);
            }
        }
    }

    @Test
    void aContainerThatGoesWithItsIdleConnectionsTakesNoQuestionAlong() throws Exception {
        var gone = new Container[1];
        try (var container =
                        new Container(connection -> {
                            connection.readHead();
                            connection.send(Wire.OK).readHead();
                            gone[0].close();
                        });
                var other = Container.answering(Wire.OK);
                var client =
                        wire.clientOf(exchange ->
                                exchange.forward(
                                        container.address(),
                                        _ -> exchange.forward(other.address())))) {
            gone[0] = container;
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(Wire.GET).readHead() + client.read(2)).isEqualTo(Wire.OK);
            }
            assertThat(other.heads()).hasSize(1);
        }
    }

    private static InetSocketAddress nobody() {
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), closed.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
