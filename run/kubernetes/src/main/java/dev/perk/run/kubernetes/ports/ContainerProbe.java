package dev.perk.run.kubernetes.ports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.time.Scheduler;
import dev.perk.request.queueproxy.Readiness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks the containers of this pod whether they are ready, as their readiness probes say.
 *
 * <p>A probe without a period is made eagerly: every 50 ms for up to 10 s, so that whoever asks
 * hears of the first success at once. Who asks meanwhile shares the answer. Source: {@code
 * knative/serving pkg/queue/readiness/probe.go}.
 *
 * <p>Invariant: {@code running} is the one round under way, guarded by the monitor.
 */
public final class ContainerProbe implements Readiness {
    private static final Duration EAGER_PERIOD = Duration.ofMillis(50);
    private static final Duration EAGER_TIMEOUT = Duration.ofMillis(100);
    private static final Duration EAGER_LIMIT = Duration.ofSeconds(10);

    /** One question; blocks. */
    private interface Check {
        boolean passes(Duration timeout);
    }

    /**
     * @param eager whether to go on asking until it passes
     * @param successes how many in a row count as ready
     */
    private record Probe(Check check, boolean eager, Duration timeout, int successes) {}

    private final List<Probe> probes;
    private final Scheduler scheduler;
    private @Nullable CompletableFuture<Boolean> running;

    private ContainerProbe(List<Probe> probes, Scheduler scheduler) {
        this.probes = List.copyOf(probes);
        this.scheduler = scheduler;
    }

    /**
     * @param json a Kubernetes {@code Probe}, a list of them, or a missing node for a container
     *     that is always ready
     * @throws IllegalArgumentException if it asks in a way that is not built: by gRPC or HTTPS
     */
    public static ContainerProbe of(JsonNode json, Scheduler scheduler) {
        List<Probe> probes = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(each -> probes.add(probe(each)));
        } else if (json.isObject()) {
            probes.add(probe(json));
        }
        return new ContainerProbe(probes, scheduler);
    }

    private static Probe probe(JsonNode json) {
        boolean eager = json.path("periodSeconds").asInt() == 0;
        Duration timeout =
                eager
                        ? EAGER_TIMEOUT
                        : Duration.ofSeconds(Math.max(1, json.path("timeoutSeconds").asInt()));
        int successes = eager ? Math.max(1, json.path("successThreshold").asInt()) : 1;
        return new Probe(check(json), eager, timeout, successes);
    }

    private static Check check(JsonNode json) {
        if (json.has("httpGet")) {
            return httpGet(json.path("httpGet"));
        }
        if (json.has("tcpSocket")) {
            InetSocketAddress target = target(json.path("tcpSocket"));
            return timeout -> connects(target, timeout);
        }
        throw new IllegalArgumentException(
                "SERVING_READINESS_PROBE = "
                        + json
                        + " (expected: httpGet or tcpSocket; probes by gRPC are not built yet)");
    }

    private static Check httpGet(JsonNode get) {
        if (get.path("scheme").asText("HTTP").equals("HTTPS")) {
            throw new IllegalArgumentException(
                    "SERVING_READINESS_PROBE has scheme = HTTPS (expected: HTTP; probes by HTTPS"
                            + " are not built yet)");
        }
        InetSocketAddress target = target(get);
        String path = get.path("path").asText();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", "kube-probe/");
        get.path("httpHeaders")
                .forEach(header ->
                        headers.put(header.path("name").asText(), header.path("value").asText()));
        headers.remove("Host");
        var request =
                new ProbeRequest(
                        target,
                        target.getHostString() + ":" + target.getPort(),
                        path.startsWith("/") ? path : "/" + path,
                        headers);
        return timeout -> {
            try {
                int status = request.send(timeout).status();
                return status >= 200 && status < 400;
            } catch (IOException e) {
                return false;
            }
        };
    }

    private static InetSocketAddress target(JsonNode handler) {
        return new InetSocketAddress(
                handler.path("host").asText("127.0.0.1"), handler.path("port").asInt());
    }

    private static boolean connects(InetSocketAddress target, Duration timeout) {
        try (var socket = new Socket()) {
            socket.connect(target, Math.toIntExact(timeout.toMillis()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public CompletionStage<Boolean> isReady() {
        CompletableFuture<Boolean> mine;
        synchronized (this) {
            if (running != null) {
                return running;
            }
            mine = new CompletableFuture<>();
            running = mine;
        }
        CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
        for (Probe probe : probes) {
            all = all.thenCombine(begin(probe), (one, other) -> one && other);
        }
        all.thenAccept(ready -> {
            synchronized (this) {
                running = null;
            }
            mine.complete(ready);
        });
        return mine;
    }

    private CompletableFuture<Boolean> begin(Probe probe) {
        var verdict = new CompletableFuture<Boolean>();
        Instant until = scheduler.instant().plus(probe.eager() ? EAGER_LIMIT : Duration.ZERO);
        scheduler.execute(() -> attempt(probe, until, 0, verdict));
        return verdict;
    }

    private void attempt(
            Probe probe, Instant until, int successesBefore, CompletableFuture<Boolean> verdict) {
        int successes = probe.check().passes(probe.timeout()) ? successesBefore + 1 : 0;
        if (successes >= probe.successes()) {
            verdict.complete(true);
        } else if (scheduler.instant().isBefore(until)) {
            scheduler.after(EAGER_PERIOD, () -> attempt(probe, until, successes, verdict));
        } else {
            verdict.complete(false);
        }
    }
}
