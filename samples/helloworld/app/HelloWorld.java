package dev.perk.samples.helloworld;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * Answers {@code Hello ${TARGET}!} on {@code $PORT}; {@code ?sleep=MS} keeps a request waiting that long first.
 *
 * <p>All that Knative asks of a container: listen where {@code PORT} says, and end when told to.
 */
public final class HelloWorld {
    private static final int BACKLOG = 1024;
    private static final int GRACE_SECONDS = 5;

    private HelloWorld() {}

    public static void main(String[] args) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        byte[] greeting = ("Hello " + System.getenv().getOrDefault("TARGET", "World") + "!\n")
                .getBytes(StandardCharsets.UTF_8);

        HttpServer server = HttpServer.create(new InetSocketAddress(port), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> greet(exchange, greeting));
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(GRACE_SECONDS)));
        System.out.println("listening on " + port);
    }

    private static void greet(HttpExchange exchange, byte[] greeting) throws IOException {
        try (exchange) {
            Thread.sleep(sleepMillis(exchange.getRequestURI().getRawQuery()));
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(200, greeting.length);
            exchange.getResponseBody().write(greeting);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (NumberFormatException e) {
            exchange.sendResponseHeaders(400, -1);
        }
    }

    private static long sleepMillis(String query) {
        if (query != null) {
            for (String parameter : query.split("&")) {
                if (parameter.startsWith("sleep=")) {
                    return Long.parseLong(parameter.substring("sleep=".length()));
                }
            }
        }
        return 0;
    }
}
