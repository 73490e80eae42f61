package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Annotations;
import dev.perk.api.time.Timer;
import dev.perk.control.node.agent.ColdStart;
import dev.perk.control.node.agent.ContainerSettings;
import dev.perk.control.node.agent.ContainerView;
import dev.perk.control.node.agent.PodFields;
import dev.perk.control.node.agent.PodProxies;
import dev.perk.control.node.agent.PodSandboxes;
import dev.perk.control.node.agent.PodStatus;
import dev.perk.control.node.agent.PodStop;
import dev.perk.control.node.agent.TokenFiles;
import dev.perk.control.node.agent.io.ImageContainer.Role;
import dev.perk.control.node.linux.io.Trees;
import dev.perk.control.node.runtime.ContainerRuntime.SandboxResult;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lives as long as one pod: brings it up, keeps it up, tells how it is, takes it down.
 *
 * <p>Everything that happens to the pod becomes a task of {@code tasks}, which run one at a time,
 * so no field needs a lock. Tasks may block for as long as starting a container does.
 */
final class PodWorker implements PodHome {
    private static final Logger log = LoggerFactory.getLogger(PodWorker.class);
    private static final String SOURCE = "kubelet";
    private static final Duration SANDBOX_RETRY = Duration.ofSeconds(2);
    private static final Duration DELETE_RETRY = Duration.ofSeconds(1);
    private static final Duration VOLUME_REFRESH = Duration.ofSeconds(60);

    private static final int DEFAULT_GRACE_SECONDS = 30;

    /** What containers get in any case between being asked to end and being made to. */
    private static final Duration SHORTEST_GRACE = Duration.ofSeconds(2);

    /** How long pods may take to stop when the agent does. */
    private static final Duration GRACE_AT_CLOSE = Duration.ofSeconds(6);

    /** How far the pod is on its way, in order. */
    private enum Stage {
        UP,
        /** No new requests; those under way may end. */
        DRAINING,
        /** Containers have been asked to end. */
        ENDING,
        /** Nothing of it is left. */
        GONE
    }

    private final NodeParts parts;
    private final Runnable whenGone;
    private final SerialTasks tasks;
    private final Path folder;
    private final Instant seen;
    private final StatusWriter writer;
    private final PodVolumes volumes;
    private final ContainerStarts starts;
    private final List<PodContainer> inits = new ArrayList<>();
    private final List<PodContainer> containers = new ArrayList<>();
    private final List<PodContainer> ephemeral = new CopyOnWriteArrayList<>();
    private final Optional<ProxyContainer> proxy;
    private KubeObject pod;
    private Stage stage = Stage.UP;
    private boolean leaving;
    private boolean changing;
    private boolean changedAgain;
    private boolean wasReady;
    private volatile @Nullable Sandbox sandbox;
    private @Nullable Instant deadline;
    private @Nullable Timer endDrain;
    private @Nullable Timer kill;
    private @Nullable Timer refresh;
    private Instant sandboxAt = Instant.EPOCH;
    private Instant startedAt = Instant.EPOCH;
    private Instant endedAt = Instant.EPOCH;
    private boolean coldStartTold;

    /**
     * @param whenGone is called when nothing of the pod is left on this machine
     */
    PodWorker(KubeObject pod, NodeParts parts, Runnable whenGone) {
        this.pod = pod;
        this.parts = parts;
        this.whenGone = whenGone;
        this.tasks = new SerialTasks(parts.scheduler());
        this.folder = parts.folder().resolve(pod.uid());
        this.seen = parts.scheduler().instant();
        this.writer = new StatusWriter(pod, parts.store(), parts.scheduler());
        this.volumes =
                new PodVolumes(
                        folder.resolve("volumes"),
                        ContainerSettings.fsGroup(pod),
                        parts.store()::get,
                        new TokenFiles(parts.tokens(), parts.scheduler()));
        this.starts = new ContainerStarts(parts, folder, volumes);
        for (JsonNode spec : pod.spec().path("initContainers")) {
            JsonNode before = before(spec, "initContainerStatuses");
            inits.add(new ImageContainer(spec, Role.INIT, before, this, parts, starts));
        }
        Optional<ProxyContainer> found = Optional.empty();
        for (JsonNode spec : pod.spec().path("containers")) {
            JsonNode before = before(spec, "containerStatuses");
            if (spec.path("name").asText().equals(PodProxies.CONTAINER)) {
                int restarts = before.path("restartCount").asInt();
                found = Optional.of(new ProxyContainer(spec, this, parts, restarts));
                containers.add(found.get());
            } else {
                containers.add(new ImageContainer(spec, Role.MAIN, before, this, parts, starts));
            }
        }
        this.proxy = found;
        addEphemeral();
    }

    /** Those of the Pod's ephemeral containers that are new. */
    private void addEphemeral() {
        for (JsonNode spec : pod.spec().path("ephemeralContainers")) {
            if (container(spec.path("name").asText()).isEmpty()) {
                JsonNode before = before(spec, "ephemeralContainerStatuses");
                ephemeral.add(
                        new ImageContainer(spec, Role.EPHEMERAL, before, this, parts, starts));
            }
        }
    }

    private JsonNode before(JsonNode spec, String list) {
        for (JsonNode status : pod.status().path(list)) {
            if (status.path("name").equals(spec.path("name"))) {
                return status;
            }
        }
        return spec.path("none");
    }

    void start() {
        tasks.execute(this::bringUp);
    }

    /** The Pod object has changed. */
    void podChanged(KubeObject now) {
        tasks.execute(() -> {
            pod = now;
            int known = ephemeral.size();
            addEphemeral();
            if (pod.isDeleting()) {
                stopBy(deletionDeadline());
            } else if (ephemeral.size() > known && stage == Stage.UP) {
                changed();
            }
        });
    }

    /** The API's deadline has lost the fraction of its second, which must not shorten the grace. */
    private Instant deletionDeadline() {
        Instant now = parts.scheduler().instant();
        Instant byGrace =
                now.plusSeconds(
                        pod.metadata()
                                .path("deletionGracePeriodSeconds")
                                .asLong(DEFAULT_GRACE_SECONDS));
        Instant byTime = pod.deleted().orElse(now).plusSeconds(1);
        return byTime.isBefore(byGrace) ? byTime : byGrace;
    }

    /** The Pod object is gone: nothing needs to be told any more. */
    void vanished() {
        tasks.execute(this::takeDown);
    }

    /** Stops everything and leaves the Pod object, because this agent ends and may come back. */
    void close() {
        tasks.execute(() -> {
            leaving = true;
            stopBy(parts.scheduler().instant().plus(GRACE_AT_CLOSE));
        });
    }

    // ---- for its containers

    @Override
    public KubeObject pod() {
        return pod;
    }

    @Override
    public void execute(Runnable task) {
        tasks.execute(() -> {
            if (stage != Stage.GONE) {
                task.run();
            }
        });
    }

    @Override
    public boolean isStopping() {
        return stage != Stage.UP;
    }

    @Override
    public void tell(EventNote event) {
        parts.events().record(pod.key(), SOURCE, event);
    }

    @Override
    public void runBegan() {
        proxy.ifPresent(ProxyContainer::ask);
    }

    @Override
    public void runEnded() {
        proxy.ifPresent(ProxyContainer::forgetAnswer);
    }

    /** Sees what follows from what has changed. What changes meanwhile is seen to afterwards. */
    @Override
    public void changed() {
        changedAgain = true;
        if (changing) {
            return;
        }
        changing = true;
        try {
            while (changedAgain) {
                changedAgain = false;
                startNext();
                tellReadiness();
            }
        } finally {
            changing = false;
        }
        if (stage == Stage.UP || anythingUp()) {
            publish();
        } else if (stage == Stage.DRAINING) {
            end(); // whoever still waits for an answer waits for nobody
        } else if (stage == Stage.ENDING) {
            finish();
        }
    }

    // ---- up

    private void bringUp() {
        if (stage != Stage.UP) {
            return;
        }
        if (pod.isDeleting()) {
            stopBy(deletionDeadline());
            return;
        }
        switch (parts.runtime().openSandbox(PodSandboxes.spec(pod, folder))) {
            case SandboxResult.Failed(String message) -> {
                tell(
                        EventNote.warning(
                                "FailedCreatePodSandBox",
                                "Failed to create pod sandbox: " + message));
                publish();
                parts.scheduler().after(SANDBOX_RETRY, this::start);
            }
            case SandboxResult.Opened(Sandbox opened) -> {
                sandbox = opened;
                sandboxAt = parts.scheduler().instant();
                changed();
                if (volumes.canChange()) {
                    refresh = parts.scheduler().every(VOLUME_REFRESH, this::refreshVolumes);
                }
            }
        }
    }

    /**
     * Starts the init container whose turn it is; after the last one, all others. Those that people
     * add to look at the others wait for none of them.
     */
    private void startNext() {
        Sandbox room = sandbox;
        if (room == null || stage != Stage.UP) {
            return;
        }
        startEphemeral(room);
        for (PodContainer init : inits) {
            if (!init.view().hasInitialized()) {
                startIfWaiting(init, room);
                if (!init.view().hasInitialized()) {
                    return;
                }
            }
        }
        // The proxy first: it asks the others as soon as they run.
        proxy.ifPresent(it -> startIfWaiting(it, room));
        containers.forEach(container -> startIfWaiting(container, room));
        if (startedAt.equals(Instant.EPOCH)) {
            startedAt = parts.scheduler().instant();
        }
    }

    /** A pod whose own containers are through takes these with it. */
    private void startEphemeral(Sandbox room) {
        if (ephemeral.isEmpty()) {
            return;
        }
        boolean over = status().isOver();
        for (PodContainer container : ephemeral) {
            if (over) {
                container.kill();
            } else {
                startIfWaiting(container, room);
            }
        }
    }

    private static void startIfWaiting(PodContainer container, Sandbox room) {
        if (container.waits()) {
            container.start(room);
        }
    }

    /** The requests that wait for this pod wait for this word, not for the status. */
    private void tellReadiness() {
        boolean ready = stage == Stage.UP && containers.stream().allMatch(c -> c.view().ready());
        if (ready == wasReady) {
            return;
        }
        wasReady = ready;
        proxy.ifPresent(it -> it.open(ready));
        if (ready && !coldStartTold) {
            coldStartTold = true;
            Instant now = parts.scheduler().instant();
            parts.coldStarts()
                    .accept(new ColdStart(pod.namespacedName(), seen, sandboxAt, startedAt, now));
        }
    }

    private void refreshVolumes() {
        execute(() -> {
            Sandbox room = sandbox;
            if (room == null || stage != Stage.UP) {
                return;
            }
            try {
                volumes.update(new PodFields(pod, room.address(), parts.hostIp()));
            } catch (IOException e) {
                log.atWarn()
                        .addKeyValue("knative.dev/key", pod.namespacedName())
                        .log("volumes not refreshed: {}", e.getMessage());
            }
        });
    }

    // ---- down

    /** Stops the pod by then; a later call can only make it sooner. */
    private void stopBy(Instant latest) {
        if (stage == Stage.GONE || (deadline != null && !latest.isBefore(deadline))) {
            return;
        }
        deadline = latest;
        Duration left = left(latest);
        if (stage == Stage.UP) {
            stage = Stage.DRAINING;
            allContainers().forEach(PodContainer::settle);
            tellReadiness();
            drain(left.minus(SHORTEST_GRACE));
            publish();
        } else if (stage == Stage.DRAINING) {
            drainUntil(left.minus(SHORTEST_GRACE));
        } else {
            killAfter(left);
        }
    }

    private Duration left(Instant latest) {
        return Duration.between(parts.scheduler().instant(), latest);
    }

    private void drain(Duration latest) {
        boolean served = proxy.isPresent() && proxy.get().isUp();
        if (!served || latest.isNegative() || latest.isZero()) {
            end();
            return;
        }
        drainUntil(latest);
        proxy.get().drain(latest, () -> execute(this::end));
    }

    private void drainUntil(Duration latest) {
        cancel(endDrain);
        endDrain = parts.scheduler().after(latest, () -> execute(this::end));
    }

    /** Asks the containers to end, and makes them when their time is over. */
    private void end() {
        if (stage != Stage.DRAINING || deadline == null) {
            return;
        }
        stage = Stage.ENDING;
        endedAt = parts.scheduler().instant();
        Duration left = left(deadline);
        Duration grace = left.compareTo(SHORTEST_GRACE) > 0 ? left : SHORTEST_GRACE;
        containers.forEach(container -> container.stop(grace));
        inits.forEach(container -> container.stop(grace));
        ephemeral.forEach(container -> container.stop(grace));
        killAfter(grace);
        changed();
    }

    private void killAfter(Duration grace) {
        cancel(kill);
        kill =
                parts.scheduler()
                        .after(
                                grace,
                                () -> execute(() -> allContainers().forEach(PodContainer::kill)));
    }

    private static void cancel(@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** The queue-proxy does not count: it goes when all others have. */
    private boolean anythingUp() {
        return allContainers().anyMatch(c -> c instanceof ImageContainer && c.isUp());
    }

    private Stream<PodContainer> allContainers() {
        return Stream.of(inits, containers, ephemeral).flatMap(List::stream);
    }

    private void finish() {
        takeDown();
        if (!leaving) {
            delete();
        }
    }

    private void delete() {
        try {
            parts.store().delete(pod.key(), Deletion.now(pod.uid()));
            // One that never served was stopped in the middle of its start.
            if (coldStartTold) {
                Instant now = parts.scheduler().instant();
                parts.podStops().accept(new PodStop(pod.namespacedName(), endedAt, now));
            }
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                log.atWarn()
                        .addKeyValue("knative.dev/key", pod.namespacedName())
                        .log("not deleted, trying again: {}", e.getMessage());
                parts.scheduler().after(DELETE_RETRY, () -> tasks.execute(this::delete));
            }
        }
    }

    /** Removes every trace of the pod from this machine. */
    private void takeDown() {
        if (stage == Stage.GONE) {
            return;
        }
        stage = Stage.GONE;
        writer.close();
        cancel(endDrain);
        cancel(kill);
        cancel(refresh);
        allContainers().forEach(PodContainer::settle);
        allContainers().forEach(PodContainer::kill);
        sandbox().ifPresent(Sandbox::close);
        allContainers().map(PodContainer::log).forEach(PodWorker::close);
        try {
            volumes.close();
            Trees.delete(folder);
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("knative.dev/key", pod.namespacedName())
                    .log("left behind: {}", e.getMessage());
        }
        whenGone.run();
    }

    private static void close(@Nullable ContainerLog log) {
        if (log != null) {
            log.close();
        }
    }

    // ---- telling

    private void publish() {
        if (stage == Stage.GONE) {
            return;
        }
        PodStatus status = status();
        // On the way up the next news is a moment away, and others need the processors more.
        if (stage == Stage.UP && !coldStartTold) {
            writer.writeSoon(status);
        } else {
            writer.write(status);
        }
    }

    private PodStatus status() {
        Sandbox room = sandbox;
        return new PodStatus(
                views(inits),
                views(containers),
                views(ephemeral),
                pod.spec().path("restartPolicy").asText("Always"),
                room == null ? "" : room.address(),
                parts.hostIp(),
                seen);
    }

    private static List<ContainerView> views(List<PodContainer> containers) {
        return containers.stream().map(PodContainer::view).toList();
    }

    // ---- reaching into it

    /** The pod's surroundings; empty before it has any. */
    Optional<Sandbox> sandbox() {
        return Optional.ofNullable(sandbox);
    }

    // ---- logs

    /** The container with this name, if the pod has one. */
    Optional<PodContainer> container(String name) {
        return allContainers().filter(container -> container.name().equals(name)).findFirst();
    }

    /** The names of all containers, as {@code kubectl logs} offers them. */
    List<String> containerNames() {
        return containers.stream().map(PodContainer::name).toList();
    }

    /** The container that {@code kubectl logs} means if nobody says which. */
    Optional<String> defaultContainer() {
        Optional<String> named = pod.annotation(Annotations.DEFAULT_CONTAINER);
        return containers.size() == 1 ? Optional.of(containers.getFirst().name()) : named;
    }
}
