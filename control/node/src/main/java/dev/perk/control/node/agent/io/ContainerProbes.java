package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.node.agent.Probe;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.kube.control.EventNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The probes of one run of a container: the startup probe first, then readiness and liveness.
 * Without a startup probe it counts as started at once, without a readiness probe as ready.
 */
final class ContainerProbes {

    /** Hears of the run, in the pod's turn. */
    interface Listener {
        void onStarted();

        void onReady(boolean ready);

        /**
         * @param verdict such as {@code failed liveness probe}
         */
        void onUnhealthy(String verdict);
    }

    private final JsonNode spec;
    private final Container container;
    private final Sandbox room;
    private final PodHome home;
    private final NodeParts parts;
    private final Listener listener;
    private final List<Prober> probers = new ArrayList<>();
    private boolean stopped;

    ContainerProbes(
            JsonNode spec,
            Container container,
            Sandbox room,
            PodHome home,
            NodeParts parts,
            Listener listener) {
        this.spec = spec;
        this.container = container;
        this.room = room;
        this.home = home;
        this.parts = parts;
        this.listener = listener;
    }

    void start() {
        Optional<Probe> startup = read("startupProbe");
        if (startup.isEmpty()) {
            afterStartup();
            return;
        }
        probe(
                startup.get(),
                (healthy, why) -> {
                    if (healthy) {
                        stop();
                        stopped = false;
                        afterStartup();
                    } else {
                        unhealthy("Startup", why, "failed startup probe");
                    }
                });
    }

    private void afterStartup() {
        listener.onStarted();
        Optional<Probe> readiness = read("readinessProbe");
        if (readiness.isEmpty()) {
            listener.onReady(true);
        } else {
            probe(
                    readiness.get(),
                    (healthy, why) -> {
                        if (!healthy) {
                            warn("Readiness", why);
                        }
                        listener.onReady(healthy);
                    });
        }
        read("livenessProbe")
                .ifPresent(liveness ->
                        probe(
                                liveness,
                                (healthy, why) -> {
                                    if (!healthy) {
                                        unhealthy("Liveness", why, "failed liveness probe");
                                    }
                                }));
    }

    private Optional<Probe> read(String field) {
        int port = spec.path("ports").path(0).path("containerPort").asInt();
        return Probe.read(spec.path(field), port, false);
    }

    private void probe(Probe probe, Prober.Listener answer) {
        Prober.Listener inTurn =
                (healthy, why) ->
                        home.execute(() -> {
                            if (!stopped && !home.isStopping()) {
                                answer.onChange(healthy, why);
                            }
                        });
        probers.add(
                new Prober(
                                probe,
                                parts.dial(),
                                room::endpoint,
                                () -> container,
                                parts.scheduler(),
                                inTurn)
                        .start());
    }

    private void unhealthy(String kind, String why, String verdict) {
        warn(kind, why);
        stop();
        listener.onUnhealthy(verdict);
    }

    private void warn(String kind, String why) {
        home.tell(EventNote.warning("Unhealthy", kind + " probe failed: " + why));
    }

    void stop() {
        stopped = true;
        probers.forEach(Prober::stop);
        probers.clear();
    }
}
