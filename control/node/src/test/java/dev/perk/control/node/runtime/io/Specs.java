package dev.perk.control.node.runtime.io;

import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.runtime.Capabilities;
import dev.perk.control.node.runtime.ContainerSpec;
import dev.perk.control.node.runtime.SandboxSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A container to start, with what most tests do not care about filled in. */
record Specs(
        LocalImage image,
        List<String> command,
        Map<String, String> env,
        String user,
        List<ContainerSpec.BindMount> mounts,
        OptionalLong memory,
        OptionalLong cpuMillis,
        boolean readOnlyRoot,
        boolean input,
        boolean terminal) {

    static Specs run(LocalImage image, String... command) {
        return new Specs(
                image,
                List.of(command),
                Map.of("PATH", "/bin"),
                "",
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                false,
                false,
                false);
    }

    /** Somebody may talk to it, through a terminal or not. */
    Specs talking(boolean onTerminal) {
        return new Specs(
                image,
                command,
                env,
                user,
                mounts,
                memory,
                cpuMillis,
                readOnlyRoot,
                true,
                onTerminal);
    }

    static SandboxSpec sandbox(Path pods, String uid, Integer... ports) {
        return new SandboxSpec(
                uid,
                "default",
                "pod-" + uid,
                pods.resolve(uid),
                "pod-" + uid,
                List.of(),
                List.of(ports));
    }

    Specs env(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(env);
        more.put(name, value);
        return new Specs(
                image,
                command,
                more,
                user,
                mounts,
                memory,
                cpuMillis,
                readOnlyRoot,
                input,
                terminal);
    }

    Specs user(String name) {
        return new Specs(
                image,
                command,
                env,
                name,
                mounts,
                memory,
                cpuMillis,
                readOnlyRoot,
                input,
                terminal);
    }

    Specs mount(Path source, String target, boolean readOnly) {
        var mount = new ContainerSpec.BindMount(source, target, readOnly);
        return new Specs(
                image,
                command,
                env,
                user,
                List.of(mount),
                memory,
                cpuMillis,
                readOnlyRoot,
                input,
                terminal);
    }

    Specs limits(long bytes, long millis) {
        return new Specs(
                image,
                command,
                env,
                user,
                mounts,
                OptionalLong.of(bytes),
                OptionalLong.of(millis),
                readOnlyRoot,
                input,
                terminal);
    }

    Specs readOnly() {
        return new Specs(
                image, command, env, user, mounts, memory, cpuMillis, true, input, terminal);
    }

    ContainerSpec spec() {
        return spec("c", 0);
    }

    ContainerSpec spec(String name, int attempt) {
        return spec(name, attempt, "");
    }

    /** One that sees the processes of {@code target}, if that is not empty. */
    ContainerSpec seeing(String name, String target) {
        return spec(name, 0, target);
    }

    private ContainerSpec spec(String name, int attempt, String target) {
        return new ContainerSpec(
                name,
                attempt,
                image,
                command,
                env,
                "/",
                input,
                terminal,
                new ContainerSpec.User(user, OptionalLong.empty(), OptionalLong.empty(), List.of()),
                mounts,
                Optional.empty(),
                new ContainerSpec.Resources(128, cpuMillis, memory, 1000),
                new ContainerSpec.Privileges(Capabilities.DEFAULT, false, readOnlyRoot, false),
                target);
    }
}
