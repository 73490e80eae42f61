package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.ContainerSpec.BindMount;
import dev.perk.control.node.runtime.HostsFile;
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
                mount(folder, "resolv.conf", resolver()));
    }

    private static BindMount mount(Path folder, String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return new BindMount(file, "/etc/" + name, false);
    }

    /** This machine's own: a server on its loopback address would be the pod's in the pod. */
    private static String resolver() throws IOException {
        String own = Files.exists(RESOLVER) ? Files.readString(RESOLVER) : "";
        boolean isLocal = own.lines().anyMatch(line -> line.matches("nameserver\\s+127\\..*"));
        return isLocal && Files.exists(SYSTEMD_RESOLVER) ? Files.readString(SYSTEMD_RESOLVER) : own;
    }
}
