package dev.perk.http.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.http.Response;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Requests that two readers could understand differently (RFC 9112 §2.2, §3.2, §5.1, §6, §7.1). */
class RequestRulesTest {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\n";

    static final List<Arguments> REFUSED =
            List.of(
                    refused(
                            "Content-Length and Transfer-Encoding",
                            HEAD
                                    + "Content-Length: 4\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n"
                                    + "0\r\n\r\n",
                            400),
                    refused(
                            "differing Content-Lengths",
                            HEAD + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
                            400),
                    refused(
                            "a list of differing lengths",
                            HEAD + "Content-Length: 4, 5\r\n\r\n",
                            400),
                    refused("a signed length", HEAD + "Content-Length: +4\r\n\r\nabcd", 400),
                    refused("a negative length", HEAD + "Content-Length: -4\r\n\r\n", 400),
                    refused("a length in hex", HEAD + "Content-Length: 0x4\r\n\r\nabcd", 400),
                    refused(
                            "gzip, chunked",
                            HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n",
                            501),
                    refused("xchunked", HEAD + "Transfer-Encoding: xchunked\r\n\r\n", 501),
                    refused(
                            "chunked twice",
                            HEAD
                                    + "Transfer-Encoding: chunked\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n",
                            501),
                    refused(
                            "chunked in HTTP/1.0",
                            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                            400),
                    refused("a space before the colon", HEAD + "X : y\r\n\r\n", 400),
                    refused("a header without a colon", HEAD + "X\r\n\r\n", 400),
                    refused("a bare line feed", "GET / HTTP/1.1\nHost: a\n\n", 400),
                    refused("a NUL", HEAD + "X: a\u0000b\r\n\r\n", 400),
                    refused("no Host", "GET / HTTP/1.1\r\n\r\n", 400),
                    refused("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
                    refused("a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
                    refused("a Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400),
                    refused("a target without a slash", "GET x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
                    refused(
                            "a target of another scheme",
                            "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
                            400),
                    refused("CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
                    refused("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
                    refused("no HTTP at all", "hello\r\n\r\n", 400),
                    refused(
                            "a head above 1 MiB",
                            HEAD + "X: " + "x".repeat((1 << 20) + 8192) + "\r\n\r\n",
                            431),
                    refused(
                            "a request line above 1 MiB",
                            "GET /" + "x".repeat((1 << 20) + 8192) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                            431));

    private static Arguments refused(String what, String request, int status) {
        return Arguments.argumentSet(what, request, status);
    }

    private final Wire wire = new Wire(Transport.best());

    @AfterEach
    void stop() {
        wire.close();
    }

    /** A client of a stage that answers by itself, with the host and target it saw. */
    private RawClient client() throws IOException {
        return wire.clientOf(exchange ->
                exchange.respond(
                        Response.text(
                                200,
                                exchange.request().host()
                                        + " "
                                        + exchange.request().target()
                                        + " "
                                        + exchange.request().headers().get("X"))));
    }

    @ParameterizedTest
    @FieldSource("REFUSED")
    void isRefusedAndTheConnectionClosed(String request, int status) throws IOException {
        try (var client = client()) {
            assertThat(client.send(request).readAll())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .containsIgnoringCase("connection: close")
                    .doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void whatFollowsARefusedRequestIsNotServed() throws IOException {
        try (var client = client()) {
            String smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
            assertThat(
                            client.send(
                                            HEAD
                                                    + "Content-Length: 5\r\nTransfer-Encoding:"
                                                    + " chunked\r\n\r\n0\r\n\r\n"
                                                    + smuggled)
                                    .readAll())
                    .startsWith("HTTP/1.1 400")
                    .doesNotContain("smuggled");
        }
    }

    @Test
    void equalContentLengthsAreOne() throws IOException {
        try (var client = client()) {
            client.send(HEAD + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi" + Wire.GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            client.readUntil("null");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aFoldedHeaderIsJoined() throws IOException {
        try (var client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX: one\r\n  two\r\n\r\n").readHead();
            assertThat(client.readUntil("two")).endsWith("one two");
        }
    }

    @Test
    void theAuthorityOfAnAbsoluteTargetIsTheHost() throws IOException {
        try (var client = client()) {
            client.send("GET http://B.example:81/x?y HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            assertThat(client.readUntil("null")).isEqualTo("b.example /x?y null");
        }
    }

    @Test
    void aLongHeadIsFine() throws IOException {
        try (var client = client()) {
            String value = "x".repeat(900_000);
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + value + "\r\n\r\n").readHead();
            assertThat(client.read(900_000)).startsWith("a / xxx");
        }
    }

    @Test
    void optionsOfTheServerAreAnsweredHere() throws IOException {
        try (var client = client()) {
            assertThat(client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").readHead())
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("content-length: 0");
        }
    }

    @ParameterizedTest
    @FieldSource("MALFORMED_BODIES")
    void aMalformedBodyIs400(String body) throws Exception {
        try (var container = Container.answering(Wire.OK);
                var waiting =
                        new Container(connection -> {
                            connection.readHead();
                            connection.isClosedByPeer();
                        });
                var client = wire.clientOf(waiting)) {
            client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + body);
            assertThat(client.readAll()).startsWith("HTTP/1.1 400 ");
            assertThat(wire.reason()).isEqualTo("MalformedBody");
            assertThat(container.connections()).isZero();
        }
    }

    static final List<String> MALFORMED_BODIES =
            List.of(
                    "2\nhi\r\n0\r\n\r\n",
                    "x\r\nhi\r\n0\r\n\r\n",
                    "\r\nhi\r\n",
                    "2\r\nhi!\r\n0\r\n\r\n",
                    "-2\r\nhi\r\n",
                    "ffffffffff\r\nhi\r\n",
                    "0\r\nbad trailer\r\n\r\n");
}
