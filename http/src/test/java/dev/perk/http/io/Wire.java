package dev.perk.http.io;

import dev.perk.api.why.Reason;
import dev.perk.http.End;
import dev.perk.http.Exchange;
import dev.perk.http.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An engine on loopback between a client and a container, and what became of the exchanges. */
final class Wire implements AutoCloseable {
    static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    /** A message head of these lines. */
    static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private final HttpEngine engine;
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
    private final BlockingQueue<Reason> reasons = new LinkedBlockingQueue<>();

    Wire(Transport transport) {
        engine = HttpEngine.start(transport, 1);
    }

    HttpListener listen(Stage stage) throws IOException {
        return engine.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                exchange -> {
                    remember(exchange);
                    stage.handle(exchange);
                });
    }

    /** A client of a listener that sends everything to the container. */
    RawClient clientOf(Container container) throws IOException {
        return clientOf(container.address());
    }

    RawClient clientOf(InetSocketAddress target) throws IOException {
        return clientOf(exchange -> exchange.forward(target));
    }

    RawClient clientOf(Stage stage) throws IOException {
        return new RawClient(listen(stage).address());
    }

    private void remember(Exchange exchange) {
        exchange.atEnd(end -> {
            exchange.reason().ifPresent(reasons::add);
            ends.add(end);
        });
    }

    /** How the next exchange ended. */
    End end() throws InterruptedException {
        End end = ends.poll(60, TimeUnit.SECONDS);
        if (end == null) {
            throw new AssertionError("no exchange has ended");
        }
        return end;
    }

    /** Why the next exchange that did not go well did not. */
    String reason() throws InterruptedException {
        Reason reason = reasons.poll(60, TimeUnit.SECONDS);
        if (reason == null) {
            throw new AssertionError("no exchange was refused or broke off");
        }
        return reason.code();
    }

    @Override
    public void close() {
        engine.close();
    }
}
