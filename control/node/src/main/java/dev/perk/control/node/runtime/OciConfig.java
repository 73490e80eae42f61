package dev.perk.control.node.runtime;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code config.json} that an OCI runtime starts a container from. Source: runtime-spec {@code
 * config.md}, {@code config-linux.md}; defaults as containerd has them under Kubernetes.
 *
 * @param root the container's file system, mounted
 * @param account who it runs as
 * @param networkNamespace the file of the pod's network namespace
 * @param processNamespace the file of another container's PID namespace; empty for one of its own
 * @param cgroup the container's control group, from the root of the trees
 * @param seccomp the profile, none for a container that may make all calls
 * @param files the pod's own {@code /etc/hosts} and the like
 */
public record OciConfig(
        ContainerSpec spec,
        Path root,
        String hostname,
        Accounts account,
        Path networkNamespace,
        Optional<Path> processNamespace,
        Cgroups cgroups,
        String cgroup,
        Optional<ObjectNode> seccomp,
        List<ContainerSpec.BindMount> files) {
    private static final String VERSION = "1.0.2";
    private static final long CPU_PERIOD = 100_000;
    private static final long SMALLEST_CPU_QUOTA = 1_000;

    private static final List<String> MASKED =
            List.of(
                    "/proc/asound",
                    "/proc/acpi",
                    "/proc/kcore",
                    "/proc/keys",
                    "/proc/latency_stats",
                    "/proc/timer_list",
                    "/proc/timer_stats",
                    "/proc/sched_debug",
                    "/proc/scsi",
                    "/sys/firmware",
                    "/sys/devices/virtual/powercap");
    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    public OciConfig {
        files = List.copyOf(files);
    }

    public ObjectNode json() {
        ObjectNode config = Json.object().put("ociVersion", VERSION).put("hostname", hostname);
        config.putObject("root")
                .put("path", root.toString())
                .put("readonly", spec.privileges().readOnlyRoot());
        config.set("process", process());
        config.set("mounts", mounts());
        config.set("linux", linux());
        return config;
    }

    private ObjectNode process() {
        ObjectNode process =
                Json.object()
                        .put("terminal", spec.terminal())
                        .put("cwd", spec.workingDir())
                        .put("noNewPrivileges", !spec.privileges().newPrivileges())
                        .put("oomScoreAdj", spec.resources().oomScoreAdjust());
        ObjectNode user =
                process.putObject("user").put("uid", account.uid()).put("gid", account.gid());
        if (!account.groups().isEmpty()) {
            account.groups().forEach(user.putArray("additionalGids")::add);
        }
        strings(process.putArray("args"), spec.command());
        ArrayNode env = process.putArray("env");
        spec.env().forEach((name, value) -> env.add(name + "=" + value));
        ObjectNode capabilities = process.putObject("capabilities");
        for (String set : List.of("bounding", "effective", "permitted")) {
            strings(capabilities.putArray(set), spec.privileges().capabilities());
        }
        return process;
    }

    private ArrayNode mounts() {
        ArrayNode mounts = Json.mapper().createArrayNode();
        mount(mounts, "/proc", "proc", "nosuid", "noexec", "nodev");
        mount(mounts, "/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
        mount(
                mounts,
                "/dev/pts",
                "devpts",
                "nosuid",
                "noexec",
                "newinstance",
                "ptmxmode=0666",
                "mode=0620",
                "gid=5");
        mount(mounts, "/dev/mqueue", "mqueue", "nosuid", "noexec", "nodev");
        mount(mounts, "/dev/shm", "tmpfs", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k");
        mount(mounts, "/sys", "sysfs", "nosuid", "noexec", "nodev", "ro");
        if (!(cgroups instanceof Cgroups.None)) {
            mount(
                    mounts,
                    "/sys/fs/cgroup",
                    "cgroup",
                    "nosuid",
                    "noexec",
                    "nodev",
                    "relatime",
                    "ro");
        }
        files.forEach(file -> bind(mounts, file));
        spec.mounts().forEach(file -> bind(mounts, file));
        spec.terminationLog().ifPresent(file -> bind(mounts, file));
        return mounts;
    }

    private static void mount(ArrayNode mounts, String target, String type, String... options) {
        ObjectNode mount =
                mounts.addObject().put("destination", target).put("type", type).put("source", type);
        strings(mount.putArray("options"), List.of(options));
    }

    private static void bind(ArrayNode mounts, ContainerSpec.BindMount file) {
        ObjectNode mount =
                mounts.addObject()
                        .put("destination", file.target())
                        .put("type", "bind")
                        .put("source", file.source().toString());
        strings(
                mount.putArray("options"),
                List.of("rbind", "rprivate", file.readOnly() ? "ro" : "rw"));
    }

    private ObjectNode linux() {
        ObjectNode linux = Json.object().put("cgroupsPath", cgroup);
        ArrayNode namespaces = linux.putArray("namespaces");
        for (String type : List.of("ipc", "uts", "mount")) {
            namespaces.addObject().put("type", type);
        }
        ObjectNode pid = namespaces.addObject().put("type", "pid");
        processNamespace.ifPresent(file -> pid.put("path", file.toString()));
        namespaces.addObject().put("type", "network").put("path", networkNamespace.toString());
        if (cgroups instanceof Cgroups.V2) {
            // With version 1, a container could not see its own limits from a namespace.
            namespaces.addObject().put("type", "cgroup");
        }
        // As containerd does for pods: whoever a container runs as, it may listen on port 80.
        linux.putObject("sysctl").put("net.ipv4.ip_unprivileged_port_start", "0");
        linux.set("resources", resources());
        seccomp.ifPresent(profile -> linux.set("seccomp", profile));
        strings(linux.putArray("maskedPaths"), MASKED);
        strings(linux.putArray("readonlyPaths"), READ_ONLY);
        return linux;
    }

    /** Only what this machine can limit: a runtime refuses a limit that it cannot set. */
    private ObjectNode resources() {
        ObjectNode resources = Json.object();
        Set<String> controllers = cgroups.controllers();
        ContainerSpec.Resources wanted = spec.resources();
        if (controllers.contains("cpu")) {
            ObjectNode cpu = resources.putObject("cpu").put("shares", wanted.cpuShares());
            wanted.cpuMillis()
                    .ifPresent(millis ->
                            cpu.put("period", CPU_PERIOD)
                                    .put(
                                            "quota",
                                            Math.max(
                                                    SMALLEST_CPU_QUOTA,
                                                    millis * CPU_PERIOD / 1000)));
        }
        if (controllers.contains("memory") && wanted.memoryBytes().isPresent()) {
            resources.putObject("memory").put("limit", wanted.memoryBytes().getAsLong());
        }
        // Nothing but what /dev has anyway; the runtime adds those.
        resources.putArray("devices").addObject().put("allow", false).put("access", "rwm");
        return resources;
    }

    private static void strings(ArrayNode list, List<String> values) {
        values.forEach(list::add);
    }
}
