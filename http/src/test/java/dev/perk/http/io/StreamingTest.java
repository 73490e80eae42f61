package dev.perk.http.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perk.http.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bodies pass through as they come, at the pace of the slower side, and are never held as a whole.
 */
@ParameterizedClass
@EnumSource(Transport.class)
class StreamingTest {
    private static final int BIG = 64 << 20;

    /** More than all socket buffers on the way, and far less than a body. */
    private static final long BUFFERS = 24 << 20;

    private final Wire wire;

    StreamingTest(Transport transport) {
        assumeTrue(transport.isAvailable(), transport + " does not work here");
        wire = new Wire(transport);
    }

    @AfterEach
    void stop() {
        wire.close();
    }

    @Test
    void partsOfAnAnswerArriveAsTheyAreSent() throws Exception {
        var parts = new LinkedBlockingQueue<String>();
        try (var container =
                        Container.answeringEach(connection -> {
                            connection.send(Wire.head("HTTP/1.1 200 OK", "Content-Length: 9"));
                            for (int i = 0; i < 3; i++) {
                                connection.send(take(parts));
                            }
                        });
                var client = wire.clientOf(container)) {
            assertThat(client.send(Wire.GET).readHead()).startsWith("HTTP/1.1 200");
            for (String part : new String[] {"one", "two", "six"}) {
                parts.add(part);
                assertThat(client.read(3)).isEqualTo(part);
            }
        }
    }

    @Test
    void bothBodiesStreamAtTheSameTime() throws Exception {
        try (var container =
                        Container.answeringEach(connection -> {
                            connection.send(
                                    Wire.head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked"));
                            for (int i = 0; i < 5; i++) {
                                connection.send(connection.read(6));
                            }
                            connection.send(connection.read(5));
                        });
                var client = wire.clientOf(container)) {
            client.send(Wire.head("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked"));
            client.readHead();
            for (int i = 0; i < 5; i++) {
                client.send("1\r\n" + i + "\r\n");
                assertThat(client.read(6)).isEqualTo("1\r\n" + i + "\r\n");
            }
            client.send("0\r\n\r\n");
            assertThat(client.read(5)).isEqualTo("0\r\n\r\n");
        }
    }

    @Test
    void aSlowClientHoldsTheContainerBack() throws Exception {
        var body = new Body();
        try (var container =
                        Container.answeringEach(connection -> {
                            connection.send(Wire.head("HTTP/1.1 200 OK", "Content-Length: " + BIG));
                            body.write(connection.socket());
                        });
                var client = wire.clientOf(container)) {
            client.send(Wire.GET).readHead();
            body.awaitStall();
            assertThat(body.passed()).isLessThan(BUFFERS);
            assertThat(body.checksumOf(client.in())).isEqualTo(body.checksum());
            // The connection must not have been left mute.
            assertThat(client.send(Wire.GET).readHead()).startsWith("HTTP/1.1 200");
            assertThat(body.checksumOf(client.in())).isEqualTo(body.checksum());
            assertThat(container.connections()).isEqualTo(1);
        }
    }

    @Test
    void aSlowContainerHoldsTheClientBack() throws Exception {
        var body = new Body();
        var readOn = new LinkedBlockingQueue<String>();
        var checksum = new CompletableFuture<Long>();
        try (var container =
                        Container.answeringEach(connection -> {
                            take(readOn);
                            checksum.complete(body.checksumOf(connection.in()));
                            connection.send(Wire.OK);
                        });
                var client = wire.clientOf(container)) {
            client.send(Wire.head("POST / HTTP/1.1", "Host: a", "Content-Length: " + BIG));
            Thread.ofVirtual().start(() -> body.writeQuietly(client.socket()));
            body.awaitStall();
            assertThat(body.passed()).isLessThan(BUFFERS);
            readOn.add("go");
            assertThat(checksum.get(60, TimeUnit.SECONDS)).isEqualTo(body.checksum());
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aParkedExchangeTakesInOnlyALittleOfItsBody() throws Exception {
        var body = new Body();
        var parked = new LinkedBlockingQueue<Exchange>();
        var checksum = new CompletableFuture<Long>();
        try (var container =
                        Container.answeringEach(connection -> {
                            checksum.complete(body.checksumOf(connection.in()));
                            connection.send(Wire.OK);
                        });
                var client = wire.clientOf(parked::add)) {
            client.send(Wire.head("POST / HTTP/1.1", "Host: a", "Content-Length: " + BIG));
            Thread.ofVirtual().start(() -> body.writeQuietly(client.socket()));
            body.awaitStall();
            assertThat(body.passed()).isLessThan(BUFFERS);
            Exchange exchange = parked.take();
            exchange.loop().execute(() -> exchange.forward(container.address()));
            assertThat(checksum.get(60, TimeUnit.SECONDS)).isEqualTo(body.checksum());
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    private static String take(LinkedBlockingQueue<String> parts) throws IOException {
        try {
            String part = parts.poll(60, TimeUnit.SECONDS);
            if (part == null) {
                throw new IOException("the test has given up");
            }
            return part;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** 64 MiB that cannot be mixed up. */
    private static final class Body {
        private final byte[] block = new byte[1 << 16];
        private final AtomicLong passed = new AtomicLong();

        Body() {
            new Random(1).nextBytes(block);
        }

        long passed() {
            return passed.get();
        }

        void write(Socket socket) throws IOException {
            OutputStream out = socket.getOutputStream();
            passed.set(0);
            while (passed.get() < BIG) {
                out.write(block);
                passed.addAndGet(block.length);
            }
        }

        void writeQuietly(Socket socket) {
            try {
                write(socket);
            } catch (IOException e) {
                // The test has ended.
            }
        }

        /** Waits until nothing more can be written: for half a second, nothing has been. */
        void awaitStall() throws InterruptedException {
            var never = new CompletableFuture<Void>();
            for (long before = -1; before != passed.get() || before == 0; ) {
                before = passed.get();
                try {
                    never.get(500, TimeUnit.MILLISECONDS);
                } catch (java.util.concurrent.TimeoutException e) {
                    // Half a second has passed.
                } catch (java.util.concurrent.ExecutionException e) {
                    throw new AssertionError(e);
                }
            }
        }

        long checksum() {
            var crc = new CRC32();
            for (int i = 0; i < BIG / block.length; i++) {
                crc.update(block);
            }
            return crc.getValue();
        }

        long checksumOf(InputStream in) throws IOException {
            var crc = new CRC32();
            var buffer = new byte[1 << 16];
            for (int left = BIG; left > 0; ) {
                int n = in.read(buffer, 0, Math.min(buffer.length, left));
                if (n < 0) {
                    throw new IOException("closed with " + left + " bytes to go");
                }
                crc.update(buffer, 0, n);
                left -= n;
            }
            return crc.getValue();
        }
    }
}
