package dev.perk.testing.benchmarks.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Asks a running API what it can do: ConfigMaps of 1 KiB, over HTTPS, every create acknowledged
 * when it is durable.
 */
public final class ApiLoad {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String JSON = "application/json";
    private static final byte[] NOTHING = new byte[0];
    private static final int OBJECTS = 10_000;

    private final Connection.Server server;
    private final AtomicInteger created = new AtomicInteger();

    private ApiLoad(Connection.Server server) {
        this.server = server;
    }

    /**
     * @param arguments the URL of the API and the data folder of its Perk
     */
    public static void main(String... arguments)
            throws IOException, GeneralSecurityException, InterruptedException, ExecutionException {
        new ApiLoad(Connection.Server.of(arguments[0], Path.of(arguments[1]))).run();
    }

    private void run() throws IOException, InterruptedException, ExecutionException {
        create(8, 250);
        calls("GET", i -> MAPS + "/n" + i, NOTHING, 500);
        say("create, 1 client", create(1, 1500));
        say("create, 32 clients", create(32, 200));
        say("get, 1 client", calls("GET", i -> MAPS + "/n" + i, NOTHING, 2000));
        byte[] patch =
                "{\"metadata\":{\"labels\":{\"a\":\"%d\"}}}".getBytes(StandardCharsets.UTF_8);
        say("patch, 1 client", calls("PATCH", i -> MAPS + "/n" + i, patch, 1000));
        create(8, (OBJECTS - created.get()) / 8);
        list();
        watch(1, 300);
        watch(1000, 60);
    }

    private static void say(String what, Object result) {
        System.out.printf(Locale.ROOT, "%-22s %s%n", what, result);
    }

    private record Result(double perSecond, Latencies latencies) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%6.0f /s  %s", perSecond, latencies);
        }
    }

    private Result create(int clients, int each)
            throws IOException, InterruptedException, ExecutionException {
        var latencies = new Latencies();
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            connections.add(new Connection(server));
        }
        long begin = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> writers = new ArrayList<>();
            for (Connection connection : connections) {
                writers.add(
                        threads.submit(() -> {
                            for (int i = 0; i < each; i++) {
                                long start = System.nanoTime();
                                createOne(connection);
                                latencies.add(System.nanoTime() - start);
                            }
                            return null;
                        }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        for (Connection connection : connections) {
            connection.close();
        }
        return new Result(clients * each / seconds, latencies);
    }

    private void createOne(Connection connection) throws IOException {
        String json =
                """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"n%d"},"data":{"a":"%s"}}\
                """
                        .formatted(created.getAndIncrement(), "x".repeat(900));
        connection.call("POST", MAPS, JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    private interface PathOf {
        String path(int i);
    }

    private Result calls(String method, PathOf path, byte[] body, int count) throws IOException {
        var latencies = new Latencies();
        long begin = System.nanoTime();
        try (var connection = new Connection(server)) {
            for (int i = 0; i < count; i++) {
                byte[] now =
                        new String(body, StandardCharsets.UTF_8)
                                .replace("%d", String.valueOf(i))
                                .getBytes(StandardCharsets.UTF_8);
                long start = System.nanoTime();
                String type = method.equals("PATCH") ? "application/merge-patch+json" : JSON;
                connection.call(method, path.path(i), type, now);
                latencies.add(System.nanoTime() - start);
            }
        }
        return new Result(count / ((System.nanoTime() - begin) / 1e9), latencies);
    }

    private void list() throws IOException {
        var latencies = new Latencies();
        int bytes = 0;
        try (var connection = new Connection(server)) {
            for (int i = 0; i < 12; i++) {
                long start = System.nanoTime();
                bytes = connection.call("GET", MAPS, JSON, NOTHING).length;
                // The first ones warm it up.
                if (i >= 2) {
                    latencies.add(System.nanoTime() - start);
                }
            }
        }
        say("list " + created.get(), "%s (%d KiB)".formatted(latencies, bytes / 1024));
    }

    private static String since(Connection connection) throws IOException {
        String page =
                new String(
                        connection.call("GET", MAPS + "?limit=1", JSON, NOTHING),
                        StandardCharsets.UTF_8);
        var revision = Pattern.compile("\"resourceVersion\":\"(\\d+)\"").matcher(page);
        if (!revision.find()) {
            throw new IOException("a list says no resourceVersion");
        }
        return "&resourceVersion=" + revision.group(1);
    }

    private void watch(int watchers, int writes) throws IOException {
        var first = new Latencies();
        var last = new Latencies();
        try (var writer = new Connection(server);
                var watching =
                        new Watchers(server, MAPS + "?watch=true" + since(writer), watchers)) {
            watching.settle(Duration.ofMillis(300));
            for (int i = 0; i < writes + 5; i++) {
                byte[] patch =
                        "{\"metadata\":{\"labels\":{\"w\":\"%d-%d\"}}}"
                                .formatted(watchers, i)
                                .getBytes(StandardCharsets.UTF_8);
                long start = System.nanoTime();
                writer.call("PATCH", MAPS + "/n0", "application/merge-patch+json", patch);
                Watchers.Arrival arrival = watching.await();
                if (i >= 5) {
                    first.add(Math.max(0, arrival.first() - start));
                    last.add(arrival.last() - start);
                }
                watching.settle(Duration.ofMillis(watchers == 1 ? 2 : 50));
            }
        }
        say("event, " + watchers + " watchers", "first " + first + "  last " + last);
    }
}
