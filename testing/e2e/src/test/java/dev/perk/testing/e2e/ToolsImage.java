package dev.perk.testing.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * An image with this machine's own shell, a few tools and their libraries, as {@code docker save}
 * would write it.
 */
public final class ToolsImage {
    public static final String NAME = "dev.local/tools";

    private static final List<String> TOOLS =
            List.of("sh", "cat", "date", "echo", "ls", "sleep", "tar");

    private ToolsImage() {}

    /** Writes the image in {@code folder}, and returns its file. */
    public static Path write(Path folder) {
        try {
            Path root = folder.resolve("root");
            Path bin = Files.createDirectories(root.resolve("bin"));
            Files.createDirectories(root.resolve("tmp"));
            for (String tool : TOOLS) {
                Path program = Path.of("/bin", tool).toRealPath();
                Files.copy(program, bin.resolve(tool));
                for (Path library : libraries(program)) {
                    Path copy = root.resolve(Path.of("/").relativize(library));
                    Files.createDirectories(copy.getParent());
                    Files.copy(library.toRealPath(), copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            tar(root, folder.resolve("layer.tar"), List.of("."));
            Files.writeString(
                    folder.resolve("config.json"),
                    """
                    {"os": "linux", "architecture": "%s",
                     "config": {"Env": ["PATH=/bin"], "Cmd": ["sh"], "WorkingDir": "/tmp"},
                     "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
                    """
                            .formatted(architecture(), sha256(folder.resolve("layer.tar"))));
            Files.writeString(
                    folder.resolve("manifest.json"),
                    """
                    [{"Config": "config.json", "RepoTags": ["%s:latest"], "Layers": ["layer.tar"]}]
                    """
                            .formatted(NAME));
            Path image = folder.resolve("tools.tar");
            tar(folder, image, List.of("manifest.json", "config.json", "layer.tar"));
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a program is linked with, the loader included. */
    private static List<Path> libraries(Path program) throws IOException {
        Process ldd = new ProcessBuilder("ldd", program.toString()).start();
        try (BufferedReader lines = ldd.inputReader()) {
            return lines.lines()
                    .flatMap(line -> Stream.of(line.strip().split("\\s+")))
                    .filter(word -> word.startsWith("/"))
                    .map(Path::of)
                    .toList();
        }
    }

    private static void tar(Path folder, Path file, List<String> names) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("tar", "-C", folder.toString(), "-cf", file.toString()));
        command.addAll(names);
        try {
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new IOException(command + " ended with " + exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String architecture() {
        String machine = System.getProperty("os.arch");
        return machine.equals("aarch64") ? "arm64" : machine;
    }
}
