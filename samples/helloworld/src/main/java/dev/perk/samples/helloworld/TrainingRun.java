package dev.perk.samples.helloworld;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs the application while its JVM records, as a pod will: it starts, answers one request, then
 * many at a time, and is told to end. A cache of a run that answered nothing has a server that
 * listens at once and then loads three hundred classes while its first requests wait.
 */
final class TrainingRun {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROUNDS = 20;
    private static final int AT_A_TIME = 20;

    private TrainingRun() {}

    /** Arguments: the folder to run in, and the command. */
    public static void main(String[] args) throws Exception {
        if (args.length < 2) {
            System.err.println("usage: TrainingRun FOLDER COMMAND [ARGUMENT ...]");
            System.exit(2);
        }
        int port = freePort();
        var builder =
                new ProcessBuilder(List.of(args).subList(1, args.length))
                        .directory(Path.of(args[0]).toFile())
                        .inheritIO();
        builder.environment().put("PORT", String.valueOf(port));
        Process application = builder.start();
        try {
            visit(URI.create("http://127.0.0.1:" + port + "/"), application);
            application.destroy();
            // The cache is written at the end, by a process of its own that it waits for.
            if (!application.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("the application took longer than " + PATIENCE + " to end");
            }
        } finally {
            application.destroyForcibly();
        }
    }

    private static void visit(URI address, Process application) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Instant latest = Instant.now().plus(PATIENCE);
            while (!answers(client, request)) {
                if (!application.isAlive() || Instant.now().isAfter(latest)) {
                    throw new IOException("the application does not listen at " + address);
                }
                Thread.sleep(10);
            }
            for (int round = 0; round < ROUNDS; round++) {
                List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
                for (int i = 0; i < AT_A_TIME; i++) {
                    answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
                }
                for (CompletableFuture<HttpResponse<String>> answer : answers) {
                    expectOk(answer.get());
                }
            }
        }
    }

    private static boolean answers(HttpClient client, HttpRequest request)
            throws IOException, InterruptedException {
        try {
            expectOk(client.send(request, HttpResponse.BodyHandlers.ofString()));
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    private static void expectOk(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != 200) {
            throw new IOException("the application answered " + answer + " (expected: 200)");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
