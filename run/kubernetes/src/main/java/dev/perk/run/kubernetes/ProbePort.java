package dev.perk.run.kubernetes;

import dev.perk.http.Exchange;
import dev.perk.http.Response;
import dev.perk.http.Stage;
import dev.perk.http.io.HttpEngine;
import dev.perk.http.io.HttpListener;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Where the kubelet asks how a process is: {@code /health} since it started, {@code /readiness}
 * once it works. Source: {@code knative/pkg injection/health_check.go}.
 */
final class ProbePort implements Stage, AutoCloseable {
    private final HttpEngine engine;
    private final HttpListener listener;
    private volatile boolean ready;

    /**
     * @throws IOException if the port cannot be bound
     */
    ProbePort(int port) throws IOException {
        engine = HttpEngine.start();
        try {
            listener = engine.listen(new InetSocketAddress(port), this);
        } catch (IOException e) {
            engine.close();
            throw e;
        }
    }

    void ready() {
        ready = true;
    }

    int port() {
        return listener.address().getPort();
    }

    @Override
    public void handle(Exchange exchange) {
        switch (exchange.request().path()) {
            case "/health" -> exchange.respond(Response.text(200, ""));
            case "/readiness" -> exchange.respond(Response.text(ready ? 200 : 503, ""));
            default -> exchange.respond(Response.text(404, ""));
        }
    }

    @Override
    public void close() {
        listener.close();
        engine.close();
    }
}
