package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.Cgroups;
import dev.perk.control.node.runtime.InstanceNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** This machine's control groups, as files. */
record CgroupTrees(Cgroups layout) {

    /** Looks at the mounts. */
    static CgroupTrees detect() throws IOException {
        Path v2 = Path.of("/sys/fs/cgroup/cgroup.controllers");
        return new CgroupTrees(
                Cgroups.detect(
                        Files.readAllLines(Path.of("/proc/self/mounts")),
                        Files.exists(v2) ? Files.readString(v2) : ""));
    }

    /**
     * Makes the parent of all containers, with the weight that is due to it.
     *
     * @throws IOException if this machine does not let us; containers run without it as well
     */
    void weighPods(InstanceNames names, int processors) throws IOException {
        Optional<Cgroups.Setting> weight = layout.weightOfPods(names.cgroup(), processors);
        if (weight.isPresent()) {
            Path file = weight.get().file();
            Files.createDirectories(file.getParent());
            Files.writeString(file, weight.get().value());
        }
    }

    /** Whether the kernel killed something in this group because of its memory limit. */
    boolean ranOutOfMemory(String cgroup) {
        Optional<Path> counters =
                switch (layout) {
                    case Cgroups.V2 v2 ->
                            Optional.of(v2.root().resolve(below(cgroup, "memory.events")));
                    case Cgroups.V1 v1 ->
                            Optional.ofNullable(v1.trees().get("memory"))
                                    .map(tree -> tree.resolve(below(cgroup, "memory.oom_control")));
                    case Cgroups.None _ -> Optional.empty();
                };
        if (counters.isEmpty()) {
            return false;
        }
        try (Stream<String> lines = Files.lines(counters.get())) {
            return lines.anyMatch(line -> line.matches("oom_kill [1-9][0-9]*"));
        } catch (IOException e) {
            return false; // the group is gone, and so are its counters
        }
    }

    private static String below(String cgroup, String file) {
        return cgroup.substring(1) + "/" + file;
    }

    /** Removes all groups of an instance; those with processes in them stay. */
    void remove(InstanceNames names) throws IOException {
        for (Path root : layout.roots()) {
            removeTree(root.resolve(names.cgroup().substring(1)));
        }
    }

    private static void removeTree(Path group) throws IOException {
        if (!Files.isDirectory(group)) {
            return;
        }
        // Its files belong to the kernel and go with the folder, so only folders are visited.
        try (Stream<Path> children = Files.list(group)) {
            for (Path child : children.filter(Files::isDirectory).toList()) {
                removeTree(child);
            }
        }
        Files.deleteIfExists(group);
    }
}
