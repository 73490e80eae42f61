package dev.perk.http.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perk.api.why.Reason;
import dev.perk.http.End;
import dev.perk.http.Exchange;
import dev.perk.http.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sides that leave, and what the other side and the stages learn of it. */
@ParameterizedClass
@EnumSource(Transport.class)
class EndingTest {
    private static final String CHUNKED =
            Wire.head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked");

    private final Transport transport;
    private final Wire wire;

    EndingTest(Transport transport) {
        this.transport = transport;
        assumeTrue(transport.isAvailable(), transport + " does not work here");
        wire = new Wire(transport);
    }

    @AfterEach
    void stop() {
        wire.close();
    }

    @Test
    void aClientThatLeavesCancelsItsRequest() throws Exception {
        var asked = new CountDownLatch(1);
        var cancelled = new CompletableFuture<Boolean>();
        try (var container =
                new Container(connection -> {
                    connection.readHead();
                    asked.countDown();
                    cancelled.complete(connection.isClosedByPeer());
                })) {
            try (var client = wire.clientOf(container)) {
                client.send(Wire.GET);
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(cancelled.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(wire.end()).isEqualTo(new End.ClientGone());
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfTheAnswerCancelsIt() throws Exception {
        var cancelled = new CompletableFuture<Boolean>();
        try (var container =
                new Container(connection -> {
                    connection.readHead();
                    connection.send(CHUNKED + "3\r\nabc\r\n");
                    cancelled.complete(connection.isClosedByPeer());
                })) {
            try (var client = wire.clientOf(container)) {
                client.send(Wire.GET).readUntil("abc");
                client.socket().setSoLinger(true, 0); // a reset
            }
            assertThat(cancelled.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(wire.end()).isInstanceOf(End.ClientGone.class);
        }
    }

    @Test
    void aClientThatLeavesEndsAParkedExchange() throws Exception {
        var parked = new CountDownLatch(1);
        try (var client = wire.clientOf(_ -> parked.countDown())) {
            client.send(Wire.GET);
            assertThat(parked.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(wire.end()).isEqualTo(new End.ClientGone());
    }

    @Test
    void aHalfClosedClientIsServed() throws Exception {
        try (var container = Container.answering(Wire.OK);
                var client = wire.clientOf(container)) {
            assertThat(client.send(Wire.GET).halfClose().readFinalHead() + client.readAll())
                    .startsWith("HTTP/1.1 200")
                    .endsWith("\r\n\r\nok");
            assertThat(wire.end()).isEqualTo(new End.Answered(200));
        }
    }

    @Test
    void aHalfClosedClientIsServedHoweverLongItTakes() throws Exception {
        var answer = new SynchronousQueue<String>();
        try (var container =
                        Container.answeringEach(connection -> {
                            try {
                                connection.send(answer.take());
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
                var client = wire.clientOf(container)) {
            client.send(Wire.GET).halfClose();
            for (int i = 0; i < 3; i++) {
                assertThat(client.readHead())
                        .as("are you still there?")
                        .isEqualTo(Wire.head("HTTP/1.1 100 Continue"));
            }
            answer.put(Wire.OK);
            assertThat(client.readAll()).endsWith("\r\n\r\nok");
        }
    }

    @Test
    void pipelinedRequestsOfAHalfClosedClientAreAllServed() throws Exception {
        try (var container = Container.answering(Wire.OK);
                var client = wire.clientOf(container)) {
            client.send(Wire.GET.repeat(5)).halfClose();
            assertThat(client.readAll().split("HTTP/1.1 200 OK", -1)).hasSize(6);
        }
    }

    /** Netty 4.2.18 cannot wait for room in a half-closed socket with epoll: epoll_ctl fails. */
    @Test
    void aHalfClosedClientMayReadSlowly() throws Exception {
        assumeTrue(transport != Transport.EPOLL);
        int size = 20 << 20;
        try (var container =
                        Container.answering(
                                Wire.head("HTTP/1.1 200 OK", "Content-Length: " + size)
                                        + "x".repeat(size));
                var client = wire.clientOf(container)) {
            client.send(Wire.GET).halfClose().readFinalHead();
            assertThat(client.readAll().length()).isEqualTo(size);
        }
    }

    @Test
    void anUploadThatBreaksOffCancelsTheRequest() throws Exception {
        var asked = new CountDownLatch(1);
        var received = new CompletableFuture<String>();
        try (var container =
                        new Container(connection -> {
                            connection.readHead();
                            asked.countDown();
                            received.complete(connection.read(10));
                        });
                var client = wire.clientOf(container)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            client.halfClose();
            assertThat(client.readAll()).as("no answer that looks whole").isEmpty();
            assertThat(received.get(60, TimeUnit.SECONDS)).isEqualTo("abc");
            assertThat(wire.end()).isEqualTo(new End.ClientGone());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transfer-encoding: chunked", "content-length: 99"})
    void aContainerThatDiesInTheMiddleBreaksTheAnswer(String framing) throws Exception {
        try (var container =
                        new Container(connection -> {
                            connection.readHead();
                            connection.send(Wire.head("HTTP/1.1 200 OK", framing));
                            connection.send("3\r\nabc\r\n");
                        });
                var client = wire.clientOf(container)) {
            assertThat(client.send(Wire.GET).readAll())
                    .contains("3\r\nabc\r\n")
                    .doesNotContain("0\r\n\r\n");
            assertThat(wire.end())
                    .isInstanceOfSatisfying(
                            End.Broken.class, broken -> assertThat(broken.status()).isEqualTo(200));
            assertThat(wire.reason()).isEqualTo("UpstreamClosed");
        }
    }

    @Test
    void aContainerThatHangsUpIs502() throws Exception {
        try (var container = new Container(Container.Connection::readHead);
                var client = wire.clientOf(container)) {
            assertThat(client.send(Wire.GET).readHead()).startsWith("HTTP/1.1 502 ");
            assertThat(container.connections())
                    .as("a fresh connection is not tried again")
                    .isEqualTo(1);
            assertThat(wire.reason()).isEqualTo("UpstreamClosed");
        }
    }

    /** Go's net/http.Transport, persistConn.shouldRetryRequest. */
    @ParameterizedTest
    @CsvSource({
        "GET,    '',                                     true",
        "HEAD,   '',                                     true",
        "OPTIONS, '',                                    true",
        "DELETE, '',                                     false",
        "POST,   Content-Length: 0,                      false",
        "POST,   Idempotency-Key: 1,                     true",
        "PUT,    X-Idempotency-Key: 1,                   true",
        "GET,    Content-Length: 2,                      false",
    })
    void whatMayBeRepeatedIsTriedOnceMoreWhenAKeptConnectionTurnsOutDead(
            String method, String header, boolean repeated) throws Exception {
        // The first connection serves one request and closes when the second comes.
        try (var container =
                        new Container(connection -> {
                            connection.readHead();
                            connection.send("HTTP/1.1 204 No Content\r\n\r\n");
                            connection.readHead();
                            if (connection.number() > 1) {
                                throw new AssertionError("one request is enough");
                            }
                        });
                var client = wire.clientOf(container)) {
            client.send(Wire.GET).readHead();
            client.send(
                    Wire.head(
                            method + " / HTTP/1.1", "Host: a", header.isEmpty() ? "X: y" : header));
            if (header.equals("Content-Length: 2")) {
                client.send("hi");
            }
            assertThat(client.readHead()).startsWith(repeated ? "HTTP/1.1 204" : "HTTP/1.1 502");
            assertThat(container.connections()).isEqualTo(repeated ? 2 : 1);
        }
    }

    @Test
    void anAnswerThatHasBegunIsNotRepeated() throws Exception {
        try (var container =
                        new Container(connection -> {
                            connection.readHead();
                            connection.send("HTTP/1.1 204 No Content\r\n\r\n");
                            connection.readHead();
                            connection.send("HTTP/1.1 2");
                        });
                var client = wire.clientOf(container)) {
            client.send(Wire.GET).readHead();
            assertThat(client.send(Wire.GET).readHead()).startsWith("HTTP/1.1 502");
            assertThat(container.connections()).isEqualTo(1);
        }
    }

    @Test
    void bytesThatNobodyAskedForAreNotTheNextAnswer() throws Exception {
        try (var container =
                        new Container(connection -> {
                            connection.readHead();
                            connection.send(
                                    connection.number() == 1
                                            ? Wire.OK + "HTTP/1.1 200 OK\r\nX: stolen\r\n\r\n"
                                            : Wire.OK);
                            connection.isClosedByPeer();
                        });
                var client = wire.clientOf(container)) {
            client.send(Wire.GET).readUntil("ok");
            assertThat(client.send(Wire.GET).readUntil("ok")).doesNotContain("stolen");
            assertThat(container.connections()).isEqualTo(2);
        }
    }

    @Test
    void aRefusalCancelsWhatWasForwarded() throws Exception {
        var asked = new CountDownLatch(1);
        var cancelled = new CompletableFuture<Boolean>();
        var exchanges = new SynchronousQueue<Exchange>();
        try (var container =
                        new Container(connection -> {
                            connection.readHead();
                            asked.countDown();
                            cancelled.complete(connection.isClosedByPeer());
                        });
                var client =
                        wire.clientOf(exchange -> {
                            exchange.forward(container.address());
                            Thread.ofVirtual().start(() -> give(exchanges, exchange));
                        })) {
            client.send(Wire.GET);
            Exchange exchange = exchanges.poll(60, TimeUnit.SECONDS);
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            exchange.loop()
                    .execute(() -> exchange.refuse(504, "late", Reason.of("Late", "too late")));
            assertThat(client.readHead()).startsWith("HTTP/1.1 504");
            assertThat(client.read(4)).isEqualTo("late");
            assertThat(cancelled.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(wire.reason()).isEqualTo("Late");
        }
    }

    @Test
    void anAbortCutsTheAnswerOff() throws Exception {
        var exchanges = new SynchronousQueue<Exchange>();
        try (var container =
                        new Container(connection -> {
                            connection.readHead();
                            connection.send(CHUNKED + "3\r\nabc\r\n");
                            connection.isClosedByPeer();
                        });
                var client =
                        wire.clientOf(exchange -> {
                            exchange.forward(container.address());
                            Thread.ofVirtual().start(() -> give(exchanges, exchange));
                        })) {
            client.send(Wire.GET).readUntil("abc\r\n");
            Exchange exchange = exchanges.poll(60, TimeUnit.SECONDS);
            exchange.loop()
                    .execute(() -> {
                        assertThat(exchange.hasBegun()).isTrue();
                        exchange.abort(Reason.of("Idle", "too quiet"));
                    });
            assertThat(client.readAll()).as("no terminating chunk").isIn("", "<reset>");
            assertThat(wire.end()).isEqualTo(new End.Broken(200, "too quiet"));
        }
    }

    private static void give(SynchronousQueue<Exchange> exchanges, Exchange exchange) {
        try {
            exchanges.put(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theRestOfAShortBodyIsReadAndTheConnectionKept() throws Exception {
        try (var client = wire.clientOf(exchange -> exchange.respond(Response.text(403, "no")))) {
            for (int i = 0; i < 3; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
                assertThat(client.readHead())
                        .startsWith("HTTP/1.1 403")
                        .doesNotContainIgnoringCase("connection: close");
                client.read(2);
                client.send("llo");
            }
        }
    }

    @Test
    void theRestOfALongBodyIsNot() throws Exception {
        try (var client = wire.clientOf(exchange -> exchange.respond(Response.text(403, "no")))) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\nhe");
            assertThat(client.readAll())
                    .startsWith("HTTP/1.1 403")
                    .containsIgnoringCase("connection: close")
                    .endsWith("\r\n\r\nno");
        }
    }

    @Test
    void endActionsRunOnceInReverseAndAtOnceWhenLate() throws Exception {
        var order = new CopyOnWriteArrayList<String>();
        var late = new CompletableFuture<End>();
        try (var client =
                wire.clientOf(exchange -> {
                    exchange.atEnd(() -> order.add("first"));
                    exchange.atEnd(() -> {
                        throw new IllegalStateException("must not stop the others");
                    });
                    exchange.atEnd(() -> order.add("last"));
                    exchange.respond(Response.text(200, "x"));
                    exchange.respond(Response.text(500, "y"));
                    exchange.atEnd(late::complete);
                })) {
            assertThat(client.send(Wire.GET).readHead()).startsWith("HTTP/1.1 200");
            assertThat(late.get(60, TimeUnit.SECONDS)).isEqualTo(new End.Answered(200));
            assertThat(order).containsExactly("last", "first");
        }
    }

    @Test
    void aListenerThatClosesLetsRequestsEnd() throws Exception {
        var answer = new SynchronousQueue<String>();
        try (var container =
                Container.answeringEach(connection -> {
                    try {
                        connection.send(answer.take());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })) {
            HttpListener listener = wire.listen(exchange -> exchange.forward(container.address()));
            try (var busy = new RawClient(listener.address());
                    var idle = new RawClient(listener.address())) {
                busy.send(Wire.GET);
                idle.send(Wire.GET);
                answer.put(Wire.OK);
                answer.put(Wire.OK);
                busy.readUntil("ok");
                idle.readUntil("ok");
                busy.send(Wire.GET);
                while (container.heads().size() < 3) {
                    Thread.onSpinWait();
                }
                Thread closing =
                        Thread.ofVirtual().start(() -> listener.close(Duration.ofSeconds(10)));
                assertThat(idle.readAll()).isEmpty();
                answer.put(Wire.OK);
                assertThat(busy.readAll())
                        .containsIgnoringCase("connection: close")
                        .endsWith("\r\n\r\nok");
                assertThat(closing.join(Duration.ofSeconds(60))).isTrue();
            }
        }
    }
}
