package dev.perk.control.node.runtime.io;

import dev.perk.control.node.linux.io.Mounts;
import dev.perk.control.node.linux.io.Trees;
import dev.perk.control.node.runtime.InstanceNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an instance has on the machine outside of its data folder, and mounted within: found by
 * name, so that it makes no difference whether this process or a crashed one made it.
 *
 * @param pods the folder with a folder for each pod
 */
record Leftovers(InstanceNames names, Path pods) {
    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

    /** Stops plain processes and removes the folders of pods, in which nothing may be mounted. */
    void removeProcesses() throws IOException {
        if (Files.isDirectory(pods)) {
            try (Stream<Path> files = Files.walk(pods)) {
                for (Path file : files.filter(ProcessTree::isRecord).toList()) {
                    ProcessTree.killRecorded(file);
                }
            }
            Trees.delete(pods);
        }
        Files.createDirectories(pods);
    }

    /** Stops containers, and removes them with all that was made for them. Needs root. */
    void removeContainers(List<OciTool> tools, Program ip) throws IOException {
        for (OciTool tool : tools) {
            for (String id : tool.known()) {
                log.atInfo().addKeyValue("container", id).log("stopping what was left behind");
                tool.kill(id);
            }
        }
        for (Path mount : Mounts.below(pods)) {
            Mounts.unmount(mount);
        }
        PodNetworks.removeLeftovers(ip, names);
        CgroupTrees.detect().remove(names);
        Trees.delete(names.stateFolder());
    }
}
