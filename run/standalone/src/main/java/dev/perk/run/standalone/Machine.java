package dev.perk.run.standalone;

import dev.perk.control.node.agent.io.NodeRegistration.NodeInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What this machine is, as its Node object says it. */
final class Machine {
    private static final long KIB = 1024;

    private Machine() {}

    static NodeInfo describe(Path dataFolder) {
        String hostname = hostname();
        return new NodeInfo(
                Runtime.getRuntime().availableProcessors(),
                memoryBytes(),
                storageBytes(dataFolder),
                hostname,
                System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64",
                System.getProperty("os.version"),
                osImage(),
                firstLine(Path.of("/etc/machine-id")).orElse(""),
                version());
    }

    /** The Node's name: the host's, as a name of Kubernetes. */
    static String nodeName() {
        String name =
                hostname()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9.-]", "-")
                        .replaceAll("^[.-]+|[.-]+$", "");
        return name.isEmpty() ? "perk" : name;
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static long memoryBytes() {
        for (String line : lines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB;
            }
        }
        return Runtime.getRuntime().maxMemory();
    }

    private static long storageBytes(Path dataFolder) {
        try {
            return Files.getFileStore(dataFolder).getTotalSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    private static String osImage() {
        for (String line : lines(Path.of("/etc/os-release"))) {
            if (line.startsWith("PRETTY_NAME=")) {
                return line.substring("PRETTY_NAME=".length()).replace("\"", "");
            }
        }
        return System.getProperty("os.name");
    }

    static String version() {
        return Optional.ofNullable(Machine.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    private static Optional<String> firstLine(Path file) {
        return lines(file).stream().findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
