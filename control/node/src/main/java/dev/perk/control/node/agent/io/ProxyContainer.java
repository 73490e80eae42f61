package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.node.agent.ContainerState;
import dev.perk.control.node.agent.ContainerView;
import dev.perk.control.node.agent.PodProxies;
import dev.perk.control.node.agent.PodProxies.PodProxy;
import dev.perk.control.node.agent.Probe;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.kube.Json;
import dev.perk.kube.control.EventNote;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code queue-proxy} of a pod. It is a chain of stages in this process, and ready when the
 * probe that it is told to make of the user's container succeeds.
 */
final class ProxyContainer implements PodContainer {
    private static final String USER_PORT = "USER_PORT";
    private static final String PROBE = "SERVING_READINESS_PROBE";
    private static final String DEFAULT_PORT = "8080";

    private final JsonNode spec;
    private final PodHome home;
    private final NodeParts parts;
    private final int restartCount;
    private ContainerState state = ContainerState.Waiting.because("ContainerCreating");
    private Optional<Probe> probe = Optional.empty();
    private @Nullable Sandbox room;
    private @Nullable PodProxy proxy;
    private @Nullable Prober prober;
    private boolean ready;

    /** Tells answers about the container's current run from those about an earlier one. */
    private int questions;

    ProxyContainer(JsonNode spec, PodHome home, NodeParts parts, int restartCount) {
        this.spec = spec;
        this.home = home;
        this.parts = parts;
        this.restartCount = restartCount;
    }

    @Override
    public String name() {
        return PodProxies.CONTAINER;
    }

    @Override
    public ContainerView view() {
        boolean up = isUp();
        return new ContainerView(
                name(),
                false,
                state,
                Optional.empty(),
                ready,
                up,
                restartCount,
                spec.path("image").asText(),
                up ? "perk" : "",
                up ? "perk://" + home.pod().uid() + "-" + name() : "");
    }

    @Override
    public boolean waits() {
        return state instanceof ContainerState.Waiting;
    }

    @Override
    public void start(Sandbox room) {
        Map<String, String> env = env();
        int userPort = Integer.parseInt(env.getOrDefault(USER_PORT, DEFAULT_PORT));
        proxy =
                parts.proxies()
                        .open(
                                new PodProxies.Wish(
                                        home.pod().namespacedName(),
                                        room.address(),
                                        room.endpoint(userPort),
                                        env,
                                        home.pod().labels()));
        state = new ContainerState.Running(parts.scheduler().instant());
        probe = probe(env.getOrDefault(PROBE, ""), userPort);
        ready = probe.isEmpty();
        this.room = room;
    }

    /**
     * Asks the user's container from now on. Before it has been started there is nothing to ask,
     * and the processors have better things to do.
     */
    void ask() {
        Sandbox where = room;
        if (where == null || probe.isEmpty() || home.isStopping()) {
            return;
        }
        forgetAnswer();
        int question = questions;
        prober =
                new Prober(
                                probe.get(),
                                parts.dial(),
                                where::endpoint,
                                () -> null,
                                parts.scheduler(),
                                (healthy, why) ->
                                        home.execute(() -> answered(question, healthy, why)))
                        .start();
    }

    /**
     * The container has ended. It may have no probe of its own, and without this, requests would
     * reach its next run before it listens.
     */
    void forgetAnswer() {
        questions++;
        if (prober != null) {
            prober.stop();
            prober = null;
            ready = false;
        }
    }

    /** Values that stand for themselves: what comes from fields is for a process of its own. */
    private Map<String, String> env() {
        Map<String, String> env = new LinkedHashMap<>();
        for (JsonNode variable : spec.path("env")) {
            env.put(variable.path("name").asText(), variable.path("value").asText());
        }
        return env;
    }

    private static Optional<Probe> probe(String json, int userPort) {
        if (json.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode tree = Json.read(json.getBytes(StandardCharsets.UTF_8));
            return Probe.read(tree.isArray() ? tree.path(0) : tree, userPort, true);
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException(PROBE + " is no JSON: " + json, e);
        }
    }

    private void answered(int question, boolean healthy, String why) {
        if (home.isStopping() || question != questions || healthy == ready) {
            return;
        }
        ready = healthy;
        if (!healthy) {
            home.tell(EventNote.warning("Unhealthy", "Readiness probe failed: " + why));
        }
        home.changed();
    }

    /** Lets requests come, or keeps them away. Told before the Pod's status says so. */
    void open(boolean open) {
        if (proxy != null) {
            proxy.ready(open);
        }
    }

    /**
     * Keeps new requests away; {@code then} runs when those under way have ended, or after {@code
     * latest}.
     */
    void drain(Duration latest, Runnable then) {
        if (proxy == null) {
            then.run();
        } else {
            proxy.drain(latest, then);
        }
    }

    /** It is gone when the pod is: until then, requests under way go through it. */
    @Override
    public boolean isUp() {
        return state instanceof ContainerState.Running;
    }

    @Override
    public void settle() {
        ready = false;
        if (prober != null) {
            prober.stop();
        }
    }

    @Override
    public void stop(Duration grace) {}

    @Override
    public void kill() {
        if (proxy != null) {
            proxy.ready(false);
            proxy.close();
            proxy = null;
        }
    }

    @Override
    public @Nullable Container running() {
        return null;
    }

    @Override
    public @Nullable ContainerCommand attach() {
        return null;
    }

    @Override
    public @Nullable ContainerLog log() {
        return null;
    }

    @Override
    public @Nullable ContainerLog previousLog() {
        return null;
    }
}
