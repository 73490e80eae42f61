package dev.perk.control.node.runtime.io;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.node.image.ContentDigest;
import dev.perk.control.node.image.ImageConfig;
import dev.perk.control.node.image.ImageReference;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.linux.io.AdoptedProcesses;
import dev.perk.control.node.runtime.Accounts;
import dev.perk.control.node.runtime.Capabilities;
import dev.perk.control.node.runtime.ContainerSpec;
import dev.perk.control.node.runtime.InstanceNames;
import dev.perk.control.node.runtime.OciConfig;
import dev.perk.kube.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tries whether containers really start here: namespaces, overlay, control groups, system call
 * filter and all. Being installed says little, as machines forbid any of these.
 *
 * <p>The container has nothing in it, so the last step, running its program, must fail, and any
 * other failure is what we want to know.
 */
final class RuntimeProbe {
    private static final String PROGRAM = "/perk-probe";

    private RuntimeProbe() {}

    /** Why containers do not start; empty if they do. */
    static Optional<String> problem(OciTool tool, InstanceNames names, Path folder)
            throws IOException {
        Path bundle = folder.resolve("probe");
        CgroupTrees cgroups = CgroupTrees.detect();
        String id = "probe-" + ProcessHandle.current().pid();
        try {
            RootFilesystem files = RootFilesystem.mount(bundle, List.of());
            ObjectNode config =
                    new OciConfig(
                                    spec(),
                                    files.root(),
                                    "probe",
                                    new Accounts(0, 0, List.of()),
                                    Path.of("/proc/self/ns/net"),
                                    Optional.empty(),
                                    cgroups.layout(),
                                    names.cgroup() + "/" + id,
                                    Optional.of(Runtimes.seccomp().with(Capabilities.DEFAULT)),
                                    List.of())
                            .json();
            config.path("linux")
                    .path("namespaces")
                    .forEach(namespace -> ((ObjectNode) namespace).remove("path"));
            Files.write(bundle.resolve("config.json"), Json.write(config));
            return attempt(tool, id, bundle);
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } finally {
            new RootFilesystem(bundle).remove();
            cgroups.remove(names);
        }
    }

    private static Optional<String> attempt(OciTool tool, String id, Path bundle)
            throws IOException {
        AdoptedProcesses.Output output = AdoptedProcesses.Output.open();
        try {
            tool.run(id, bundle, Stdio.of(output));
            tool.kill(id);
            return Optional.of("it ran " + PROGRAM + ", which does not exist");
        } catch (OciTool.Refused e) {
            String message = String.valueOf(e.getMessage());
            boolean asExpected = message.contains(PROGRAM);
            return asExpected ? Optional.empty() : Optional.of(message);
        } finally {
            output.discard();
        }
    }

    private static ContainerSpec spec() {
        var image =
                new LocalImage(
                        ImageReference.parse("perk.local/probe"),
                        new ContentDigest("0".repeat(64)),
                        ImageConfig.read(
                                Json.read(
                                        "{\"rootfs\":{\"diff_ids\":[]}}"
                                                .getBytes(StandardCharsets.UTF_8))),
                        List.of());
        return new ContainerSpec(
                "probe",
                0,
                image,
                List.of(PROGRAM),
                Map.of(),
                "/",
                false,
                false,
                new ContainerSpec.User("", OptionalLong.empty(), OptionalLong.empty(), List.of()),
                List.of(),
                Optional.empty(),
                new ContainerSpec.Resources(
                        2, OptionalLong.of(1000), OptionalLong.of(64L << 20), 1000),
                new ContainerSpec.Privileges(Capabilities.DEFAULT, false, false, false),
                "");
    }
}
