package dev.perk.control.apiserver.storage.io;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of its own, in memory: it can be full and it can be read only. */
final class SmallDisk implements AutoCloseable {
    private final Path folder;

    /**
     * @param mib its size
     */
    SmallDisk(Path folder, int mib) throws IOException {
        String without = System.getenv().getOrDefault("PERK_WITHOUT", "");
        assumeFalse(List.of(without.split(",")).contains("mount"), "mounting needs root");
        this.folder = Files.createDirectories(folder);
        run("mount", "-t", "tmpfs", "-o", "size=" + mib + "m", "perk-test", folder.toString());
    }

    Path folder() {
        return folder;
    }

    /** Takes what is left of it, to the last byte. */
    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve("filler"))) {
            for (int size = 64 * 1024; size > 0; size /= 2) {
                takeAll(out, new byte[size]);
            }
        } catch (IOException full) {
            // As it should be: what could not be written before is not written when closing either.
        }
    }

    private static void takeAll(OutputStream out, byte[] block) {
        try {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // A smaller one may fit.
        }
    }

    void makeRoom() throws IOException {
        Files.delete(folder.resolve("filler"));
    }

    void readOnly() throws IOException {
        run("mount", "-o", "remount,ro", folder.toString());
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    @Override
    public void close() throws IOException {
        run("umount", "--lazy", folder.toString());
    }
}
