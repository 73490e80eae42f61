package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.node.agent.ContainerState;
import dev.perk.control.node.agent.Environment;
import dev.perk.control.node.agent.Probe;
import dev.perk.control.node.image.ImageReference;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.ContainerSpec;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.control.node.runtime.StartResult;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.EventNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts containers: finds the image, settles environment, volumes and command, and calls the
 * runtime.
 */
final class ContainerStarts {
    private static final Duration FIRST_IMAGE_RETRY = Duration.ofSeconds(10);
    private static final Duration LAST_IMAGE_RETRY = Duration.ofMinutes(5);
    private static final Duration CONFIG_RETRY = Duration.ofSeconds(2);
    private static final Duration PRE_STOP = Duration.ofSeconds(10);
    private static final int LONGEST_MESSAGE = 4096;
    private static final int START_ERROR = 128;

    /** What became of a start. */
    sealed interface Outcome {
        record Started(Container container) implements Outcome {}

        /**
         * @param state what the status shows now
         * @param again when to try again, if time may help
         */
        record Refused(ContainerState state, List<EventNote> events, Optional<Duration> again)
                implements Outcome {
            public Refused {
                events = List.copyOf(events);
            }
        }
    }

    private final NodeParts parts;
    private final Path folder;

    /**
     * @param folder the pod's own
     */
    ContainerStarts(NodeParts parts, Path folder) {
        this.parts = parts;
        this.folder = folder;
    }

    Outcome start(KubeObject pod, ContainerSlot slot, Sandbox sandbox, ContainerListener listener) {
        try {
            return tryStart(pod, slot, sandbox, listener);
        } catch (IOException e) {
            return refused("CreateContainerError", String.valueOf(e.getMessage()), CONFIG_RETRY);
        }
    }

    private Outcome tryStart(
            KubeObject pod, ContainerSlot slot, Sandbox sandbox, ContainerListener listener)
            throws IOException {
        JsonNode spec = slot.spec;
        String name = spec.path("image").asText();
        ImageReference reference;
        try {
            reference = ImageReference.parse(name);
        } catch (IllegalArgumentException e) {
            return refused(
                    "InvalidImageName",
                    "Failed to apply default image tag \"" + name + "\": " + e.getMessage(),
                    CONFIG_RETRY);
        }
        var image = parts.images().find(reference);
        if (image.isEmpty()) {
            return noImage(slot, name);
        }
        Environment.Result env =
                new Environment(pod, sandbox.address(), parts.hostIp(), parts.store()::get)
                        .of(spec);
        if (env instanceof Environment.Result.Missing(String message)) {
            return refused("CreateContainerConfigError", message, CONFIG_RETRY);
        }
        PodVolumes.Result volumes =
                new PodVolumes(folder.resolve("volumes"), parts.store()::get).make(pod);
        if (volumes instanceof PodVolumes.Result.Missing(String message)) {
            return refused("CreateContainerConfigError", message, CONFIG_RETRY);
        }
        Map<String, String> variables = new LinkedHashMap<>();
        image.get()
                .config()
                .env()
                .forEach(line -> {
                    int equals = line.indexOf('=');
                    variables.put(
                            equals < 0 ? line : line.substring(0, equals),
                            equals < 0 ? "" : line.substring(equals + 1));
                });
        variables.putAll(((Environment.Result.Resolved) env).variables());
        List<String> command =
                Environment.expandAll(
                        image.get()
                                .config()
                                .commandLine(
                                        strings(spec.path("command")), strings(spec.path("args"))),
                        variables);
        Path terminationLog =
                Files.createDirectories(folder.resolve("termination")).resolve(slot.name());
        Files.writeString(terminationLog, "");
        var wish =
                new ContainerSpec(
                        slot.name(),
                        slot.attempt,
                        image.get(),
                        command,
                        variables,
                        spec.path("workingDir").asText(image.get().config().workingDir()),
                        ContainerSettings.user(pod, spec, image.get().config().user()),
                        PodVolumes.mounts(spec, ((PodVolumes.Result.Made) volumes).folders()),
                        Optional.of(
                                new ContainerSpec.BindMount(
                                        terminationLog,
                                        spec.path("terminationMessagePath")
                                                .asText("/dev/termination-log"),
                                        false)),
                        ContainerSettings.resources(spec),
                        ContainerSettings.privileges(pod, spec));
        slot.imageId = image.get().id();
        slot.stopSignal = image.get().config().stopSignal();
        slot.previousLog = slot.log;
        slot.log =
                new ContainerLog(
                        folder.resolve("logs").resolve(slot.name()).resolve(slot.attempt + ".log"),
                        parts.scheduler());
        return switch (sandbox.start(wish, listener)) {
            case StartResult.Started(Container container) -> new Outcome.Started(container);
            case StartResult.NotCreated(String message) ->
                    refused("CreateContainerError", message, CONFIG_RETRY);
            case StartResult.NotRun(String message) -> {
                Instant now = parts.scheduler().instant();
                yield new Outcome.Refused(
                        new ContainerState.Terminated(
                                START_ERROR, "StartError", message, now, now, ""),
                        List.of(EventNote.warning("Failed", "Error: " + message)),
                        Optional.empty());
            }
        };
    }

    /** Source of the texts: kubernetes {@code pkg/kubelet/images/image_manager.go}. */
    private Outcome noImage(ContainerSlot slot, String name) {
        String how =
                "image \""
                        + name
                        + "\" is not on this machine, and pulling from registries is not built yet;"
                        + " load it with: perk image load PATH "
                        + name;
        if (slot.spec.path("imagePullPolicy").asText().equals("Never")) {
            return refused(
                    "ErrImageNeverPull",
                    "Container image \"" + name + "\" is not present with pull policy of Never",
                    CONFIG_RETRY);
        }
        slot.imageFailures++;
        Duration delay = FIRST_IMAGE_RETRY.multipliedBy(1L << Math.min(slot.imageFailures - 1, 5));
        boolean first = slot.imageFailures == 1;
        String reason = first ? "ErrImagePull" : "ImagePullBackOff";
        String message = first ? how : "Back-off pulling image \"" + name + "\": " + how;
        List<EventNote> events =
                first
                        ? List.of(
                                EventNote.normal("Pulling", "Pulling image \"" + name + "\""),
                                EventNote.warning(
                                        "Failed", "Failed to pull image \"" + name + "\": " + how),
                                EventNote.warning("Failed", "Error: ErrImagePull"))
                        : List.of(
                                EventNote.normal(
                                        "BackOff", "Back-off pulling image \"" + name + "\""),
                                EventNote.warning("Failed", "Error: ImagePullBackOff"));
        return new Outcome.Refused(
                new ContainerState.Waiting(reason, message),
                events,
                Optional.of(delay.compareTo(LAST_IMAGE_RETRY) < 0 ? delay : LAST_IMAGE_RETRY));
    }

    private static Outcome refused(String reason, String message, Duration again) {
        return new Outcome.Refused(
                new ContainerState.Waiting(reason, message),
                List.of(EventNote.warning("Failed", "Error: " + message)),
                Optional.of(again));
    }

    /**
     * What the container left for people to read: its message file, or the end of its log if it may
     * be used.
     */
    String terminationMessage(ContainerSlot slot, int exitCode) {
        try {
            Path file = folder.resolve("termination").resolve(slot.name());
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            if (bytes.length > 0) {
                int from = Math.max(0, bytes.length - LONGEST_MESSAGE);
                return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ContainerLog log = slot.log;
        boolean mayUseLog =
                slot.spec.path("terminationMessagePolicy").asText().equals("FallbackToLogsOnError");
        return mayUseLog && exitCode != 0 && log != null ? log.tail() : "";
    }

    /**
     * Runs an exec preStop hook; the one that Knative puts on user containers is the drain, which
     * has already happened.
     */
    void preStop(ContainerSlot slot, Container container) {
        JsonNode hook = slot.spec.path("lifecycle").path("preStop");
        if (hook.has("exec")) {
            container.exec(strings(hook.path("exec").path("command")), PRE_STOP);
        }
    }

    /** The probe that the queue-proxy of a pod is told to make. */
    Optional<Probe> knativeProbe(Map<String, String> env, int userPort) {
        String probe = env.getOrDefault("SERVING_READINESS_PROBE", "");
        if (probe.isEmpty()) {
            return Optional.empty();
        }
        JsonNode tree = Json.read(probe.getBytes(StandardCharsets.UTF_8));
        return Probe.read(tree.isArray() ? tree.path(0) : tree, userPort, true);
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(word -> strings.add(word.asText()));
        return strings;
    }
}
