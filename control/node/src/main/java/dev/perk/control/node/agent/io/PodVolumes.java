package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.ResourceKey;
import dev.perk.control.node.agent.PodFields;
import dev.perk.control.node.agent.TokenFiles;
import dev.perk.control.node.agent.VolumeContent;
import dev.perk.control.node.linux.io.Mounts;
import dev.perk.control.node.runtime.ContainerSpec.BindMount;
import dev.perk.kube.KubeObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** The volumes of one pod as folders of this machine. Belongs to its {@link PodWorker}. */
final class PodVolumes {
    private static final int OPEN_TO_ALL = 0777;
    private static final int SET_GROUP = 02000;

    private final Path root;
    private final OptionalLong fsGroup;
    private final Function<ResourceKey, Optional<KubeObject>> lookup;
    private final TokenFiles tokens;
    private final Map<String, Path> folders = new LinkedHashMap<>();
    private final Map<String, FileVolume> files = new LinkedHashMap<>();
    private boolean mounted;

    /**
     * @param fsGroup whom the files belong to
     */
    PodVolumes(
            Path root,
            OptionalLong fsGroup,
            Function<ResourceKey, Optional<KubeObject>> lookup,
            TokenFiles tokens) {
        this.root = root;
        this.fsGroup = fsGroup;
        this.lookup = lookup;
        this.tokens = tokens;
    }

    /**
     * Makes those that are not there yet, and brings files up to date.
     *
     * @return what is missing for it; empty if nothing is
     */
    Optional<String> update(PodFields pod) throws IOException {
        for (JsonNode volume : pod.pod().spec().path("volumes")) {
            Path folder = root.resolve(volume.path("name").asText());
            switch (VolumeContent.of(pod, volume, lookup, tokens)) {
                case VolumeContent.Missing(String message) -> {
                    return Optional.of(message);
                }
                case VolumeContent.Empty empty -> make(volume.path("name").asText(), folder, empty);
                case VolumeContent.Files content -> {
                    folders.put(volume.path("name").asText(), folder);
                    files.computeIfAbsent(
                                    volume.path("name").asText(),
                                    _ -> new FileVolume(folder, fsGroup))
                            .write(content.files());
                }
            }
        }
        return Optional.empty();
    }

    /** Whether anything in them can change while the pod runs. */
    boolean canChange() {
        return !files.isEmpty();
    }

    private void make(String name, Path folder, VolumeContent.Empty empty) throws IOException {
        if (folders.putIfAbsent(name, folder) != null) {
            return;
        }
        Files.createDirectories(folder);
        if (empty.inMemory()) {
            String size = empty.sizeLimit().map(bytes -> ",size=" + bytes).orElse("");
            Mounts.memory(folder, "mode=0777" + size);
            mounted = true;
        }
        Files.setAttribute(folder, "unix:mode", OPEN_TO_ALL);
        if (fsGroup.isPresent()) {
            Files.setAttribute(folder, "unix:gid", (int) fsGroup.getAsLong());
            Files.setAttribute(folder, "unix:mode", OPEN_TO_ALL | SET_GROUP);
        }
    }

    /**
     * What a container sees of them. Containers write to emptyDir only: the others are the API's.
     *
     * @throws IOException if a path leads out of its volume
     */
    List<BindMount> mounts(JsonNode container) throws IOException {
        List<BindMount> mounts = new ArrayList<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            String name = mount.path("name").asText();
            Path folder = folders.get(name);
            if (folder == null) {
                throw new IOException("volumeMount " + name + " names no volume of the pod");
            }
            boolean readOnly = mount.path("readOnly").asBoolean() || files.containsKey(name);
            mounts.add(
                    new BindMount(
                            source(folder, mount), mount.path("mountPath").asText(), readOnly));
        }
        return mounts;
    }

    /** The volume, or a part of it; a container may have put a link there that leads elsewhere. */
    private static Path source(Path folder, JsonNode mount) throws IOException {
        if (mount.has("subPathExpr")) {
            throw new IOException("subPathExpr is not built yet (expected: subPath)");
        }
        String subPath = mount.path("subPath").asText();
        if (subPath.isEmpty()) {
            return folder;
        }
        if (!VolumeContent.staysInside(subPath)) {
            throw new IOException("subPath " + subPath + " leads out of the volume");
        }
        Path source = folder.resolve(subPath);
        if (!Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(source);
        }
        Path real = source.toRealPath();
        if (!real.startsWith(folder.toRealPath())) {
            throw new IOException("subPath " + subPath + " leads out of the volume");
        }
        return real;
    }

    /** Takes away what is mounted; the folders go with the pod's. */
    void close() throws IOException {
        if (mounted) {
            for (Path mount : Mounts.below(root)) {
                Mounts.unmount(mount);
            }
        }
    }
}
