package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.time.Timer;
import dev.perk.control.node.agent.ColdStart;
import dev.perk.control.node.agent.ContainerState;
import dev.perk.control.node.agent.PodProxies;
import dev.perk.control.node.agent.PodProxies.PodProxy;
import dev.perk.control.node.agent.PodStatus;
import dev.perk.control.node.agent.Probe;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.ContainerRuntime.SandboxResult;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.control.node.runtime.SandboxSpec;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lives as long as one pod: brings it up, keeps it up, tells how it is, takes it down.
 *
 * <p>Everything that happens to the pod becomes a task of {@code tasks}, which run one at a time,
 * so no field needs a lock. Tasks may block for as long as starting a container does.
 */
final class PodWorker {
    private static final Logger log = LoggerFactory.getLogger(PodWorker.class);
    private static final String SOURCE = "kubelet";
    private static final Duration SANDBOX_RETRY = Duration.ofSeconds(2);
    private static final Duration SHORTEST_GRACE = Duration.ofSeconds(2);
    private static final int DEFAULT_GRACE_SECONDS = 30;

    private final NodeParts parts;
    private final ContainerStarts starts;
    private final Runnable whenGone;
    private final SerialTasks tasks;
    private final Path folder;
    private final Instant seen;
    private final List<ContainerSlot> inits = new ArrayList<>();
    private final List<ContainerSlot> slots = new ArrayList<>();
    private KubeObject pod;
    private @Nullable Sandbox sandbox;
    private @Nullable PodProxy proxy;
    private @Nullable Timer kill;
    private Instant sandboxAt = Instant.EPOCH;
    private Instant startedAt = Instant.EPOCH;
    private boolean reportedReady;
    private boolean stopping;
    private boolean terminating;
    private boolean gone;

    PodWorker(KubeObject pod, NodeParts parts, Runnable whenGone) {
        this.pod = pod;
        this.parts = parts;
        this.whenGone = whenGone;
        this.tasks = new SerialTasks(parts.scheduler());
        this.folder = parts.folder().resolve(pod.uid());
        this.starts = new ContainerStarts(parts, folder);
        this.seen = parts.scheduler().instant();
        pod.spec().path("initContainers").forEach(spec -> inits.add(slot(spec)));
        pod.spec().path("containers").forEach(spec -> slots.add(slot(spec)));
    }

    /** A container that ran before this agent did is on its next run now. */
    private ContainerSlot slot(JsonNode spec) {
        ContainerSlot slot = new ContainerSlot(spec);
        for (String list : List.of("initContainerStatuses", "containerStatuses")) {
            for (JsonNode before : pod.status().path(list)) {
                if (before.path("name").asText().equals(slot.name())
                        && before.path("state").has("running")) {
                    slot.restartCount = before.path("restartCount").asInt() + 1;
                    slot.attempt = slot.restartCount;
                }
            }
        }
        return slot;
    }

    String uid() {
        return pod.uid();
    }

    void start() {
        tasks.execute(this::bringUp);
    }

    /** The Pod object has changed. */
    void changed(KubeObject now) {
        tasks.execute(() -> {
            pod = now;
            if (pod.isDeleting()) {
                beginStop();
            }
        });
    }

    /** The Pod object is gone: nothing needs to be told any more. */
    void vanished() {
        tasks.execute(this::takeDown);
    }

    /** Stops everything and leaves the Pod object, because this agent ends and may come back. */
    void close(Runnable then) {
        tasks.execute(() -> {
            stopping = true;
            takeDown();
            then.run();
        });
    }

    // ---- up

    private void bringUp() {
        if (gone || stopping) {
            return;
        }
        if (pod.isDeleting()) {
            beginStop();
            return;
        }
        switch (parts.runtime().openSandbox(sandboxSpec())) {
            case SandboxResult.Failed(String message) -> {
                warn("FailedCreatePodSandBox", "Failed to create pod sandbox: " + message);
                parts.scheduler().after(SANDBOX_RETRY, this::start);
            }
            case SandboxResult.Opened(Sandbox opened) -> {
                sandbox = opened;
                sandboxAt = parts.scheduler().instant();
                openProxy(opened);
                startNext();
                publish();
            }
        }
    }

    private SandboxSpec sandboxSpec() {
        List<Integer> ports = new ArrayList<>();
        for (ContainerSlot slot : slots) {
            if (!isProxy(slot)) {
                slot.spec
                        .path("ports")
                        .forEach(port -> ports.add(port.path("containerPort").asInt()));
            }
        }
        String hostname = pod.spec().path("hostname").asText(pod.name());
        return new SandboxSpec(
                pod.uid(), pod.namespace(), pod.name(), folder, hostname, hostAliases(), ports);
    }

    private List<String> hostAliases() {
        List<String> lines = new ArrayList<>();
        for (JsonNode alias : pod.spec().path("hostAliases")) {
            var line = new StringBuilder(alias.path("ip").asText());
            alias.path("hostnames").forEach(name -> line.append('\t').append(name.asText()));
            lines.add(line.toString());
        }
        return lines;
    }

    private static boolean isProxy(ContainerSlot slot) {
        return slot.name().equals(PodProxies.CONTAINER);
    }

    private void openProxy(Sandbox opened) {
        for (ContainerSlot slot : slots) {
            if (isProxy(slot)) {
                Map<String, String> env = plainEnv(slot);
                int userPort = Integer.parseInt(env.getOrDefault("USER_PORT", "8080"));
                proxy =
                        parts.proxies()
                                .open(
                                        new PodProxies.Wish(
                                                pod.namespacedName(),
                                                opened.address(),
                                                opened.endpoint(userPort),
                                                env,
                                                pod.labels()));
            }
        }
    }

    private static Map<String, String> plainEnv(ContainerSlot slot) {
        Map<String, String> env = new LinkedHashMap<>();
        slot.spec
                .path("env")
                .forEach(variable ->
                        env.put(variable.path("name").asText(), variable.path("value").asText()));
        return env;
    }

    /** Starts the init container whose turn it is, or all others. */
    private void startNext() {
        for (ContainerSlot init : inits) {
            if (!(init.state instanceof ContainerState.Terminated ended) || ended.exitCode() != 0) {
                if (init.state instanceof ContainerState.Waiting) {
                    startContainer(init);
                }
                return;
            }
        }
        for (ContainerSlot slot : slots) {
            if (slot.state instanceof ContainerState.Waiting && slot.restart == null) {
                startContainer(slot);
            }
        }
        startedAt = parts.scheduler().instant();
    }

    private void startContainer(ContainerSlot slot) {
        Sandbox room = sandbox;
        if (room == null || stopping || gone) {
            return;
        }
        if (isProxy(slot)) {
            slot.startedAt = parts.scheduler().instant();
            slot.state = new ContainerState.Running(slot.startedAt);
            slot.started = true;
            slot.imageId = "perk";
            probe(slot, room);
            return;
        }
        switch (starts.start(pod, slot, room, new Hearing(slot))) {
            case ContainerStarts.Outcome.Started(Container container) -> {
                slot.running = container;
                slot.containerId = parts.runtime().name() + "://" + container.id();
                slot.startedAt = parts.scheduler().instant();
                slot.state = new ContainerState.Running(slot.startedAt);
                slot.imageFailures = 0;
                tell("Created", "Created container: " + slot.name());
                tell("Started", "Started container " + slot.name());
                if (slot.attempt > 0) {
                    askProxyAgain(room);
                }
                probe(slot, room);
            }
            case ContainerStarts.Outcome.Refused(
                            ContainerState state,
                            List<EventNote> events,
                            Optional<Duration> again) -> {
                slot.state = state;
                events.forEach(event -> parts.events().record(pod.key(), SOURCE, event));
                if (state instanceof ContainerState.Terminated ended) {
                    ended(slot, ended);
                } else {
                    again.ifPresent(delay -> restartAfter(slot, delay));
                }
            }
        }
    }

    /**
     * What the proxy's probe has said was about the run before this one. The container may have no
     * probe of its own, and requests would reach it before it listens.
     */
    private void askProxyAgain(Sandbox room) {
        for (ContainerSlot slot : slots) {
            if (isProxy(slot) && slot.isRunning()) {
                slot.stopProbing();
                setReady(slot, false);
                probe(slot, room);
            }
        }
    }

    private void restartAfter(ContainerSlot slot, Duration delay) {
        slot.restart =
                parts.scheduler()
                        .after(
                                delay,
                                () ->
                                        tasks.execute(() -> {
                                            slot.restart = null;
                                            if (!stopping && !gone && !slot.isRunning()) {
                                                startContainer(slot);
                                                publish();
                                            }
                                        }));
    }

    // ---- probes

    private void probe(ContainerSlot slot, Sandbox room) {
        boolean isProxy = isProxy(slot);
        int userPort =
                isProxy
                        ? Integer.parseInt(plainEnv(slot).getOrDefault("USER_PORT", "8080"))
                        : slot.spec.path("ports").path(0).path("containerPort").asInt();
        Optional<Probe> startup =
                isProxy
                        ? Optional.empty()
                        : Probe.read(slot.spec.path("startupProbe"), userPort, false);
        if (startup.isPresent()) {
            slot.probers.add(
                    prober(
                            startup.get(),
                            room,
                            slot,
                            (healthy, why) -> {
                                if (healthy) {
                                    slot.started = true;
                                    slot.stopProbing();
                                    probeAfterStartup(slot, room, userPort);
                                } else {
                                    killUnhealthy(
                                            slot,
                                            "Startup probe failed: " + why,
                                            "failed startup probe");
                                }
                            }));
        } else {
            slot.started = true;
            probeAfterStartup(slot, room, userPort);
        }
    }

    private void probeAfterStartup(ContainerSlot slot, Sandbox room, int userPort) {
        Optional<Probe> readiness =
                isProxy(slot)
                        ? starts.knativeProbe(plainEnv(slot), userPort)
                        : Probe.read(slot.spec.path("readinessProbe"), userPort, false);
        if (readiness.isPresent()) {
            slot.probers.add(
                    prober(
                            readiness.get(),
                            room,
                            slot,
                            (healthy, why) -> {
                                if (!healthy) {
                                    warn("Unhealthy", "Readiness probe failed: " + why);
                                }
                                setReady(slot, healthy);
                                publish();
                            }));
        } else {
            setReady(slot, true);
        }
        Probe.read(
                        isProxy(slot) ? slot.spec.path("none") : slot.spec.path("livenessProbe"),
                        userPort,
                        false)
                .ifPresent(liveness ->
                        slot.probers.add(
                                prober(
                                        liveness,
                                        room,
                                        slot,
                                        (healthy, why) -> {
                                            if (!healthy) {
                                                killUnhealthy(
                                                        slot,
                                                        "Liveness probe failed: " + why,
                                                        "failed liveness probe");
                                            }
                                        })));
    }

    private Prober prober(Probe probe, Sandbox room, ContainerSlot slot, Prober.Listener listener) {
        return new Prober(
                        probe,
                        parts.dial(),
                        room::endpoint,
                        () -> slot.running,
                        parts.scheduler(),
                        (healthy, why) ->
                                tasks.execute(() -> {
                                    if (slot.isRunning() && !stopping && !gone) {
                                        listener.onChange(healthy, why);
                                    }
                                }))
                .start();
    }

    private void killUnhealthy(ContainerSlot slot, String problem, String verdict) {
        warn("Unhealthy", problem);
        tell("Killing", "Container " + slot.name() + " " + verdict + ", will be restarted");
        Container container = slot.running;
        if (container != null) {
            slot.stopProbing();
            container.signal(slot.stopSignal);
            parts.scheduler()
                    .after(
                            Duration.ofSeconds(DEFAULT_GRACE_SECONDS),
                            () ->
                                    tasks.execute(() -> {
                                        if (container.equals(slot.running)) {
                                            container.kill();
                                        }
                                    }));
        }
    }

    private void setReady(ContainerSlot slot, boolean ready) {
        slot.ready = ready;
        PodProxy told = proxy;
        boolean all = slots.stream().allMatch(each -> each.ready);
        if (told == null || all == reportedReady) {
            firstReady(all);
            return;
        }
        reportedReady = all;
        // The requests that wait for this pod wait for this word, not for the status below.
        told.ready(all);
        firstReady(all);
    }

    private void firstReady(boolean ready) {
        if (ready && !coldStartTold) {
            coldStartTold = true;
            parts.coldStarts()
                    .accept(
                            new ColdStart(
                                    pod.namespacedName(),
                                    seen,
                                    sandboxAt,
                                    startedAt,
                                    parts.scheduler().instant()));
        }
    }

    private boolean coldStartTold;

    // ---- ends of containers

    private final class Hearing implements ContainerListener {
        private final ContainerSlot slot;

        Hearing(ContainerSlot slot) {
            this.slot = slot;
        }

        @Override
        public void onOutput(Stream stream, byte[] bytes) {
            ContainerLog file = slot.log;
            if (file != null) {
                file.write(stream, bytes);
            }
        }

        @Override
        public void onExit(Exit exit) {
            tasks.execute(() -> exited(slot, exit));
        }
    }

    private void exited(ContainerSlot slot, ContainerListener.Exit exit) {
        if (gone) {
            return;
        }
        String reason = exit.outOfMemory() ? "OOMKilled" : exit.code() == 0 ? "Completed" : "Error";
        var ended =
                new ContainerState.Terminated(
                        exit.code(),
                        reason,
                        starts.terminationMessage(slot, exit.code()),
                        slot.startedAt,
                        parts.scheduler().instant(),
                        slot.containerId);
        Container container = slot.running;
        slot.running = null;
        if (container != null) {
            container.remove();
        }
        ended(slot, ended);
        publish();
    }

    private void ended(ContainerSlot slot, ContainerState.Terminated ended) {
        slot.stopProbing();
        slot.state = ended;
        setReady(slot, false);
        ContainerLog file = slot.log;
        if (file != null) {
            file.close();
        }
        if (stopping) {
            finishIfAllEnded();
        } else if (inits.contains(slot) && ended.exitCode() == 0) {
            startNext();
        } else if (restarts(ended)) {
            restart(slot, ended);
        }
    }

    private boolean restarts(ContainerState.Terminated ended) {
        return switch (pod.spec().path("restartPolicy").asText("Always")) {
            case "Never" -> false;
            case "OnFailure" -> ended.exitCode() != 0;
            default -> true;
        };
    }

    private void restart(ContainerSlot slot, ContainerState.Terminated ended) {
        slot.last = Optional.of(ended);
        slot.backoff = slot.backoff.after(Duration.between(ended.startedAt(), ended.finishedAt()));
        slot.attempt++;
        slot.restartCount++;
        Optional<Duration> delay = slot.backoff.delay();
        if (delay.isEmpty()) {
            restartAfter(slot, Duration.ZERO);
            return;
        }
        slot.state =
                new ContainerState.Waiting(
                        "CrashLoopBackOff",
                        "back-off "
                                + delay.get().toSeconds()
                                + "s restarting failed container="
                                + slot.name()
                                + " pod="
                                + pod.name()
                                + "_"
                                + pod.namespace()
                                + "("
                                + pod.uid()
                                + ")");
        warn(
                "BackOff",
                "Back-off restarting failed container "
                        + slot.name()
                        + " in pod "
                        + pod.name()
                        + "_"
                        + pod.namespace()
                        + "("
                        + pod.uid()
                        + ")");
        restartAfter(slot, delay.get());
    }

    // ---- down

    private void beginStop() {
        Duration grace =
                Duration.ofSeconds(
                        pod.metadata()
                                .path("deletionGracePeriodSeconds")
                                .asInt(DEFAULT_GRACE_SECONDS));
        if (stopping) {
            return;
        }
        stopping = true;
        for (ContainerSlot slot : allSlots()) {
            slot.cancelRestart();
            slot.stopProbing();
            slot.ready = false;
        }
        PodProxy draining = proxy;
        if (draining == null || !anyRunning()) {
            terminate(grace);
            return;
        }
        draining.ready(false);
        long begin = parts.scheduler().nanoTime();
        Duration latest =
                grace.compareTo(SHORTEST_GRACE) > 0 ? grace.minus(SHORTEST_GRACE) : Duration.ZERO;
        draining.drain(
                latest,
                () ->
                        tasks.execute(() -> {
                            Duration left = grace.minusNanos(parts.scheduler().nanoTime() - begin);
                            terminate(left.compareTo(SHORTEST_GRACE) > 0 ? left : SHORTEST_GRACE);
                        }));
        publish();
    }

    private void terminate(Duration grace) {
        if (terminating || gone) {
            return;
        }
        terminating = true;
        for (ContainerSlot slot : allSlots()) {
            Container container = slot.running;
            if (container != null) {
                tell("Killing", "Stopping container " + slot.name());
                starts.preStop(slot, container);
                container.signal(slot.stopSignal);
            }
        }
        kill = parts.scheduler().after(grace, () -> tasks.execute(this::killAll));
        finishIfAllEnded();
    }

    private void killAll() {
        for (ContainerSlot slot : allSlots()) {
            Container container = slot.running;
            if (container != null) {
                container.kill();
            }
        }
    }

    private boolean anyRunning() {
        return allSlots().stream().anyMatch(slot -> slot.running != null);
    }

    private List<ContainerSlot> allSlots() {
        List<ContainerSlot> all = new ArrayList<>(inits);
        all.addAll(slots);
        return all;
    }

    private void finishIfAllEnded() {
        if (!terminating || anyRunning() || gone) {
            return;
        }
        takeDown();
        try {
            parts.store().delete(pod.key(), Deletion.now(pod.uid()));
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }

    /** Removes every trace of the pod from this machine. */
    private void takeDown() {
        if (gone) {
            return;
        }
        gone = true;
        if (kill != null) {
            kill.cancel();
        }
        for (ContainerSlot slot : allSlots()) {
            slot.cancelRestart();
            slot.stopProbing();
        }
        PodProxy closing = proxy;
        if (closing != null) {
            closing.ready(false);
            closing.close();
        }
        killAll();
        Sandbox room = sandbox;
        if (room != null) {
            room.close();
        }
        for (ContainerSlot slot : allSlots()) {
            ContainerLog file = slot.log;
            if (file != null) {
                file.close();
            }
        }
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("knative.dev/key", pod.namespacedName())
                    .log("left behind: {}", e.getMessage());
        }
        whenGone.run();
    }

    // ---- telling

    private void publish() {
        if (gone) {
            return;
        }
        Optional<KubeObject> live = parts.store().get(pod.key());
        if (live.isEmpty() || !live.get().uid().equals(pod.uid())) {
            return;
        }
        ObjectNode status = status(live.get());
        if (live.get().status().equals(status)) {
            return;
        }
        try {
            parts.store().updateStatus(live.get().withStatus(status));
        } catch (ApiException e) {
            if (e.isConflict()) {
                tasks.execute(this::publish);
            } else if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private ObjectNode status(KubeObject live) {
        Sandbox room = sandbox;
        return new PodStatus(
                        inits.stream().map(ContainerSlot::view).toList(),
                        slots.stream().map(ContainerSlot::view).toList(),
                        pod.spec().path("restartPolicy").asText("Always"),
                        room == null ? "" : room.address(),
                        parts.hostIp(),
                        seen)
                .tree(live.status(), parts.scheduler().instant());
    }

    private void tell(String reason, String message) {
        parts.events().record(pod.key(), SOURCE, EventNote.normal(reason, message));
    }

    private void warn(String reason, String message) {
        parts.events().record(pod.key(), SOURCE, EventNote.warning(reason, message));
    }

    // ---- logs

    /** The container that a log is asked of; empty if the pod has no such container. */
    Optional<ContainerSlot> container(String name) {
        return allSlots().stream().filter(slot -> slot.name().equals(name)).findFirst();
    }

    /** The names of all containers, as {@code kubectl logs} offers them. */
    List<String> containerNames() {
        return slots.stream().map(ContainerSlot::name).toList();
    }

    /** The container that {@code kubectl logs} means if nobody says which. */
    Optional<String> defaultContainer() {
        Optional<String> named = pod.annotation(Annotations.DEFAULT_CONTAINER);
        return slots.size() == 1 ? Optional.of(slots.getFirst().name()) : named;
    }
}
