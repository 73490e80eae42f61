package dev.perk.http.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.why.Reason;
import dev.perk.http.End;
import dev.perk.http.Exchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens between a client and a container, byte by byte. */
class ForwardingTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final HttpEngine engine = HttpEngine.start(Transport.best(), 1);
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
    private final BlockingQueue<Reason> reasons = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        engine.close();
    }

    private RawClient clientOf(Container container) throws IOException {
        return clientOf(container.address());
    }

    private RawClient clientOf(InetSocketAddress target) throws IOException {
        HttpListener listener =
                engine.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        exchange -> {
                            remember(exchange);
                            exchange.forward(target);
                        });
        return new RawClient(listener.address());
    }

    private void remember(Exchange exchange) {
        exchange.atEnd(end -> {
            ends.add(end);
            exchange.reason().ifPresent(reasons::add);
        });
    }

    private End end() throws InterruptedException {
        return ends.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void relaysRequestAndAnswer() throws Exception {
        try (var container = Container.answering(OK);
                var client = clientOf(container)) {
            client.send("GET //a/%2F?x=%zz;y HTTP/1.1\r\nHost: a:80\r\nX-Under_score: 1\r\n\r\n");
            assertThat(client.readHead() + client.read(2))
                    .isEqualTo(OK.replace("content", "Content"));
            assertThat(container.heads().getFirst())
                    .startsWith("GET //a/%2F?x=%zz;y HTTP/1.1\r\n")
                    .contains("Host: a:80\r\n", "X-Under_score: 1\r\n");
            assertThat(end()).isEqualTo(new End.Answered(200));
        }
    }

    @Test
    void reusesConnectionsOnBothSides() throws Exception {
        try (var container = Container.answering(OK);
                var client = clientOf(container)) {
            for (int i = 0; i < 10; i++) {
                client.send(GET);
                assertThat(client.readHead()).startsWith("HTTP/1.1 200");
                client.read(2);
            }
            assertThat(container.connections()).isEqualTo(1);
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        try (var container =
                        Container.answeringEach(
                                connection -> connection.send("HTTP/1.1 204 No Content\r\n\r\n"));
                var client = clientOf(container)) {
            StringBuilder requests = new StringBuilder();
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
    void refusedConnectionIs502WithoutAddresses() throws Exception {
        InetSocketAddress nobody;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) closed.getLocalSocketAddress();
        }
        try (var client = clientOf(nobody)) {
            String head = client.send(GET).readHead();
            assertThat(head)
                    .startsWith("HTTP/1.1 502 ")
                    .containsIgnoringCase("x-content-type-options: nosniff");
            assertThat(client.read(12)).isEqualTo("bad gateway\n");
            assertThat(end()).isEqualTo(new End.Answered(502));
            assertThat(reasons.take().code()).isEqualTo("UpstreamUnreachable");
        }
    }
}
