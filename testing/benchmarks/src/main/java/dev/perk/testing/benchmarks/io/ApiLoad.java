package dev.perk.testing.benchmarks.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * Asks a running API what it can do: ConfigMaps of 1 KiB, over HTTPS, every create acknowledged
 * when it is durable.
 *
 * <p>Every question is asked of a server that has answered it for a while: the JVM compiles what it
 * does often, which takes the better part of a core for half a minute.
 */
public final class ApiLoad {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final byte[] NOTHING = new byte[0];
    private static final int OBJECTS = 10_000;
    private static final int CREATES = 6_400;

    private final Server server;
    private final Client client;
    private int created;

    private ApiLoad(Client client) {
        this.client = client;
        this.server = client.server();
    }

    /**
     * @param arguments the URL of the API and the data folder of its Perk
     */
    public static void main(String... arguments) throws IOException {
        try (var client = new Client(Server.of(arguments[0], Path.of(arguments[1])))) {
            new ApiLoad(client).run();
        }
    }

    private void run() throws IOException {
        say("create, 32 cold", creates(32, CREATES));
        say("create, 1 client", creates(1, 1500));
        creates(32, CREATES);
        creates(32, CREATES);
        say("create, 32 clients", creates(32, CREATES));
        remove(OBJECTS);
        calls(500, this::get);
        say("get, 1 client", calls(2000, this::get));
        calls(500, this::patch);
        say("patch, 1 client", calls(1000, this::patch));
        list();
        watch(1, 300);
        watch(1000, 200);
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

    private byte[] create(int i) {
        String json =
                """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"n%d"},"data":{"a":"%s"}}\
                """
                        .formatted(i, "x".repeat(900));
        return server.request("POST", MAPS, JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] get(int i) {
        return server.request("GET", MAPS + "/n" + i, JSON, NOTHING);
    }

    private byte[] patch(int i) {
        byte[] patch =
                "{\"metadata\":{\"labels\":{\"a\":\"%d\"}}}"
                        .formatted(i)
                        .getBytes(StandardCharsets.UTF_8);
        return server.request("PATCH", MAPS + "/n" + i, MERGE_PATCH, patch);
    }

    private Result creates(int clients, int count) {
        int from = created;
        created += count;
        return ask(clients, count, i -> create(from + i));
    }

    private Result calls(int count, IntFunction<byte[]> request) {
        return ask(1, count, request);
    }

    /** Leaves the first {@code left} objects. */
    private void remove(int left) {
        int from = left;
        ask(
                32,
                created - left,
                i -> server.request("DELETE", MAPS + "/n" + (from + i), JSON, NOTHING));
        created = left;
    }

    /** Has all clients send one request after the other until {@code count} are answered. */
    private Result ask(int clients, int count, IntFunction<byte[]> request) {
        var series = new Series(count, request);
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            connections.add(client.connect().join());
        }
        long begin = System.nanoTime();
        client.loop().execute(() -> connections.forEach(series::next));
        series.done.join();
        double seconds = (System.nanoTime() - begin) / 1e9;
        connections.forEach(Connection::close);
        return new Result(count / seconds, series.latencies);
    }

    /** On the event loop. */
    private static final class Series {
        final Latencies latencies = new Latencies();
        final CompletableFuture<Void> done = new CompletableFuture<>();
        private final int count;
        private final IntFunction<byte[]> request;
        private int asked;
        private int answered;

        Series(int count, IntFunction<byte[]> request) {
            this.count = count;
            this.request = request;
        }

        void next(Connection connection) {
            if (asked == count) {
                return;
            }
            byte[] next = request.apply(asked++);
            long start = System.nanoTime();
            connection
                    .call(next)
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            done.completeExceptionally(failure);
                            return;
                        }
                        latencies.add(System.nanoTime() - start);
                        answered++;
                        if (answered == count) {
                            done.complete(null);
                        } else {
                            next(connection);
                        }
                    });
        }
    }

    private byte[] call(Connection connection, byte[] request) {
        return CompletableFuture.supplyAsync(() -> connection.call(request), client.loop())
                .thenCompose(answer -> answer)
                .join();
    }

    private void list() {
        var latencies = new Latencies();
        int bytes = 0;
        byte[] request = server.request("GET", MAPS, JSON, NOTHING);
        try (var connection = client.connect().join()) {
            for (int i = 0; i < 15; i++) {
                long start = System.nanoTime();
                bytes = call(connection, request).length;
                if (i >= 5) {
                    latencies.add(System.nanoTime() - start);
                }
            }
        }
        say("list " + created, "%s (%d KiB)".formatted(latencies, bytes / 1024));
    }

    private String since(Connection connection) throws IOException {
        String page =
                new String(
                        call(connection, server.request("GET", MAPS + "?limit=1", JSON, NOTHING)),
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
        int warmUp = writes / 4;
        try (var writer = client.connect().join();
                var watching =
                        Watchers.open(client, MAPS + "?watch=true" + since(writer), watchers)) {
            watching.settle(Duration.ofMillis(300));
            for (int i = 0; i < warmUp + writes; i++) {
                byte[] patch =
                        "{\"metadata\":{\"labels\":{\"w\":\"%d-%d\"}}}"
                                .formatted(watchers, i)
                                .getBytes(StandardCharsets.UTF_8);
                byte[] request = server.request("PATCH", MAPS + "/n0", MERGE_PATCH, patch);
                long[] start = {0};
                Watchers.Arrival arrival =
                        CompletableFuture.supplyAsync(
                                        () -> {
                                            start[0] = System.nanoTime();
                                            return watching.next()
                                                    .thenCombine(
                                                            writer.call(request),
                                                            (came, _) -> came);
                                        },
                                        client.loop())
                                .thenCompose(came -> came)
                                .join();
                if (i >= warmUp) {
                    first.add(arrival.first() - start[0]);
                    last.add(arrival.last() - start[0]);
                }
                watching.settle(Duration.ofMillis(watchers == 1 ? 2 : 20));
            }
        }
        say("event, " + watchers + " watchers", "first " + first + "  last " + last);
    }
}
