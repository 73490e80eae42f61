package dev.perk.run.kubernetes.ports;

import dev.perk.api.HttpHeaders;
import dev.perk.api.NamespacedName;
import dev.perk.api.time.Scheduler;
import dev.perk.control.controllers.podautoscaler.ActivatorProbe;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks under a revision's public Service who answers there, every second for up to 45 s, until it
 * is an activator. Source: {@code knative/serving pkg/reconciler/autoscaling/kpa/scaler.go}.
 *
 * <p>Invariant: {@code known} has an entry for each Service that is being asked or has answered; an
 * answer counts for as long as the next question would take.
 */
public final class ActivatorProber implements ActivatorProbe {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(45);
    private static final String ACTIVATOR = "activator";

    private sealed interface State {
        record Asking(Instant until) implements State {}

        record Answered(Instant at) implements State {}
    }

    private final HttpClient client;
    private final Function<NamespacedName, URI> urls;
    private final Scheduler scheduler;
    private final Map<NamespacedName, State> known = new ConcurrentHashMap<>();
    private final List<Consumer<NamespacedName>> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param client must not keep connections alive for longer than a Service's addresses last
     * @param urls where a Service answers probes
     */
    public ActivatorProber(
            HttpClient client, Function<NamespacedName, URI> urls, Scheduler scheduler) {
        this.client = client;
        this.urls = urls;
        this.scheduler = scheduler;
    }

    /** Such as {@code http://hello-00001.default.svc.cluster.local/healthz}. */
    public static Function<NamespacedName, URI> inCluster(String domain) {
        return service ->
                URI.create(
                        "http://"
                                + service.name()
                                + "."
                                + service.namespace()
                                + ".svc."
                                + domain
                                + "/healthz");
    }

    @Override
    public boolean isOnPath(NamespacedName publicService) {
        Instant now = scheduler.instant();
        State state = known.get(publicService);
        if (state instanceof State.Answered(Instant at) && at.plus(PERIOD).isAfter(now)) {
            return true;
        }
        boolean isAsking = state instanceof State.Asking(Instant until) && until.isAfter(now);
        if (!isAsking) {
            var asking = new State.Asking(now.plus(LIMIT));
            known.put(publicService, asking);
            scheduler.execute(() -> ask(publicService, asking));
        }
        return false;
    }

    private void ask(NamespacedName service, State.Asking asking) {
        if (!asking.equals(known.get(service))) {
            return;
        }
        HttpRequest request =
                HttpRequest.newBuilder(urls.apply(service))
                        .header("User-Agent", HttpHeaders.USER_AGENT_AUTOSCALER_PROBE)
                        .header(HttpHeaders.NETWORK_PROBE, ACTIVATOR)
                        .timeout(PERIOD)
                        .build();
        client.sendAsync(request, BodyHandlers.ofString())
                .thenApply(ActivatorProber::isActivator)
                .exceptionally(_ -> false)
                .thenAccept(found -> answered(service, asking, found));
    }

    private static boolean isActivator(HttpResponse<String> response) {
        return response.statusCode() == 200 && response.body().equals(ACTIVATOR);
    }

    private void answered(NamespacedName service, State.Asking asking, boolean found) {
        Instant now = scheduler.instant();
        if (found) {
            known.replace(service, asking, new State.Answered(now));
        } else if (now.isBefore(asking.until())) {
            scheduler.after(PERIOD, () -> ask(service, asking));
            return;
        } else {
            known.remove(service, asking);
        }
        listeners.forEach(listener -> listener.accept(service));
    }

    @Override
    public void onAnswer(Consumer<NamespacedName> listener) {
        listeners.add(listener);
    }
}
