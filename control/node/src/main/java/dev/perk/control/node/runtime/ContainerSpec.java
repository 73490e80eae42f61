package dev.perk.control.node.runtime;

import dev.perk.control.node.image.LocalImage;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A container to run, with everything settled.
 *
 * @param attempt 0 for the first start in a pod, then one more for each restart
 * @param command the program and its arguments
 * @param env in the order in which it was given
 * @param input whether somebody may talk to it later
 * @param terminal whether it gets one
 * @param target the container whose processes it sees as its own; empty for none
 * @param terminationLog a file of this machine, and the path at which the container finds it
 */
public record ContainerSpec(
        String name,
        int attempt,
        LocalImage image,
        List<String> command,
        Map<String, String> env,
        String workingDir,
        boolean input,
        boolean terminal,
        User user,
        List<BindMount> mounts,
        Optional<BindMount> terminationLog,
        Resources resources,
        Privileges privileges,
        String target) {

    public ContainerSpec {
        command = List.copyOf(command);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        mounts = List.copyOf(mounts);
    }

    /**
     * Who a container runs as.
     *
     * @param name the image's words: a name or number, optionally {@code :group}; empty means root
     * @param uid what the Pod says instead
     * @param gid what the Pod says instead
     * @param groups further groups
     */
    public record User(String name, OptionalLong uid, OptionalLong gid, List<Long> groups) {
        public User {
            groups = List.copyOf(groups);
        }
    }

    /** A file or folder of this machine that a container sees. */
    public record BindMount(Path source, String target, boolean readOnly) {}

    /**
     * What a container may use. Empty means as much as there is.
     *
     * @param cpuShares its part of the processors when they are busy, in the units of cgroup v1
     * @param cpuMillis thousandths of a processor that it may use
     * @param memoryBytes how much memory it may use before the kernel kills it
     * @param oomScoreAdjust how readily the kernel kills it when memory runs out, −1000 to 1000
     */
    public record Resources(
            long cpuShares, OptionalLong cpuMillis, OptionalLong memoryBytes, int oomScoreAdjust) {}

    /**
     * What a container may do.
     *
     * @param capabilities such as {@code CAP_CHOWN}
     * @param newPrivileges whether programs may gain rights, as by a set-user-ID bit
     * @param readOnlyRoot whether it may not change its own file system
     * @param unconfined whether it may use every system call
     */
    public record Privileges(
            List<String> capabilities,
            boolean newPrivileges,
            boolean readOnlyRoot,
            boolean unconfined) {
        public Privileges {
            capabilities = List.copyOf(capabilities);
        }
    }
}
