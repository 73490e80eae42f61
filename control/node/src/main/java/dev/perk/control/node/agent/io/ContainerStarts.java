package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.node.agent.ContainerPlan;
import dev.perk.control.node.agent.ContainerSettings;
import dev.perk.control.node.agent.Environment;
import dev.perk.control.node.agent.PodFields;
import dev.perk.control.node.agent.PodSandboxes;
import dev.perk.control.node.image.ImageReference;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.ContainerSpec;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.control.node.runtime.StartResult;
import dev.perk.kube.KubeObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Starts the containers of one pod: settles all that a runtime wants to know, and calls it. */
final class ContainerStarts {
    private static final int LONGEST_MESSAGE = 4096;

    /** What became of a start. */
    sealed interface Outcome {
        record Started(Container container, LocalImage image) implements Outcome {}

        record NoImage() implements Outcome {}

        /**
         * It cannot be started as things are.
         *
         * @param reason such as {@code CreateContainerConfigError}
         */
        record Refused(String reason, String message) implements Outcome {}

        /** Its program could not be run. */
        record Failed(String message) implements Outcome {}
    }

    private final NodeParts parts;
    private final Path folder;
    private final PodVolumes volumes;

    /**
     * @param folder the pod's own
     */
    ContainerStarts(NodeParts parts, Path folder, PodVolumes volumes) {
        this.parts = parts;
        this.folder = folder;
        this.volumes = volumes;
    }

    /** Whether the image of a container is here now. */
    boolean hasImage(JsonNode container) throws IOException {
        return parts.images()
                .find(ImageReference.parse(container.path("image").asText()))
                .isPresent();
    }

    Outcome start(
            KubeObject pod,
            JsonNode container,
            int attempt,
            Sandbox room,
            ContainerListener listener) {
        try {
            return tryStart(pod, container, attempt, room, listener);
        } catch (IOException e) {
            return new Outcome.Refused("CreateContainerError", String.valueOf(e.getMessage()));
        }
    }

    private Outcome tryStart(
            KubeObject pod,
            JsonNode container,
            int attempt,
            Sandbox room,
            ContainerListener listener)
            throws IOException {
        String name = container.path("image").asText();
        ImageReference reference;
        try {
            reference = ImageReference.parse(name);
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused(
                    "InvalidImageName",
                    "Failed to apply default image tag \"" + name + "\": " + e.getMessage());
        }
        Optional<LocalImage> image = parts.images().find(reference);
        if (image.isEmpty()) {
            return new Outcome.NoImage();
        }
        var settings = new ContainerSettings(pod, container);
        var fields = new PodFields(pod, room.address(), parts.hostIp());
        Optional<String> obstacle = settings.refusal(image.get().config().user());
        if (obstacle.isEmpty()) {
            obstacle = volumes.update(fields);
        }
        if (obstacle.isPresent()) {
            return new Outcome.Refused("CreateContainerConfigError", obstacle.get());
        }
        return switch (new Environment(fields, parts.store()::get, parts.apiVariables().get())
                .of(container)) {
            case Environment.Result.Missing(String message) ->
                    new Outcome.Refused("CreateContainerConfigError", message);
            case Environment.Result.Resolved(Map<String, String> env) ->
                    run(
                            new ContainerPlan(
                                            settings,
                                            container,
                                            image.get(),
                                            PodSandboxes.hostname(pod),
                                            env,
                                            volumes.mounts(container),
                                            emptyTerminationLog(container))
                                    .spec(attempt),
                            room,
                            listener);
        };
    }

    private static Outcome run(ContainerSpec spec, Sandbox room, ContainerListener listener) {
        if (spec.command().isEmpty()) {
            return new Outcome.Refused(
                    "CreateContainerError", "no command specified, neither by the image nor here");
        }
        return switch (room.start(spec, listener)) {
            case StartResult.Started(Container container) ->
                    new Outcome.Started(container, spec.image());
            case StartResult.NotCreated(String message) ->
                    new Outcome.Refused("CreateContainerError", message);
            case StartResult.NotRun(String message) -> new Outcome.Failed(message);
        };
    }

    /** A new log for a run of a container. */
    ContainerLog openLog(JsonNode container, int attempt) throws IOException {
        String name = container.path("name").asText();
        return new ContainerLog(
                folder.resolve("logs").resolve(name).resolve(attempt + ".log"), parts.scheduler());
    }

    private Path emptyTerminationLog(JsonNode container) throws IOException {
        return Files.writeString(terminationLog(container), "");
    }

    private Path terminationLog(JsonNode container) throws IOException {
        return Files.createDirectories(folder.resolve("termination"))
                .resolve(container.path("name").asText());
    }

    /**
     * What a run left for people to read: its message file, or the end of its log if it may be
     * used.
     */
    String lastWords(JsonNode container, int exitCode, ContainerLog log) {
        try {
            byte[] bytes = Files.readAllBytes(terminationLog(container));
            if (bytes.length > 0) {
                int from = Math.max(0, bytes.length - LONGEST_MESSAGE);
                return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
            }
            String policy = container.path("terminationMessagePolicy").asText();
            return policy.equals("FallbackToLogsOnError") && exitCode != 0
                    ? PodLogReader.tail(log)
                    : "";
        } catch (IOException e) {
            return "its last words cannot be read: " + e.getMessage();
        }
    }
}
