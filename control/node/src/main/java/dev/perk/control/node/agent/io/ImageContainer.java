package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.time.Timer;
import dev.perk.control.node.agent.ContainerState;
import dev.perk.control.node.agent.ContainerView;
import dev.perk.control.node.agent.MissingImage;
import dev.perk.control.node.agent.PodTexts;
import dev.perk.control.node.agent.RestartBackoff;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.kube.control.EventNote;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container made from an image: started, watched, and started again when it ends. */
final class ImageContainer implements PodContainer {
    private static final Logger log = LoggerFactory.getLogger(ImageContainer.class);
    private static final Duration CONFIG_RETRY = Duration.ofSeconds(2);

    /** How often to look for an image that may be loaded any time. */
    private static final Duration IMAGE_CHECK = Duration.ofSeconds(1);

    /** How long one that failed its liveness probe may take to end. */
    private static final Duration UNHEALTHY_GRACE = Duration.ofSeconds(30);

    private static final int START_ERROR = 128;
    private static final int LOST = 137;

    /** What it is to its pod. */
    enum Role {
        /** It must end, or be up, before the next one starts. */
        INIT,
        MAIN,
        /** Somebody has added it to look at the others: it runs once, and nobody waits for it. */
        EPHEMERAL
    }

    private final JsonNode spec;
    private final Role role;
    private final PodHome home;
    private final NodeParts parts;
    private final ContainerStarts starts;
    private volatile ContainerState state;
    private Optional<ContainerState.Terminated> last = Optional.empty();
    private RestartBackoff backoff = RestartBackoff.NONE;
    private int restarts;

    /** Whether the next start is one more; it counts when it happens. */
    private boolean restarting;

    private boolean ready;
    private boolean started;
    private String imageId = "";
    private String containerId = "";
    private String stopSignal = "SIGTERM";
    private int imageFailures;
    private @Nullable Timer retry;
    private @Nullable ContainerProbes probes;
    private volatile @Nullable Container container;
    private volatile @Nullable Attachments attachments;
    private @Nullable Sandbox room;
    private volatile @Nullable ContainerLog output;
    private volatile @Nullable ContainerLog previousOutput;

    /**
     * @param before what an earlier agent wrote of it, a missing node if there was none
     */
    ImageContainer(
            JsonNode spec,
            Role role,
            JsonNode before,
            PodHome home,
            NodeParts parts,
            ContainerStarts starts) {
        this.spec = spec;
        this.role = role;
        this.home = home;
        this.parts = parts;
        this.starts = starts;
        boolean afterInits = !home.pod().spec().path("initContainers").isEmpty();
        this.state =
                ContainerState.Waiting.because(
                        afterInits ? "PodInitializing" : "ContainerCreating");
        takeOver(before);
    }

    /** What ran when an earlier agent ended has ended with it. */
    private void takeOver(JsonNode before) {
        JsonNode running = before.path("state").path("running");
        Optional<ContainerState.Terminated> lost =
                running.isObject() ? Optional.of(lost(before, running)) : Optional.empty();
        if (role == Role.EPHEMERAL) {
            lost.or(() -> ContainerState.Terminated.read(before.path("state").path("terminated")))
                    .ifPresent(end -> state = end);
            return;
        }
        restarts = before.path("restartCount").asInt();
        restarting = before.path("lastState").has("terminated") || lost.isPresent();
        last = lost;
    }

    private ContainerState.Terminated lost(JsonNode before, JsonNode running) {
        return new ContainerState.Terminated(
                LOST,
                "ContainerStatusUnknown",
                "The container ended together with the node agent",
                Instant.parse(running.path("startedAt").asText()),
                parts.scheduler().instant(),
                before.path("containerID").asText());
    }

    @Override
    public String name() {
        return spec.path("name").asText();
    }

    @Override
    public ContainerView view() {
        return new ContainerView(
                name(),
                isSidecar(),
                state,
                last,
                ready,
                started,
                restarts,
                spec.path("image").asText(),
                imageId,
                containerId);
    }

    private boolean isSidecar() {
        return role == Role.INIT && spec.path("restartPolicy").asText().equals("Always");
    }

    @Override
    public boolean waits() {
        return state instanceof ContainerState.Waiting && retry == null;
    }

    @Override
    public void start(Sandbox in) {
        room = in;
        retry = null;
        if (home.isStopping()) {
            return;
        }
        if (restarting) {
            restarting = false;
            restarts++;
        }
        try {
            begin(in, starts.openLog(spec, restarts));
        } catch (IOException e) {
            refuse(in, "CreateContainerError", String.valueOf(e.getMessage()));
        }
    }

    private void begin(Sandbox room, ContainerLog log) {
        boolean once = spec.path("stdinOnce").asBoolean();
        boolean added = role == Role.EPHEMERAL && spec.path("stdin").asBoolean();
        var joined = new Attachments(once || added, once);
        var hearing = new Hearing(log, joined, room);
        switch (starts.start(home.pod(), spec, restarts, room, hearing)) {
            case ContainerStarts.Outcome.Started(Container running, LocalImage image) -> {
                previousOutput = output;
                output = log;
                attachments = joined;
                container = running;
                containerId = parts.runtime().name() + "://" + running.id();
                imageId = image.id();
                stopSignal = image.config().stopSignal();
                imageFailures = 0;
                state = new ContainerState.Running(parts.scheduler().instant());
                tellStart();
                if (role != Role.EPHEMERAL) {
                    beginProbes(running, room);
                }
            }
            case ContainerStarts.Outcome.NoImage _ -> {
                log.close();
                noImage(room);
            }
            case ContainerStarts.Outcome.Refused(String reason, String message) -> {
                log.close();
                refuse(room, reason, message);
            }
            case ContainerStarts.Outcome.Failed(String message) -> {
                log.close();
                Instant now = parts.scheduler().instant();
                home.tell(EventNote.warning("Failed", "Error: " + message));
                ended(
                        new ContainerState.Terminated(
                                START_ERROR, "StartError", message, now, now, ""),
                        room);
            }
        }
    }

    private void beginProbes(Container running, Sandbox room) {
        probes = new ContainerProbes(spec, running, room, home, parts, new Health(running));
        home.runBegan();
        probes.start();
    }

    private void tellStart() {
        home.tell(
                EventNote.normal(
                        "Pulled",
                        "Container image \""
                                + spec.path("image").asText()
                                + "\" already present on machine"));
        home.tell(EventNote.normal("Created", "Created container: " + name()));
        home.tell(EventNote.normal("Started", "Started container " + name()));
    }

    private void refuse(Sandbox room, String reason, String message) {
        var refused = new ContainerState.Waiting(reason, message);
        if (!refused.equals(state)) {
            state = refused;
            home.tell(EventNote.warning("Failed", "Error: " + message));
        }
        startAfter(CONFIG_RETRY, room);
    }

    // ---- an image that is not here

    private void noImage(Sandbox room) {
        MissingImage missing = missing();
        imageFailures++;
        state = missing.failed();
        missing.eventsOfFailure().forEach(home::tell);
        Instant next = parts.scheduler().instant().plus(MissingImage.retryAfter(imageFailures));
        retry = parts.scheduler().after(IMAGE_CHECK, () -> inTurn(() -> lookAgain(room, next)));
    }

    private MissingImage missing() {
        boolean never = spec.path("imagePullPolicy").asText().equals("Never");
        return new MissingImage(spec.path("image").asText(), never);
    }

    /** Somebody may load it at any time, and should not have to wait for the next official try. */
    private void lookAgain(Sandbox room, Instant nextTry) {
        if (hasImage() || !parts.scheduler().instant().isBefore(nextTry)) {
            start(room);
            return;
        }
        ContainerState.Waiting backingOff = missing().backingOff();
        if (!backingOff.equals(state)) {
            state = backingOff;
            missing().eventsOfBackOff().forEach(home::tell);
        }
        retry = parts.scheduler().after(IMAGE_CHECK, () -> inTurn(() -> lookAgain(room, nextTry)));
    }

    private boolean hasImage() {
        try {
            return starts.hasImage(spec);
        } catch (IOException e) {
            log.atWarn().addKeyValue("image", spec.path("image").asText()).log(e.getMessage());
            return false;
        }
    }

    // ---- while it runs

    private final class Health implements ContainerProbes.Listener {
        private final Container run;

        Health(Container run) {
            this.run = run;
        }

        @Override
        public void onStarted() {
            started = true;
            home.changed();
        }

        @Override
        public void onReady(boolean isReady) {
            ready = isReady;
            home.changed();
        }

        @Override
        public void onUnhealthy(String verdict) {
            home.tell(
                    EventNote.normal(
                            "Killing",
                            "Container " + name() + " " + verdict + ", will be restarted"));
            ready = false;
            run.signal(stopSignal);
            parts.scheduler().after(UNHEALTHY_GRACE, () -> home.execute(run::kill));
            home.changed();
        }
    }

    /** Hears of one run, on the runtime's threads. */
    private final class Hearing implements ContainerListener {
        private final ContainerLog log;
        private final Attachments joined;
        private final Sandbox room;

        Hearing(ContainerLog log, Attachments joined, Sandbox room) {
            this.log = log;
            this.joined = joined;
            this.room = room;
        }

        @Override
        public void onOutput(Stream stream, byte[] bytes) {
            log.write(stream, bytes);
            joined.heard(stream, bytes);
        }

        @Override
        public void onExit(Exit exit) {
            log.close();
            joined.ended(exit.code());
            home.execute(() -> exited(exit, log, room));
        }
    }

    private void exited(ContainerListener.Exit exit, ContainerLog log, Sandbox room) {
        Container run = container;
        container = null;
        Instant begin =
                state instanceof ContainerState.Running(Instant startedAt)
                        ? startedAt
                        : parts.scheduler().instant();
        String reason = exit.outOfMemory() ? "OOMKilled" : exit.code() == 0 ? "Completed" : "Error";
        ended(
                new ContainerState.Terminated(
                        exit.code(),
                        reason,
                        starts.lastWords(spec, exit.code(), log),
                        begin,
                        parts.scheduler().instant(),
                        containerId),
                room);
        // First of all, requests must be kept away from it.
        home.changed();
        if (run != null) {
            run.remove();
        }
    }

    private void ended(ContainerState.Terminated end, Sandbox room) {
        if (probes != null) {
            probes.stop();
        }
        state = end;
        ready = false;
        started = false;
        if (role != Role.EPHEMERAL) {
            home.runEnded();
        }
        if (!home.isStopping() && restarts(end)) {
            restart(end, room);
        }
    }

    private boolean restarts(ContainerState.Terminated end) {
        if (isSidecar() || role == Role.EPHEMERAL) {
            return isSidecar();
        }
        String policy = home.pod().spec().path("restartPolicy").asText("Always");
        boolean failed = end.exitCode() != 0;
        return switch (policy) {
            case "Never" -> false;
            case "OnFailure" -> failed;
            default -> failed || role == Role.MAIN;
        };
    }

    private void restart(ContainerState.Terminated end, Sandbox room) {
        last = Optional.of(end);
        backoff = backoff.after(Duration.between(end.startedAt(), end.finishedAt()));
        restarting = true;
        Optional<Duration> delay = backoff.delay();
        if (delay.isPresent()) {
            state =
                    new ContainerState.Waiting(
                            "CrashLoopBackOff", PodTexts.backOff(delay.get(), name(), home.pod()));
            home.tell(EventNote.warning("BackOff", PodTexts.backOffEvent(name(), home.pod())));
        }
        startAfter(delay.orElse(Duration.ZERO), room);
    }

    private void startAfter(Duration delay, Sandbox room) {
        retry = parts.scheduler().after(delay, () -> inTurn(() -> start(room)));
    }

    private void inTurn(Runnable task) {
        home.execute(() -> {
            if (!home.isStopping()) {
                task.run();
                home.changed();
            }
        });
    }

    // ---- its end

    @Override
    public boolean isUp() {
        return container != null;
    }

    @Override
    public void settle() {
        ready = false;
        if (retry != null) {
            retry.cancel();
        }
        if (probes != null) {
            probes.stop();
        }
    }

    @Override
    public void stop(Duration grace) {
        Container run = container;
        Sandbox where = room;
        if (run == null || where == null) {
            return;
        }
        home.tell(EventNote.normal("Killing", "Stopping container " + name()));
        new PreStop(spec, run, where, parts)
                .run(
                        grace,
                        problem ->
                                home.execute(() -> {
                                    if (!problem.isEmpty()) {
                                        home.tell(EventNote.warning("FailedPreStopHook", problem));
                                    }
                                    run.signal(stopSignal);
                                }));
    }

    @Override
    public void kill() {
        Container run = container;
        if (run != null) {
            run.kill();
        }
    }

    @Override
    public @Nullable Container running() {
        return container;
    }

    @Override
    public @Nullable ContainerCommand attach() {
        Attachments joined = attachments;
        return joined == null ? null : joined.join(container);
    }

    @Override
    public @Nullable ContainerLog log() {
        return output;
    }

    @Override
    public @Nullable ContainerLog previousLog() {
        // The run that has ended last, also while the next one has not begun.
        return state instanceof ContainerState.Waiting ? output : previousOutput;
    }
}
