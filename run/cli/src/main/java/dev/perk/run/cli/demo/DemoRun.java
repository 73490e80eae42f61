package dev.perk.run.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.RevisionKey;
import dev.perk.api.why.Journal;
import dev.perk.control.node.agent.ColdStart;
import dev.perk.control.node.image.io.ImageStore;
import dev.perk.control.node.runtime.io.Runtimes;
import dev.perk.run.cli.client.ApiClient;
import dev.perk.run.cli.demo.Screen.Tone;
import dev.perk.run.standalone.Options;
import dev.perk.run.standalone.Options.RuntimeChoice;
import dev.perk.run.standalone.PerkSystem;
import dev.perk.run.standalone.Standalone;
import dev.perk.run.standalone.StartFailedException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The demo, step by step. Each step checks what it claims; the run is good if all held. */
public final class DemoRun {
    private static final String HOST = "hello.default.localhost";
    private static final String SERVICES =
            "/apis/serving.knative.dev/v1/namespaces/default/services";
    private static final String SERVICE = SERVICES + "/hello";
    private static final RevisionKey FIRST = new RevisionKey("default", "hello-00001");
    private static final RevisionKey SECOND = new RevisionKey("default", "hello-00002");
    private static final int USERS = 500;
    private static final int REPLICAS = 3;
    private static final int CONCURRENCY = 100;
    private static final Duration LOAD = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int SPLIT_CALLS = 1000;

    private final Screen screen;
    private final RuntimeChoice runtime;
    private boolean good = true;

    static {
        // Customers connect to 127.0.0.1 and say in the Host header whom they want.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    public DemoRun(PrintStream out, RuntimeChoice runtime) {
        this.screen =
                Screen.on(
                        out,
                        System.getenv(),
                        Optional.ofNullable(System.console())
                                .filter(Console::isTerminal)
                                .isPresent());
        this.runtime = runtime;
    }

    /**
     * @return whether every step held
     */
    public boolean run() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Path folder = Files.createTempDirectory("perk-demo");
        try {
            steps(folder);
        } catch (StartFailedException e) {
            check(false, e.explanation());
        } catch (IOException e) {
            check(false, String.valueOf(e.getMessage()));
        } catch (GeneralSecurityException e) {
            check(false, "the API's certificate cannot be used: " + e.getMessage());
        } finally {
            TemporaryFolder.delete(folder);
        }
        check(!Files.exists(folder), "nothing is left of it");
        screen.line(String.format(Locale.ROOT, "%.0f s in all", (System.nanoTime() - begin) / 1e9));
        return good;
    }

    private void steps(Path folder)
            throws StartFailedException,
                    IOException,
                    InterruptedException,
                    GeneralSecurityException {
        screen.step("Start Perk in " + folder);
        Path sample = sample();
        ImageStore.open(folder.resolve("images"))
                .load(
                        sample.resolve("target/helloworld.tar"),
                        Optional.empty(),
                        Runtimes.unpackingFor(wish()));
        screen.line("loaded the sample's image, dev.local/helloworld");
        long begin = System.nanoTime();
        try (Standalone perk =
                        Standalone.start(
                                new Options(folder, 0, 0, 0, runtime, "localhost"), screen::line);
                ApiClient api = new ApiClient(perk.kubeconfig());
                HttpClient http =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            check(
                    true,
                    String.format(Locale.ROOT, "up in %.2f s", (System.nanoTime() - begin) / 1e9));
            configure(api);
            deploy(api, sample);
            firstRequest(perk, http);
            load(perk, http);
            split(perk, api, http);
            backToZero(perk);
            screen.step("Stop");
        }
    }

    private Runtimes.Wish wish() {
        return runtime == RuntimeChoice.PROCESS ? Runtimes.Wish.PROCESS : Runtimes.Wish.AUTO;
    }

    /** The folder of the sample, with its image packed. */
    private Path sample() throws IOException, InterruptedException {
        Path sample = Path.of(System.getProperty("perk.home", ".")).resolve("samples/helloworld");
        if (!Files.exists(sample.resolve("target/helloworld.tar"))) {
            screen.line("packing the sample as an image, once ...");
            Path log = Files.createTempFile("build-image", ".log");
            Process build =
                    new ProcessBuilder(sample.resolve("build-image").toAbsolutePath().toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (build.waitFor() != 0) {
                throw new IOException(
                        "samples/helloworld/build-image failed; it said: " + Files.readString(log));
            }
            Files.delete(log);
        }
        return sample;
    }

    /** Knative's windows are made for days; a demo has a minute. */
    private void configure(ApiClient api) throws IOException, InterruptedException {
        api.merge(
                "/api/v1/namespaces/knative-serving/configmaps/config-autoscaler",
                """
                {"data": {"stable-window": "6s", "panic-window-percentage": "50",
                          "scale-to-zero-grace-period": "3s",
                          "allow-zero-initial-scale": "true", "initial-scale": "0"}}
                """);
        screen.line(
                "for this demo: stable-window 6s, panic window 3s, scale-to-zero-grace-period 3s,"
                        + " initial-scale 0");
    }

    private void deploy(ApiClient api, Path sample) throws IOException, InterruptedException {
        screen.step("Deploy samples/helloworld/service.yaml");
        long begin = System.nanoTime();
        api.create(SERVICES, Files.readString(sample.resolve("service.yaml")));
        Optional<JsonNode> ready = awaitService(api, "hello-00001");
        check(
                ready.isPresent(),
                ready.map(service ->
                                String.format(
                                        Locale.ROOT,
                                        "%s is ready after %d ms, without a single pod",
                                        service.path("status").path("url").asText(),
                                        (System.nanoTime() - begin) / 1_000_000))
                        .orElse("the Service did not become ready"));
    }

    /** The Service once it is Ready with this revision; empty if that does not happen. */
    private static Optional<JsonNode> awaitService(ApiClient api, String revision)
            throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            Optional<JsonNode> service = api.get(SERVICE).filter(found -> isReady(found, revision));
            if (service.isPresent()) {
                return service;
            }
            Thread.sleep(LOOK);
        }
        return Optional.empty();
    }

    private static boolean isReady(JsonNode service, String revision) {
        JsonNode status = service.path("status");
        if (status.path("observedGeneration").asLong()
                        != service.path("metadata").path("generation").asLong()
                || !status.path("latestReadyRevisionName").asText().equals(revision)) {
            return false;
        }
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private void firstRequest(Standalone perk, HttpClient http)
            throws IOException, InterruptedException {
        screen.step("The first request: nothing runs, so it is held until a replica is up");
        Instant asked = Instant.now();
        HttpResponse<String> answer = get(perk, http, HOST);
        Instant answered = Instant.now();
        check(
                answer.statusCode() == 200,
                answer.statusCode()
                        + " "
                        + answer.body().strip()
                        + " after "
                        + millis(asked, answered)
                        + " ms");
        List<ColdStart> starts = perk.coldStarts();
        if (starts.isEmpty()) {
            return;
        }
        ColdStart start = starts.getLast();
        double total = millisExactly(asked, answered);
        Instant decided = decided(perk.journal(), asked).orElse(start.seen());
        double[] ends = {
            millisExactly(asked, decided),
            millisExactly(asked, start.sandbox()),
            millisExactly(asked, start.started()),
            millisExactly(asked, start.ready()),
            total
        };
        List<String> names = List.of("decided", "sandbox", "process", "ready", "first byte");
        double from = 0;
        for (int i = 0; i < names.size(); i++) {
            screen.span(names.get(i), from, ends[i], total);
            from = ends[i];
        }
    }

    private static Optional<Instant> decided(Journal journal, Instant asked) {
        return journal.about(FIRST.toString()).stream()
                .filter(entry -> entry.part().equals("decider") && !entry.time().isBefore(asked))
                .map(Journal.Entry::time)
                .findFirst();
    }

    private void load(Standalone perk, HttpClient http) throws InterruptedException {
        screen.step(
                String.format(
                        Locale.ROOT,
                        "%d users for %d s; containerConcurrency %d, max-scale %d, each request"
                                + " takes 200 ms",
                        USERS,
                        LOAD.toSeconds(),
                        CONCURRENCY,
                        REPLICAS));
        screen.line(
                "   s  replicas     in containers              waiting for one           "
                        + " answered/s");
        var users = new Users(http, URI.create(perk.gatewayUrl()), HOST, "/?sleep=200");
        Instant begin = Instant.now();
        users.arrive(USERS);
        long before = 0;
        for (int second = 1; second <= LOAD.toSeconds(); second++) {
            Thread.sleep(
                    Math.max(
                            0,
                            Duration.between(Instant.now(), begin.plusSeconds(second)).toMillis()));
            long now = users.completed();
            PerkSystem.Snapshot seen = perk.snapshot(FIRST);
            screen.line(
                    String.format(
                            Locale.ROOT,
                            "%4d  %s %d   %s %4d   %s %4d   %8d",
                            second,
                            screen.bar(seen.ready(), REPLICAS, 8, Tone.GOOD),
                            seen.ready(),
                            screen.bar(seen.inPods(), USERS, 20, Tone.STEP),
                            seen.inPods(),
                            screen.bar(seen.waiting(), USERS, 20, Tone.QUIET),
                            seen.waiting(),
                            now - before));
            before = now;
        }
        int ready = perk.snapshot(FIRST).ready();
        LoadReport report = users.leave(Duration.between(begin, Instant.now()));
        screen.line(report.summary());
        check(report.failed() == 0 && report.requests() > 0, "every request was answered with 200");
        check(ready == REPLICAS, ready + " replicas at the end of the load");
    }

    private void split(Standalone perk, ApiClient api, HttpClient http)
            throws IOException, InterruptedException {
        screen.step("A second revision, and half of the traffic for each");
        api.merge(
                SERVICE,
                """
                {"spec": {"template": {"spec": {"containers": [
                    {"image": "dev.local/helloworld", "env": [{"name": "TARGET", "value": "Moon"}]}]}}}}
                """);
        check(awaitService(api, "hello-00002").isPresent(), "hello-00002 is ready");
        api.merge(
                SERVICE,
                """
                {"spec": {"traffic": [{"tag": "current", "revisionName": "hello-00001", "percent": 50},
                                      {"tag": "candidate", "revisionName": "hello-00002", "percent": 50}]}}
                """);
        check(awaitService(api, "hello-00002").isPresent(), "traffic is split 50/50");
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < SPLIT_CALLS; i++) {
            answers.merge(get(perk, http, HOST).body().strip(), 1, Integer::sum);
        }
        answers.forEach((answer, count) ->
                screen.line(
                        String.format(
                                Locale.ROOT,
                                "%-14s %s %4d",
                                answer,
                                screen.bar(count, SPLIT_CALLS, 40, Tone.GOOD),
                                count)));
        int world = answers.getOrDefault("Hello World!", 0);
        check(
                answers.size() == 2 && Math.abs(world - SPLIT_CALLS / 2) <= SPLIT_CALLS / 20,
                "each got its half of " + SPLIT_CALLS + " calls, within 5 %");
        String candidate = get(perk, http, "candidate-" + HOST).body().strip();
        check(
                candidate.equals("Hello Moon!"),
                "http://candidate-%s:%d answers %s"
                        .formatted(HOST, URI.create(perk.gatewayUrl()).getPort(), candidate));
    }

    private void backToZero(Standalone perk) throws InterruptedException {
        screen.step("Nobody calls");
        Instant begin = Instant.now();
        int shown = -1;
        int pods = pods(perk);
        while (pods > 0 && Duration.between(begin, Instant.now()).compareTo(PATIENCE) < 0) {
            if (pods != shown) {
                screen.line(
                        String.format(
                                Locale.ROOT,
                                "%5.1f s  %s %d %s",
                                millisExactly(begin, Instant.now()) / 1000,
                                screen.bar(pods, 2 * REPLICAS, 12, Tone.GOOD),
                                pods,
                                pods == 1 ? "pod" : "pods"));
                shown = pods;
            }
            Thread.sleep(LOOK);
            pods = pods(perk);
        }
        check(
                pods == 0,
                String.format(
                        Locale.ROOT,
                        "%d pods after %.1f s",
                        pods,
                        millisExactly(begin, Instant.now()) / 1000));
    }

    private static int pods(Standalone perk) {
        return perk.snapshot(FIRST).pods() + perk.snapshot(SECOND).pods();
    }

    private static HttpResponse<String> get(Standalone perk, HttpClient http, String host)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(perk.gatewayUrl() + "/"))
                        .header("Host", host)
                        .timeout(PATIENCE)
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private void check(boolean held, String claim) {
        good &= held;
        screen.check(held, claim);
    }

    private static long millis(Instant from, Instant to) {
        return Duration.between(from, to).toMillis();
    }

    private static double millisExactly(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }
}
