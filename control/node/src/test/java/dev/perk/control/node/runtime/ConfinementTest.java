package dev.perk.control.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Capabilities, system calls, control groups, signals. */
class ConfinementTest {

    private static Set<String> allowed(List<String> capabilities) throws IOException {
        Set<String> names = new HashSet<>();
        for (JsonNode rule : profile(capabilities).path("syscalls")) {
            if (rule.path("action").asText().equals("SCMP_ACT_ALLOW")
                    && rule.path("args").isEmpty()) {
                rule.path("names").forEach(name -> names.add(name.asText()));
            }
        }
        return names;
    }

    private static JsonNode profile(List<String> capabilities) throws IOException {
        try (InputStream in = ConfinementTest.class.getResourceAsStream("seccomp.json")) {
            return new SeccompProfile(Json.read(in.readAllBytes()), "amd64").with(capabilities);
        }
    }

    @Test
    void systemCallsNeedACapabilityWhereTheKernelAlsoAsksForOne() throws IOException {
        assertThat(allowed(Capabilities.DEFAULT))
                .contains("read", "clock_gettime", "arch_prctl", "chroot", "fchmodat2")
                .doesNotContain(
                        "mount",
                        "unshare",
                        "setns",
                        "bpf",
                        "clone3",
                        "clone",
                        "keyctl",
                        "add_key",
                        "io_uring_setup",
                        "userfaultfd",
                        "kexec_load",
                        "cacheflush",
                        "reboot");
        assertThat(allowed(Capabilities.of(List.of("SYS_ADMIN"), List.of())))
                .contains("mount", "unshare", "clone3", "clone");
        assertThat(profile(List.of()).path("architectures")).hasSize(1);
    }

    /** The tables of the security context documentation of Kubernetes. */
    @Test
    void capabilitiesAreAddedAndDroppedByName() {
        assertThat(Capabilities.of(List.of(), List.of())).isEqualTo(Capabilities.DEFAULT);
        assertThat(Capabilities.of(List.of("NET_BIND_SERVICE"), List.of("ALL")))
                .containsExactly("CAP_NET_BIND_SERVICE");
        assertThat(Capabilities.of(List.of("net_admin"), List.of("CAP_CHOWN")))
                .contains("CAP_NET_ADMIN")
                .doesNotContain("CAP_CHOWN");
        assertThat(Capabilities.of(List.of("ALL"), List.of("SYS_ADMIN")))
                .contains("CAP_NET_ADMIN")
                .doesNotContain("CAP_SYS_ADMIN");
    }

    @Test
    void tellsTheLayoutsOfControlGroupsApart() {
        assertThat(
                        Cgroups.detect(
                                List.of("cgroup2 /sys/fs/cgroup cgroup2 rw,nsdelegate 0 0"),
                                "cpuset cpu io memory pids\n"))
                .isEqualTo(
                        new Cgroups.V2(
                                Path.of("/sys/fs/cgroup"),
                                Set.of("cpuset", "cpu", "io", "memory", "pids")));
        Cgroups hybrid =
                Cgroups.detect(
                        List.of(
                                "tmpfs /sys/fs/cgroup tmpfs rw 0 0",
                                "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0",
                                "cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0",
                                "cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0",
                                "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0"),
                        "");
        assertThat(hybrid).isInstanceOf(Cgroups.V1.class);
        assertThat(hybrid.controllers()).contains("cpu", "cpuacct", "memory");
        assertThat(hybrid.roots())
                .containsExactlyInAnyOrder(
                        Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                        Path.of("/sys/fs/cgroup/memory"),
                        Path.of("/sys/fs/cgroup/systemd"),
                        Path.of("/sys/fs/cgroup/unified"));
        assertThat(Cgroups.detect(List.of("proc /proc proc rw 0 0"), ""))
                .isEqualTo(new Cgroups.None());
    }

    @Test
    void understandsHowImagesSpellSignals() {
        assertThat(Signals.number("SIGTERM")).isEqualTo(15);
        assertThat(Signals.number("quit")).isEqualTo(3);
        assertThat(Signals.number("9")).isEqualTo(9);
        assertThat(Signals.number("SIGRTMIN+3")).as("systemd").isEqualTo(37);
        assertThat(Signals.number("SIGWHAT")).isEqualTo(15);
    }

    @Test
    void pathsOfAnImageAreFoundWhereItsFilesAre() {
        var paths =
                new ImagePaths(path ->
                        Set.of("/app", "/app/lib", "/app/a.jar").contains(path)
                                ? Optional.of("/root" + path)
                                : Optional.empty());
        assertThat(paths.rewrite("/app/a.jar")).isEqualTo("/root/app/a.jar");
        assertThat(paths.rewrite("/app/a.jar:/app/lib/*:/x"))
                .isEqualTo("/root/app/a.jar:/root/app/lib/*:/x");
        assertThat(paths.rewrite("-Dhome=/app")).isEqualTo("-Dhome=/root/app");
        assertThat(paths.rewrite("@/app/a.jar")).isEqualTo("@/root/app/a.jar");
        assertThat(paths.rewrite("http://app/a.jar")).isEqualTo("http://app/a.jar");
        assertThat(paths.rewrite("a/app")).isEqualTo("a/app");
    }

    /** Source: kubelet, {@code getCgroupConfig}: {@code kubepods} weighs its processors. */
    @Test
    void podsTogetherWeighTheProcessorsOfTheMachineAndNotOneProcess() {
        var v1 = new Cgroups.V1(Map.of("cpu", Path.of("/sys/fs/cgroup/cpu")), List.of());
        assertThat(v1.weightOfPods("/perk-0a1b2c", 2))
                .contains(
                        new Cgroups.Setting(
                                Path.of("/sys/fs/cgroup/cpu/perk-0a1b2c/cpu.shares"), "2048"));
        var v2 = new Cgroups.V2(Path.of("/sys/fs/cgroup"), Set.of("cpu", "memory"));
        assertThat(v2.weightOfPods("/perk-0a1b2c", 2))
                .contains(
                        new Cgroups.Setting(
                                Path.of("/sys/fs/cgroup/perk-0a1b2c/cpu.weight"), "79"));
        assertThat(v2.weightOfPods("/perk-0a1b2c", 1000))
                .as("the kernel's upper bound")
                .map(Cgroups.Setting::value)
                .contains("10000");
        assertThat(new Cgroups.V2(Path.of("/cg"), Set.of()).weightOfPods("/perk-0a1b2c", 2))
                .isEmpty();
        assertThat(new Cgroups.None().weightOfPods("/perk-0a1b2c", 2)).isEmpty();
    }
}
