package dev.perk.http.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perk.http.End;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that leave HTTP, as WebSockets do. */
@ParameterizedClass
@EnumSource(Transport.class)
class TunnelTest {
    private static final String ASK =
            Wire.head(
                    "GET /chat HTTP/1.1",
                    "Host: a",
                    "Connection: keep-alive, Upgrade",
                    "Upgrade: WebSocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: x");
    private static final String AGREE =
            Wire.head(
                    "HTTP/1.1 101 Switching Protocols",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Accept: y");

    private final Wire wire;

    TunnelTest(Transport transport) {
        assumeTrue(transport.isAvailable(), transport + " does not work here");
        wire = new Wire(transport);
    }

    @AfterEach
    void stop() {
        wire.close();
    }

    /** Agrees, greets in the same breath, and echoes. */
    private static void echo(Container.Connection connection) throws IOException {
        connection.send(AGREE + "hello");
        var buffer = new byte[1 << 16];
        OutputStream out = connection.socket().getOutputStream();
        for (int n = connection.in().read(buffer); n >= 0; n = connection.in().read(buffer)) {
            out.write(buffer, 0, n);
        }
        connection.socket().close();
    }

    @Test
    void bytesGoBackAndForthOnceTheContainerHasAgreed() throws Exception {
        try (var container = Container.answeringEach(TunnelTest::echo);
                var client = wire.clientOf(container)) {
            assertThat(client.send(ASK).readHead())
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("upgrade: websocket")
                    .containsIgnoringCase("connection: upgrade")
                    .contains("Sec-WebSocket-Accept: y");
            assertThat(client.read(5)).isEqualTo("hello");
            for (int i = 100; i < 200; i++) {
                assertThat(client.send("ping" + i).read(7)).isEqualTo("ping" + i);
            }
            assertThat(container.heads().getFirst())
                    .containsIgnoringCase("upgrade: websocket")
                    .containsIgnoringCase("connection: upgrade")
                    .contains("Sec-WebSocket-Key: x");
        }
        assertThat(wire.end()).isEqualTo(new End.Answered(101));
    }

    @Test
    void aSlowReaderHoldsATunnelBackAndLosesNothing() throws Exception {
        int size = 32 << 20;
        try (var container = Container.answeringEach(TunnelTest::echo);
                var client = wire.clientOf(container)) {
            client.send(ASK).readUntil("hello");
            var sent =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    client.send("x".repeat(size));
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            },
                            task -> Thread.ofVirtual().start(task));
            byte[] received = client.in().readNBytes(size);
            assertThat(new String(received, StandardCharsets.US_ASCII).equals("x".repeat(size)))
                    .isTrue();
            sent.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aContainerThatHangsUpHangsUpOnTheClient() throws Exception {
        try (var container =
                        Container.answeringEach(connection -> {
                            connection.send(AGREE + "bye");
                            connection.socket().close();
                        });
                var client = wire.clientOf(container)) {
            assertThat(client.send(ASK).readAll()).startsWith("HTTP/1.1 101").endsWith("bye");
            assertThat(wire.end()).isEqualTo(new End.Answered(101));
        }
    }

    @Test
    void aClientThatHangsUpHangsUpOnTheContainer() throws Exception {
        var closed = new CompletableFuture<Boolean>();
        try (var container =
                Container.answeringEach(connection -> {
                    connection.send(AGREE);
                    closed.complete(connection.isClosedByPeer());
                })) {
            try (var client = wire.clientOf(container)) {
                client.send(ASK).readHead();
            }
            assertThat(closed.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(wire.end()).isEqualTo(new End.Answered(101));
        }
    }

    @Test
    void aContainerMayDecline() throws Exception {
        try (var container = Container.answering(Wire.OK);
                var client = wire.clientOf(container)) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(ASK).readUntil("ok")).startsWith("HTTP/1.1 200");
            }
            assertThat(container.connections()).isEqualTo(1);
        }
    }

    @Test
    void anotherProtocolThanWasAskedForIs502() throws Exception {
        try (var container = Container.answering(AGREE.replace("websocket", "other"));
                var client = wire.clientOf(container)) {
            assertThat(client.send(ASK).readHead()).startsWith("HTTP/1.1 502");
            assertThat(wire.reason()).isEqualTo("UpstreamMalformed");
        }
    }

    @Test
    void aSwitchThatNobodyAskedForIs502() throws Exception {
        try (var container = Container.answering(AGREE);
                var client = wire.clientOf(container)) {
            assertThat(client.send(Wire.GET).readHead()).startsWith("HTTP/1.1 502");
        }
    }
}
