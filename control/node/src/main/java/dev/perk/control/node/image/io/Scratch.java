package dev.perk.control.node.image.io;

import dev.perk.control.node.linux.io.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Room for what is not finished, on the same file system as what it will become. Names start with
 * the process that owns them, so that what a crash left behind can be told from work in progress.
 */
final class Scratch {
    /** Starts where no earlier process with the same number has been. */
    private static final AtomicLong COUNT = new AtomicLong(System.currentTimeMillis());

    private final Path folder;
    private final long self = ProcessHandle.current().pid();

    Scratch(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        removeOrphans();
    }

    private void removeOrphans() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String owner = entry.getFileName().toString().split("-", 2)[0];
                boolean alive =
                        owner.matches("[0-9]{1,18}")
                                && ProcessHandle.of(Long.parseLong(owner)).isPresent();
                if (!alive) {
                    Trees.delete(entry);
                }
            }
        }
    }

    /** A name that nothing has yet. */
    Path file() {
        return folder.resolve(self + "-" + COUNT.incrementAndGet());
    }

    Path folder() throws IOException {
        return Files.createDirectory(file());
    }
}
