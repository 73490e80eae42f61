package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.node.runtime.ContainerSpec.BindMount;
import dev.perk.kube.KubeObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The volumes of one pod as folders of this machine: emptyDir, configMap and secret. The others say
 * that they are not built yet.
 */
final class PodVolumes {

    /** What became of a pod's volumes. */
    sealed interface Result {
        /**
         * @param folders by volume name
         */
        record Made(Map<String, Path> folders) implements Result {}

        /**
         * @param message for {@code CreateContainerConfigError}
         */
        record Missing(String message) implements Result {}
    }

    private static final Set<PosixFilePermission> OPEN_TO_ALL =
            PosixFilePermissions.fromString("rwxrwxrwx");

    private final Path root;
    private final Function<ResourceKey, Optional<KubeObject>> lookup;

    PodVolumes(Path root, Function<ResourceKey, Optional<KubeObject>> lookup) {
        this.root = root;
        this.lookup = lookup;
    }

    Result make(KubeObject pod) throws IOException {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (JsonNode volume : pod.spec().path("volumes")) {
            String name = volume.path("name").asText();
            Path folder = Files.createDirectories(root.resolve(name));
            Optional<String> problem = fill(pod, volume, folder);
            if (problem.isPresent()) {
                return new Result.Missing(problem.get());
            }
            folders.put(name, folder);
        }
        return new Result.Made(folders);
    }

    private Optional<String> fill(KubeObject pod, JsonNode volume, Path folder) throws IOException {
        if (volume.has("emptyDir")) {
            Files.setPosixFilePermissions(folder, OPEN_TO_ALL);
            return Optional.empty();
        }
        if (volume.has("configMap")) {
            return project(pod, Kinds.CONFIG_MAP, volume.path("configMap"), "name", folder);
        }
        if (volume.has("secret")) {
            return project(pod, Kinds.SECRET, volume.path("secret"), "secretName", folder);
        }
        String kind =
                volume.properties().stream()
                        .map(Map.Entry::getKey)
                        .filter(key -> !key.equals("name"))
                        .findFirst()
                        .orElse("nothing");
        return Optional.of(
                "volume "
                        + volume.path("name").asText()
                        + ": "
                        + kind
                        + " is not built yet (expected: emptyDir, configMap or secret)");
    }

    private Optional<String> project(
            KubeObject pod, ResourceType type, JsonNode source, String nameField, Path folder)
            throws IOException {
        String name = source.path(nameField).asText();
        Optional<KubeObject> found = lookup.apply(ResourceKey.of(type, pod.namespace(), name));
        if (found.isEmpty()) {
            return source.path("optional").asBoolean()
                    ? Optional.empty()
                    : Optional.of(type.singular() + " \"" + name + "\" not found");
        }
        JsonNode data = found.get().tree().path("data");
        Map<String, String> paths = new LinkedHashMap<>();
        if (source.path("items").isEmpty()) {
            data.fieldNames().forEachRemaining(key -> paths.put(key, key));
        } else {
            source.path("items")
                    .forEach(item ->
                            paths.put(item.path("key").asText(), item.path("path").asText()));
        }
        for (Map.Entry<String, String> entry : paths.entrySet()) {
            JsonNode value = data.path(entry.getKey());
            if (value.isMissingNode()) {
                return Optional.of(
                        "couldn't find key "
                                + entry.getKey()
                                + " in "
                                + type.kind()
                                + " "
                                + found.get().namespacedName());
            }
            Path file = folder.resolve(entry.getValue()).normalize();
            if (!file.startsWith(folder)) {
                return Optional.of("path " + entry.getValue() + " leads out of the volume");
            }
            Files.createDirectories(file.getParent());
            Files.write(file, bytes(type, value));
        }
        return Optional.empty();
    }

    private static byte[] bytes(ResourceType type, JsonNode value) {
        return type.equals(Kinds.SECRET)
                ? Base64.getDecoder().decode(value.asText())
                : value.asText().getBytes(StandardCharsets.UTF_8);
    }

    /** What a container sees of {@code folders}. */
    static List<BindMount> mounts(JsonNode container, Map<String, Path> folders) {
        List<BindMount> mounts = new ArrayList<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            Path folder = folders.get(mount.path("name").asText());
            if (folder != null) {
                mounts.add(
                        new BindMount(
                                folder.resolve(mount.path("subPath").asText()).normalize(),
                                mount.path("mountPath").asText(),
                                mount.path("readOnly").asBoolean()));
            }
        }
        return mounts;
    }
}
