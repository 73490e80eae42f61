package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.ContainerSpec.BindMount;
import dev.perk.control.node.runtime.HostsFile;
import dev.perk.control.node.runtime.Resolver;
import dev.perk.control.node.runtime.SandboxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files below {@code /etc} that a pod has of its own. */
final class EtcFiles {
    private static final Path RESOLVER = Path.of("/etc/resolv.conf");

    /** Where systemd keeps the real servers, when the file above names its own at 127.0.0.53. */
    private static final Path SYSTEMD_RESOLVER = Path.of("/run/systemd/resolve/resolv.conf");

    private EtcFiles() {}

    /** Writes them into the pod's folder. */
    static List<BindMount> write(SandboxSpec spec, String address) throws IOException {
        Path folder = Files.createDirectories(spec.folder().resolve("etc"));
        String hosts = HostsFile.content(address, spec.hostname(), spec.hostAliases());
        return List.of(
                mount(folder, "hosts", hosts),
                mount(folder, "hostname", spec.hostname() + "\n"),
                mount(folder, "resolv.conf", resolver().content()));
    }

    private static BindMount mount(Path folder, String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return new BindMount(file, "/etc/" + name, false);
    }

    /** How names are found in pods of this machine. */
    static Resolver resolver() throws IOException {
        return Resolver.forPods(content(RESOLVER), content(SYSTEMD_RESOLVER));
    }

    private static String content(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
